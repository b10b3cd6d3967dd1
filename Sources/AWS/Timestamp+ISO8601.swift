import SigV4

extension Timestamp {
  /// Reads a date and time as ISO 8601 and RFC 3339 write it: `2026-11-23T16:36:58Z`.
  ///
  /// A fraction of a second of any length is cut to milliseconds. The zone is `Z`, `UTC` or an
  /// offset such as `+01:00` or `+0100`; the date and time may be written without separators, as
  /// in `20261123T163658Z`. Nil for anything else, and for a day that is not in the calendar.
  package init?(iso8601 text: String) {
    var scanner = Scanner(rest: Array(text.utf8)[...])
    guard let year = scanner.digits(4) else { return nil }
    let separated = scanner.skip("-")
    guard let month = scanner.digits(2), scanner.skip("-") == separated,
      let day = scanner.digits(2), scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
      let hour = scanner.digits(2), scanner.skip(":") == separated,
      let minute = scanner.digits(2), scanner.skip(":") == separated,
      let second = scanner.digits(2), let fraction = scanner.fraction(),
      let offset = scanner.offset(), scanner.rest.isEmpty,
      hour < 24, minute < 60, second <= 60
    else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    guard date.isInCalendar else { return nil }
    let time = (hour * 60 + minute) * 60 + second - offset
    self.init(milliseconds: Int64((date.daysSince1970 * 86_400 + time) * 1000 + fraction))
  }

  /// The moment as RFC 3339 writes it, to the second: `2026-11-23T16:36:58Z`.
  package var iso8601: String {
    let seconds = milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    return SignatureDate(secondsSince1970: seconds).extended
  }

  /// Takes a date and time apart from left to right.
  private struct Scanner {
    var rest: ArraySlice<UInt8>

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
      guard let first = rest.first, UInt32(first) == character.value else { return false }
      rest.removeFirst()
      return true
    }

    mutating func digits(_ count: Int) -> Int? {
      guard rest.count >= count, rest.prefix(count).allSatisfy(Self.isDigit) else { return nil }
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(count).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// The milliseconds of a fraction, 0 without one, nil when digits are missing.
    mutating func fraction() -> Int? {
      guard skip(".") || skip(",") else { return 0 }
      let digits = rest.prefix(while: Self.isDigit)
      guard !digits.isEmpty else { return nil }
      rest = rest.dropFirst(digits.count)
      let three = Array((Array(digits) + [48, 48]).prefix(3))
      return three.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// The zone's offset from UTC in seconds.
    mutating func offset() -> Int? {
      if skip("Z") || skip("z") { return 0 }
      if rest.elementsEqual("UTC".utf8) {
        rest = []
        return 0
      }
      let sign = skip("+") ? 1 : skip("-") ? -1 : 0
      guard sign != 0, let hours = digits(2), hours < 24 else { return nil }
      if rest.isEmpty { return sign * hours * 3600 }
      _ = skip(":")
      guard let minutes = digits(2), minutes < 60 else { return nil }
      return sign * (hours * 3600 + minutes * 60)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
  }
}
