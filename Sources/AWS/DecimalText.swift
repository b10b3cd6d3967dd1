/// Numbers as people and JSON read them: rounded, without an exponent.
package enum DecimalText {
  /// A number with at most `decimals` decimals: `2.75`, `3`; with all of them where zeros are kept.
  package static func number(_ value: Double, decimals: Int, keepingZeros: Bool = false) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return value.isNaN ? "?" : "infinity" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let units = Int((abs(value) * scale).rounded())
    let sign = value < 0 && units > 0 ? "-" : ""
    return sign + number(units: units, decimals: decimals, keepingZeros: keepingZeros)
  }

  /// A number, not negative, as a count of units of its last decimal.
  package static func number(units: Int, decimals: Int, keepingZeros: Bool = false) -> String {
    let digits = String(units)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
    var fraction = padded.suffix(decimals)
    if !keepingZeros { while fraction.last == "0" { fraction.removeLast() } }
    return padded.dropLast(decimals) + (fraction.isEmpty ? "" : "." + fraction)
  }

  /// A number with two decimals: `0.05`.
  static func hundredths(_ value: Double) -> String {
    number(value, decimals: 2, keepingZeros: true)
  }

  /// Seconds as people say them: `31 ms`, `1.42 s`, `3 min 5 s`.
  package static func duration(_ seconds: Double) -> String {
    if seconds < 1 { return number(seconds * 1000, decimals: 0) + " ms" }
    if seconds < 10 { return number(seconds, decimals: 2) + " s" }
    if seconds < 60 { return number(seconds, decimals: 1) + " s" }
    let whole = Int(seconds.rounded())
    return whole % 60 == 0 ? "\(whole / 60) min" : "\(whole / 60) min \(whole % 60) s"
  }

  /// How much time is left to a wait: `giving up in 4 min 30 s`.
  package static func givingUp(in seconds: Double) -> String {
    "giving up in \(duration(max(0, seconds).rounded(.up)))"
  }
}
