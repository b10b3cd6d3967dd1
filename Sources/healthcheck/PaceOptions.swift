import ArgumentParser
import AWS
import CommandSupport
import Release

/// The options of a release whose share follows the evidence.
struct PaceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Look once at a release whose share follows the evidence, and say which share it allows; "
        + "the release started with this share, such as 1%.", valueName: "share"),
    transform: VersionArgument.weight)
  var pace: Weight?

  @Option(
    help: ArgumentHelp(
      "The greatest share of --pace before the promotion. (default: 50%)",
      valueName: "share"),
    transform: VersionArgument.weight)
  var cap: Weight?

  @Option(
    help: ArgumentHelp(
      "How many failures may come together, of one cause. (default: 1)", valueName: "number"))
  var clump: Int?

  /// Judges the options of live traffic together: each of them needs --watch or --pace.
  func validate(with live: WatchOptions) throws {
    if let clump, !(1...TrafficRule.clumpLimit).contains(clump) {
      throw ValidationError("--clump \(clump): give 1 to \(TrafficRule.clumpLimit)")
    }
    if cap != nil, pace == nil { throw ValidationError("--cap goes with --pace") }
    if pace != nil {
      for (given, name) in [(live.watch != nil, "--watch"), (live.bake != nil, "--bake")]
      where given { throw ValidationError("--pace and \(name) exclude each other") }
      if let giveUp = live.giveUp, giveUp.value < 60 {
        throw ValidationError("--give-up \(giveUp.words): --pace looks once a minute")
      }
    }
    guard live.watch == nil, pace == nil else { return }
    for (given, name) in [
      (live.giveUp != nil, "--give-up"), (live.slower != nil, "--slower"),
      (live.metric != nil, "--metric"), (clump != nil, "--clump"),
    ] where given {
      throw ValidationError("\(name) goes with --watch or --pace")
    }
  }

  /// The rule, for a function whose timeout is not known yet; nil without `--pace`.
  func rule(_ rates: RuleOptions, _ live: WatchOptions) throws(ReleaseFailure) -> PaceRule? {
    guard let pace else { return nil }
    let traffic = try rates.trafficRule(clump: clump ?? 1)
    do throws(PaceRuleError) {
      return try PaceRule(
        first: pace, cap: cap ?? PaceRule.usualCap, traffic: traffic,
        giveUpAfter: live.giveUp?.value ?? PaceRule.usualGiveUp)
    } catch {
      throw .usage("\(error.description)")
    }
  }
}
