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
