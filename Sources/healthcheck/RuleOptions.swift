import AWS
import ArgumentParser
import CommandSupport
import Release

/// The options that say how sure the verdict must be.
struct RuleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A version that fails this share of requests or less shall pass. (default: 1%)",
      valueName: "rate"),
    transform: RateArgument.rate)
  var tolerate: Rate?

  @Option(
    help: ArgumentHelp(
      "A version that fails this share of requests or more shall not. (default: 5%)",
      valueName: "rate"),
    transform: RateArgument.rate)
  var reject: Rate?

  @Option(
    help: ArgumentHelp(
      "The greatest probability of either error. (default: 1%)", valueName: "rate"),
    transform: RateArgument.rate)
  var risk: Rate?

  @Option(
    help: ArgumentHelp(
      "Give up after so many probes. (default: 500, or what the other numbers need)",
      valueName: "number"))
  var maxProbes: Int?

  @Option(
    help: ArgumentHelp(
      "Send just so many probes, all of which must pass.", valueName: "number"))
  var probes: Int?

  /// The rule for probes.
  func rule(payloadLines: Int) throws(ReleaseFailure) -> ProbeRule {
    do throws(ProbeRuleError) {
      guard let probes else {
        return try ProbeRule.calibrated(
          tolerate: tolerate ?? .onePercent, reject: reject ?? .fivePercent,
          risk: risk ?? .onePercent, maxProbes: maxProbes, payloadLines: payloadLines)
      }
      let rule = try ProbeRule.all(of: probes)
      guard payloadLines <= probes else {
        throw .moreLinesThanFixed(lines: payloadLines, probes: probes)
      }
      return rule
    } catch {
      throw .usage("\(error.description)")
    }
  }

  /// The rule for live traffic.
  func trafficRule(clump: Int) throws(ReleaseFailure) -> TrafficRule {
    do throws(ProbeRuleError) {
      return try TrafficRule(
        tolerate: tolerate ?? .onePercent, reject: reject ?? .fivePercent,
        risk: risk ?? .onePercent, clump: clump)
    } catch {
      throw .usage("\(error.description)")
    }
  }

  func validate() throws {
    if probes != nil, tolerate != nil || reject != nil || risk != nil || maxProbes != nil {
      throw ValidationError(
        "--probes is a rule of its own: it cannot go with --tolerate, --reject, --risk or "
          + "--max-probes")
    }
  }
}

/// Values of rates and ranges on the command line.
enum RateArgument {
  /// Reads a rate of failures.
  @Sendable static func rate(_ text: String) throws -> Rate {
    try ArgumentText.read(text, by: Rate.init(argument:))
  }

  /// Reads a range of status codes.
  @Sendable static func statuses(_ text: String) throws -> StatusRange {
    try ArgumentText.read(text, by: StatusRange.init(argument:))
  }
}
