import AWS

/// The numbers of a check.
extension DecimalText {
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

  /// How much time is left to a wait: `giving up in 4 min 30 s`.
  package static func givingUp(in seconds: Double) -> String {
    "giving up in \(duration(max(0, seconds).rounded(.up)))"
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
