import AWS
import ArgumentParser
import CommandSupport
import Release

/// The options that compare the version with the one that serves.
struct CompareOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Send each payload to the serving version too, and report in what the version differs: "
        + "answers, latency, initialisation, memory, cost."))
  var compare = false

  @Option(
    help: ArgumentHelp(
      "Compare with this version instead of the one that the alias serves.", valueName: "version"),
    transform: VersionArgument.number)
  var against: FunctionVersion?

  @Option(
    name: .customLong("require"), parsing: .singleValue,
    help: ArgumentHelp(
      "What the version must have in common: same (answers), latency[=1.1] (times the other's), "
        + "memory[=90%] (at most so much of its own used); may be repeated.",
      valueName: "requirement"),
    transform: CompareArgument.requirement)
  var requirements: [ComparisonRequirement] = []

  @Option(
    name: .customLong("ignore"), parsing: .singleValue,
    help: ArgumentHelp(
      "Answers may differ at this path and below it, such as .body.items[].id; may be repeated.",
      valueName: "path"),
    transform: CompareArgument.path)
  var ignored: [AnswerPath] = []

  func validate() throws {
    guard compare else {
      for (given, name) in [
        (against != nil, "--against"), (!requirements.isEmpty, "--require"),
        (!ignored.isEmpty, "--ignore"),
      ] where given {
        throw ValidationError("\(name) goes with --compare")
      }
      return
    }
    let names = requirements.map(\.name)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("--require \(twice): was required already")
    }
  }

  /// The comparison with the rule that the requirements need.
  func comparison(
    _ rule: RuleOptions, _ payload: ProbePayload, _ expectation: ProbeExpectation, parallel: Int
  ) throws(ReleaseFailure) -> Comparison {
    let tests = ComparisonJudge.tests(requirements)
    return Comparison(
      rule: try rule.pairRule(tests: tests, payloadLines: payload.lines.count),
      requirements: requirements, ignored: ignored, against: against, payload: payload,
      expectation: expectation, parallel: parallel)
  }
}

extension RuleOptions {
  /// The rule for pairs, of which so many tests share the risk.
  func pairRule(tests: Int, payloadLines: Int) throws(ReleaseFailure) -> PairRule {
    do throws(ProbeRuleError) {
      if let probes { return try .all(of: probes, tests: tests, lines: payloadLines) }
      return try .calibrated(
        tolerate: tolerate ?? .onePercent, reject: reject ?? .fivePercent,
        risk: risk ?? .onePercent, tests: tests, maxPairs: maxProbes, lines: payloadLines)
    } catch {
      throw .usage("\(error.description)")
    }
  }
}

/// What is compared, and how.
struct Comparison {
  let rule: PairRule
  let requirements: [ComparisonRequirement]
  let ignored: [AnswerPath]
  let against: FunctionVersion?
  let payload: ProbePayload
  let expectation: ProbeExpectation
  let parallel: Int
}
