/// The moment at which a request is signed, in whole seconds of UTC.
///
/// AWS accepts a request for a few minutes around it: five for most services, fifteen for S3.
/// The clock is the caller's; this type only does the calendar.
public struct SignatureDate: Sendable, Hashable {
  /// Seconds since 1970-01-01T00:00:00Z, without leap seconds, as `time(2)` counts them.
  public let secondsSince1970: Int64

  /// Makes a date from seconds since 1970-01-01T00:00:00Z.
  ///
  /// A date outside the years 0000 to 9999 cannot be written in the form that AWS reads;
  /// `Signer.sign(_:at:)` refuses it with `SigningError.dateOutOfRange`.
  public init(secondsSince1970: Int64) {
    self.secondsSince1970 = secondsSince1970
  }

  /// The moment in ISO 8601 basic format, such as `20150830T123600Z`: the value of `X-Amz-Date`.
  public var timestamp: String { day + "T" + time(separator: "") + "Z" }

  /// The day, such as `20150830`: the first part of the credential scope.
  public var day: String { date(separator: "") }

  /// The moment in ISO 8601 extended format, such as `2015-08-30T12:36:00Z`.
  package var extended: String { date(separator: "-") + "T" + time(separator: ":") + "Z" }

  /// Whether the year has four digits.
  var isWritable: Bool { (-62_167_219_200...253_402_300_799).contains(secondsSince1970) }

  private func date(separator: String) -> String {
    let days = Int(secondsSince1970) / 86400 - (secondsSince1970 % 86400 < 0 ? 1 : 0)
    let date = CivilDate(daysSince1970: days)
    return Self.padded(date.year, to: 4) + separator + Self.padded(date.month, to: 2) + separator
      + Self.padded(date.day, to: 2)
  }

  private func time(separator: String) -> String {
    let rest = Int(secondsSince1970 % 86400)
    let second = rest < 0 ? rest + 86400 : rest
    return Self.padded(second / 3600, to: 2) + separator + Self.padded(second / 60 % 60, to: 2)
      + separator + Self.padded(second % 60, to: 2)
  }

  private static func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

extension SignatureDate: CustomStringConvertible {
  /// The same as `timestamp`.
  public var description: String { timestamp }
}
