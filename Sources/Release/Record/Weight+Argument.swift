extension Weight {
  /// Why text is no share of traffic.
  package struct SyntaxError: Error, Equatable, CustomStringConvertible {
    /// What is wrong with which text, and what was probably meant.
    package var description: String
  }

  /// Reads a share as a person writes it: `10%`, `12.5%`, `0.1` or `.1`, at
  /// most to a billionth of the traffic.
  ///
  /// A bare number above 1 is refused with the percentage that was probably meant: whether `10` is
  /// 10% or 1000% is not for a release tool to guess.
  package init(argument text: String) throws(SyntaxError) {
    let isPercent = text.hasSuffix("%")
    let digits = isPercent ? String(text.dropLast()) : text
    guard let decimal = Decimal(digits) else {
      throw SyntaxError(description: "'\(text)' is no share of traffic: give 10% or 0.1")
    }
    let places = isPercent ? 7 : 9
    guard let value = decimal.units(places: places) else {
      throw SyntaxError(
        description: "'\(text)' has more than \(places) decimals: shares are whole billionths")
    }
    guard let weight = Weight(exactly: value) else {
      let hint = isPercent || value > 100 * Weight.all.billionths
      throw SyntaxError(
        description: hint
          ? "'\(text)' is more than all traffic: give 0% to 100%"
          : "'\(text)' is more than all traffic: did you mean \(digits)%?")
    }
    self = weight
  }

  /// A decimal number as it is written, without its last zeros.
  private struct Decimal {
    private let whole: Substring
    private let fraction: String

    /// Reads digits, and a point that digits follow; nil for anything else and above 999999.
    init?(_ text: String) {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count <= 2, let whole = parts.first, whole.utf8.count <= 6,
        let last = parts.last, !last.isEmpty,
        text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") })
      else { return nil }
      var fraction = parts.count == 2 ? String(last) : ""
      while fraction.hasSuffix("0") { fraction.removeLast() }
      (self.whole, self.fraction) = (whole, fraction)
    }

    /// The number in units of 10^-places; nil when it is not a whole number of them.
    func units(places: Int) -> Int? {
      guard fraction.utf8.count <= places else { return nil }
      return Int(whole + fraction + String(repeating: "0", count: places - fraction.utf8.count))
    }
  }
}
