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
  public var timestamp: String {
    let second = Int(secondsOfDay)
    return day + "T" + Self.padded(second / 3600, to: 2) + Self.padded(second / 60 % 60, to: 2)
      + Self.padded(second % 60, to: 2) + "Z"
  }

  /// The day, such as `20150830`: the first part of the credential scope.
  public var day: String {
    let (year, month, day) = civil
    return Self.padded(year, to: 4) + Self.padded(month, to: 2) + Self.padded(day, to: 2)
  }

  /// Whether the year has four digits.
  var isWritable: Bool { (-62_167_219_200...253_402_300_799).contains(secondsSince1970) }

  private var secondsOfDay: Int64 {
    let rest = secondsSince1970 % 86400
    return rest < 0 ? rest + 86400 : rest
  }

  /// The proleptic Gregorian date, counted in eras of 400 years that start on 1 March.
  private var civil: (year: Int, month: Int, day: Int) {
    let day = secondsSince1970 / 86400 - (secondsSince1970 % 86400 < 0 ? 1 : 0)
    let days = Int(day) + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
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
