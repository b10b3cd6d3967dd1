extension Schedule {
  /// The names of the strategies that CodeDeploy has for Lambda, without what they all begin with.
  package static let strategies = [
    "Canary10Percent5Minutes", "Canary10Percent10Minutes", "Canary10Percent15Minutes",
    "Canary10Percent30Minutes", "Linear10PercentEvery1Minute", "Linear10PercentEvery2Minutes",
    "Linear10PercentEvery3Minutes", "Linear10PercentEvery10Minutes", "AllAtOnce",
  ]

  /// The steps of a strategy by its name, with or without `CodeDeployDefault.Lambda`.
  ///
  /// Other numbers in the same form are strategies too: a custom deployment configuration has them.
  static func strategy(_ text: String) throws(SyntaxError) -> [Step] {
    var name = Substring(text)
    for prefix in ["CodeDeployDefault.", "Lambda"] where name.hasPrefix(prefix) {
      name = name.dropFirst(prefix.count)
    }
    if name == "AllAtOnce" { return [] }
    if let (percent, bake) = numbers(of: name, first: "Canary", between: "Percent") {
      return [Step(weight: percent, bake: bake)]
    }
    if let (percent, bake) = numbers(of: name, first: "Linear", between: "PercentEvery") {
      let shares = stride(
        from: percent.billionths, to: Weight.all.billionths, by: percent.billionths)
      return shares.compactMap { Weight(exactly: $0).map { Step(weight: $0, bake: bake) } }
    }
    throw SyntaxError(
      description: "'\(text)' is no strategy of CodeDeploy's: give "
        + strategies.dropLast().joined(separator: ", ") + " or AllAtOnce")
  }

  /// The share and the bake of a name such as `Canary10Percent5Minutes`.
  private static func numbers(of name: Substring, first: String, between: String)
    -> (Weight, Seconds)?
  {
    guard name.hasPrefix(first), let unit = ["Minutes", "Minute"].first(where: name.hasSuffix)
    else { return nil }
    let middle = name.dropFirst(first.count).dropLast(unit.count)
    let digits = middle.prefix { $0.isASCII && $0.isNumber }
    let rest = middle.dropFirst(digits.count)
    guard rest.hasPrefix(between), digits.count <= 2, let percent = Int(digits), percent > 0,
      let weight = Weight(percent: percent),
      let bake = Seconds(argument: rest.dropFirst(between.count) + "m")
    else { return nil }
    return (weight, bake)
  }
}
