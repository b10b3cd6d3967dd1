/// A length of time as a person writes it: `90`, `90s`, `10m` or `1h`.
package struct Seconds: Sendable, Equatable {
  /// The length in seconds.
  package let value: Int

  /// The length as a person writes it: `90s`, `10m`, `1h`.
  package var words: String {
    switch value {
    case let seconds where seconds > 0 && seconds % 3600 == 0: "\(seconds / 3600)h"
    case let seconds where seconds > 0 && seconds % 60 == 0: "\(seconds / 60)m"
    default: "\(value)s"
    }
  }

  /// Makes a length from seconds.
  package init(_ value: Int) {
    self.value = value
  }

  /// Reads a length; nil when the text is none, or one of more than a week.
  package init?(argument: String) {
    let unit: Int
    switch argument.last {
    case "s": unit = 1
    case "m": unit = 60
    case "h": unit = 3600
    default: unit = 0
    }
    let digits = unit == 0 ? argument[...] : argument.dropLast()
    guard (1...6).contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
      number * max(unit, 1) <= 7 * 24 * 3600
    else { return nil }
    value = number * max(unit, 1)
  }

  /// The length that a text probably stands for, which is not written as one: `5mins`, `1.5 hours`,
  /// `2d`; nil when that cannot be told.
  package static func meant(by text: String) -> Seconds? {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
    let units = [
      "s": 1.0, "sec": 1, "secs": 1, "second": 1, "seconds": 1, "m": 60, "min": 60, "mins": 60,
      "minute": 60, "minutes": 60, "h": 3600, "hr": 3600, "hrs": 3600, "hour": 3600, "hours": 3600,
      "d": 86400, "day": 86400, "days": 86400,
    ]
    guard let size = units[unit], let number = Double(digits) else { return nil }
    let seconds = number * size
    guard seconds >= 1, seconds <= 7 * 86400, seconds == seconds.rounded() else { return nil }
    return Seconds(Int(seconds))
  }
}
