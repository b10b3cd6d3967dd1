extension Weight {
  /// Why text is no share of traffic.
  package struct SyntaxError: Error, Equatable, CustomStringConvertible {
    /// What is wrong with which text, and what was probably meant.
    package var description: String
  }

  /// Reads a share as a person writes it: `10%`, `12.5%` or `0.1`, with at most nine decimals.
  ///
  /// A bare number above 1 is refused with the percentage that was probably meant: whether `10` is
  /// 10% or 1000% is not for a release tool to guess.
  package init(argument text: String) throws(SyntaxError) {
    let isPercent = text.hasSuffix("%")
    let digits = isPercent ? String(text.dropLast()) : text
    guard let value = Self.scaled(digits, places: isPercent ? 7 : 9) else {
      throw SyntaxError(description: "'\(text)' is no share of traffic: give 10% or 0.1")
    }
    guard value <= Weight.all.billionths else {
      let hint = isPercent || value > 100 * Weight.all.billionths
      throw SyntaxError(
        description: hint
          ? "'\(text)' is more than all traffic: give 0% to 100%"
          : "'\(text)' is more than all traffic: did you mean \(digits)%?")
    }
    guard let weight = Weight(exactly: value) else {
      throw SyntaxError(description: "'\(text)' is no share of traffic: give 10% or 0.1")
    }
    self = weight
  }

  /// The decimal number in units of 10^-places, or nil when it is none or not a whole number of them.
  private static func scaled(_ text: String, places: Int) -> Int? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first, !whole.isEmpty, whole.utf8.count <= 6,
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") })
    else { return nil }
    var fraction = parts.count == 2 ? String(parts[1]) : ""
    if parts.count == 2, fraction.isEmpty { return nil }
    while fraction.hasSuffix("0") { fraction.removeLast() }
    guard fraction.utf8.count <= places else { return nil }
    return Int(whole + fraction + String(repeating: "0", count: places - fraction.utf8.count))
  }
}
