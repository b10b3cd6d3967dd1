import AWS

/// A share of an alias's traffic, kept as an exact decimal: whole billionths, never floating point.
package struct Weight: Sendable, Hashable, Comparable {
  /// The share in billionths, from 0 to 1000000000.
  package let billionths: Int

  /// No traffic.
  package static let none = Weight(unchecked: 0)
  /// All traffic.
  package static let all = Weight(unchecked: 1_000_000_000)

  private init(unchecked: Int) { billionths = unchecked }

  /// Makes a share from billionths; nil outside 0...1000000000.
  package init?(exactly billionths: Int) {
    guard (0...1_000_000_000).contains(billionths) else { return nil }
    self.init(unchecked: billionths)
  }

  /// Makes a share from whole percents; nil outside 0...100.
  package init?(percent: Int) {
    guard (0...100).contains(percent) else { return nil }
    self.init(unchecked: percent * 10_000_000)
  }

  /// Reads a JSON number as AWS spells it (`0.1`, `1.0E-4`), rounded to a billionth.
  ///
  /// Nil when it is no number from 0 to 1.
  package init?(numeral: String) {
    guard let value = Double(numeral), value >= 0, value <= 1 else { return nil }
    self.init(unchecked: Int((value * 1_000_000_000).rounded()))
  }

  /// The share as a JSON number in its shortest form: `0.1`, `0`, `1`.
  package var numeral: String { DecimalText.number(units: billionths, decimals: 9) }

  /// The share in percent, such as `12.5%`.
  package var percent: String { DecimalText.number(units: billionths, decimals: 7) + "%" }

  /// Whether one share is smaller than another.
  package static func < (a: Weight, b: Weight) -> Bool { a.billionths < b.billionths }
}
