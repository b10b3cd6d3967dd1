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
      (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year),
      hour < 24, minute < 60, second <= 60
    else { return nil }
    let time = Int64(hour * 3600 + minute * 60 + second - offset) * 1000 + Int64(fraction)
    self.init(milliseconds: Self.days(year: year, month: month, day: day) * 86_400_000 + time)
  }

  /// The moment as RFC 3339 writes it, to the second: `2026-11-23T16:36:58Z`.
  package var iso8601: String {
    let seconds = milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let time = Int(seconds - day * 86_400)
    let (year, month, date) = Self.date(days: day)
    return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(date, 2))"
      + "T\(Self.padded(time / 3600, 2)):\(Self.padded(time / 60 % 60, 2))"
      + ":\(Self.padded(time % 60, 2))Z"
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970-01-01 in the Gregorian calendar, counted in eras of 400 years from March.
  private static func days(year: Int, month: Int, day: Int) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let ofEra = shifted - era * 400
    let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return Int64(era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468)
  }

  private static func date(days: Int64) -> (year: Int, month: Int, day: Int) {
    let shifted = Int(days) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let ofEra = shifted - era * 146_097
    let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * year + year / 4 - year / 100)
    let month = (5 * ofYear + 2) / 153
    let day = ofYear - (153 * month + 2) / 5 + 1
    let civil = month < 10 ? month + 3 : month - 9
    return (year + era * 400 + (civil <= 2 ? 1 : 0), civil, day)
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
