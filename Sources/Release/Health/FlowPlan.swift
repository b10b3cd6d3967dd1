import AWS

/// What a flow is going to do, told before it starts: its steps, how long it takes at most, and how
/// often it invokes the version.
package struct FlowPlan: Sendable {
  /// How a version with a share of the traffic is checked.
  package enum Check: Sendable {
    /// By probes, as before it has traffic.
    case probes
    /// By its traffic, for at least and at most these numbers of seconds.
    case traffic(watchFor: Double, giveUpAfter: Double)
    /// By its traffic once a minute, and its share follows the evidence.
    case pace(PaceRule)
  }

  /// The steps.
  package var steps: FlowSteps
  /// The rule of the probes.
  package var rule: ProbeRule
  /// The rule of the pairs, where the version is compared with the one that serves.
  package var pairs: PairRule?
  /// How many payload lines must succeed.
  package var payloadLines: Int
  /// How many probes are in flight at once.
  package var parallel: Int
  /// The check of each share.
  package var check: Check
  /// How many alarms are looked at.
  package var alarms: Int
  /// How many commands of the user's judge each check, and how many seconds each may take.
  package var runs: (count: Int, seconds: Double)
  /// The function's own timeout in seconds.
  package var functionTimeout: Int

  package init(
    steps: FlowSteps, rule: ProbeRule, payloadLines: Int, parallel: Int, check: Check,
    alarms: Int, runs: (count: Int, seconds: Double) = (0, 0), functionTimeout: Int = 0
  ) {
    self.steps = steps
    self.rule = rule
    self.payloadLines = payloadLines
    self.parallel = parallel
    self.check = check
    self.alarms = alarms
    self.runs = runs
    self.functionTimeout = functionTimeout
  }

  /// The plan, one line for each step and two for the whole.
  package var lines: [String] {
    var lines: [String] = []
    if let timeout = steps.publishTimeout {
      lines.append("publish, in at most \(DecimalText.duration(Double(timeout.value)))")
    }
    if steps.checksBeforeTraffic { lines.append("before traffic: \(probeWords)\(runWords)") }
    for step in shares {
      let bake = step.bake.value > 0 ? "bake \(words(step.bake)), " : ""
      let pause = step.pauses ? ", then pause" : ""
      lines.append("\(step.weight.percent): \(bake)\(checkWords)\(pause)")
    }
    if !pauses { lines.append("100%") }
    return (lines + [time, cost]).map { "plan: " + $0 }
  }

  /// The shares up to the first at which the release rests.
  private var shares: [Schedule.Step] {
    let end = steps.shares.firstIndex { $0.pauses }
    return end.map { Array(steps.shares[...$0]) } ?? steps.shares
  }

  private var pauses: Bool { shares.last?.pauses ?? false }

  /// How many checks send probes.
  private var probing: Int {
    guard case .probes = check else { return steps.checksBeforeTraffic ? 1 : 0 }
    return shares.count + (steps.checksBeforeTraffic ? 1 : 0)
  }

  /// How many probes a check sends when all are good.
  private var fewest: Int { min(max(pairs?.equalAt ?? rule.healthyLimit, payloadLines), most) }

  private var most: Int { pairs?.maxPairs ?? rule.maxProbes }

  /// The invocations of a check: of pairs there are two, and the serving version's own come to them.
  private var invocations: (least: Int, most: Int) {
    guard pairs != nil else { return (fewest, most) }
    return (2 * (fewest + PairRun.ownPairs(beside: fewest)), 4 * most)
  }

  private var probeWords: String {
    let name = pairs == nil ? "probe" : "pair"
    return most == fewest
      ? "\(fewest) \(name)\(fewest == 1 ? "" : "s")" : "\(fewest) to \(most) \(name)s"
  }

  private var runWords: String {
    switch runs.count {
    case 0: ""
    case 1: ", a command"
    default: ", \(runs.count) commands"
    }
  }

  private var checkWords: String {
    let also = alarms == 0 ? "" : alarms == 1 ? ", an alarm" : ", \(alarms) alarms"
    if case .pace(let rule) = check {
      return "follow the evidence up to \(rule.cap.percent), a look a minute, for at most "
        + "\(DecimalText.duration(Double(rule.giveUpAfter)))\(also)\(runWords)"
    }
    guard case .traffic(let watchFor, let giveUpAfter) = check else {
      return probeWords + also + runWords
    }
    return "watch the traffic for \(DecimalText.duration(watchFor)) to "
      + "\(DecimalText.duration(giveUpAfter))\(also)\(runWords)"
  }

  /// The longest time of a check by probes, while AWS answers.
  ///
  /// A failure is followed by a pause, and with several in flight by probes that are sent again, some
  /// of them one after another.
  private var longestProbing: Double {
    let timeout = Double(functionTimeout)
    let failures =
      rule.isStrict ? 0 : (rule.maxProbes + rule.unhealthyLimit) / (rule.failureCost + 1)
    let rounds = (invocations.most + parallel - 1) / parallel
    return Double(rounds) * timeout
      + Double(failures) * (ProbePacing.longestPause + (parallel > 1 ? 4 * timeout : 0))
  }

  private var time: String {
    let bakes = Double(shares.reduce(0) { $0 + $1.bake.value })
    var (least, most) = (bakes, bakes + Double(steps.publishTimeout?.value ?? 0))
    most += Double(probing) * longestProbing
    let checks = shares.count + (steps.checksBeforeTraffic ? 1 : 0)
    most += Double(checks * runs.count) * runs.seconds
    if case .traffic(let watchFor, let giveUpAfter) = check {
      least += Double(shares.count) * watchFor
      most += Double(shares.count) * giveUpAfter
    }
    if case .pace(let rule) = check, !shares.isEmpty { most += Double(rule.giveUpAfter) }
    let first = least > 0 ? "at least \(DecimalText.duration(least)), " : ""
    return "\(first)at most \(DecimalText.duration(most)), while AWS answers"
      + (probing > 0 ? " and no probe takes longer than the function's timeout of " : "")
      + (probing > 0 ? DecimalText.duration(Double(functionTimeout)) : "")
  }

  private var cost: String {
    guard probing > 0 else { return "no invocation by a probe" }
    let (least, most) = (probing * invocations.least, probing * invocations.most)
    return least == most
      ? "\(most) invocation\(most == 1 ? "" : "s")"
      : "\(least) invocations when every probe is good, at most \(most)"
  }

  private func words(_ bake: Seconds) -> String { DecimalText.duration(Double(bake.value)) }
}
