/// Numbers as people read them: rounded, without an exponent, without needless zeros.
enum DecimalText {
  /// A number with at most so many decimals, zeros at the end left out: `2.75`, `3`.
  static func number(_ value: Double, decimals: Int) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return value.isNaN ? "?" : "infinity" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = Int((abs(value) * scale).rounded())
    let whole = String(scaled / Int(scale))
    var fraction = String(scaled % Int(scale))
    fraction = String(repeating: "0", count: max(0, decimals - fraction.utf8.count)) + fraction
    while fraction.hasSuffix("0") { fraction.removeLast() }
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return sign + (decimals == 0 || fraction.isEmpty ? whole : whole + "." + fraction)
  }

  /// A probability in percent, to the digits that tell it from 0% and from 100%: `0.996%`,
  /// `98.08%`, `99.9998%`, `<0.0001%`.
  static func percent(_ probability: Double) -> String {
    let distance = min(probability, 1 - probability) * 100
    if distance <= 0 || distance < 1e-12 { return probability < 0.5 ? "0%" : "100%" }
    if distance < 0.00005 { return probability < 0.5 ? "<0.0001%" : ">99.9999%" }
    let decimals = distance >= 10 ? 1 : distance >= 1 ? 2 : distance >= 0.1 ? 3 : 4
    return number(probability * 100, decimals: decimals) + "%"
  }

  /// Seconds as people say them: `31 ms`, `1.42 s`, `3 min 5 s`.
  static func duration(_ seconds: Double) -> String {
    if seconds < 1 { return number(seconds * 1000, decimals: 0) + " ms" }
    if seconds < 10 { return number(seconds, decimals: 2) + " s" }
    if seconds < 60 { return number(seconds, decimals: 1) + " s" }
    let whole = Int(seconds.rounded())
    return whole % 60 == 0 ? "\(whole / 60) min" : "\(whole / 60) min \(whole % 60) s"
  }

  /// A number as an ordinal: `1st`, `2nd`, `3rd`, `4th`, `11th`.
  static func ordinal(_ number: Int) -> String {
    switch (number % 100, number % 10) {
    case (11...13, _): "\(number)th"
    case (_, 1): "\(number)st"
    case (_, 2): "\(number)nd"
    case (_, 3): "\(number)rd"
    default: "\(number)th"
    }
  }
}
