import Release
import Testing

@Suite("A flow's plan names its steps, its longest time and its cost before it starts")
struct FlowPlanTests {
  private func plan(
    _ steps: String, _ rule: ProbeRule? = nil, lines: Int = 1, parallel: Int = 1,
    check: FlowPlan.Check = .probes, alarms: Int = 0, timeout: Int = 3
  ) throws -> [String] {
    FlowPlan(
      steps: try FlowSteps(argument: steps), rule: try rule ?? ProbeCheckTests.rule(),
      payloadLines: lines, parallel: parallel, check: check, alarms: alarms,
      functionTimeout: timeout
    ).lines
  }

  @Test("the usual canary with two bakes")
  func usual() throws {
    #expect(
      try plan("publish 0% 10%:5m\n50%:300s") == [
        "plan: publish, in at most 5 min", "plan: before traffic: 112 to 500 probes",
        "plan: 10%: bake 5 min, 112 to 500 probes", "plan: 50%: bake 5 min, 112 to 500 probes",
        "plan: 100%",
        "plan: at least 10 min, at most 95 min 36 s, while AWS answers and no probe takes longer than "
          + "the function's timeout of 3 s",
        "plan: 336 invocations when every probe is good, at most 1500",
      ])
  }

  @Test("a fixed number of probes, a pause, and bakes of no length")
  func pause() throws {
    #expect(
      try plan("10%:0s:pause 50%:60s", .all(of: 5)) == [
        "plan: 10%: 5 probes, then pause",
        "plan: at most 15 s, while AWS answers and no probe takes longer than the function's timeout "
          + "of 3 s", "plan: 5 invocations",
      ])
  }

  @Test("the user's commands are a part of each check, and of its time")
  func runs() throws {
    let plan = FlowPlan(
      steps: try FlowSteps(argument: "0% 10%:1m"), rule: try .all(of: 1), payloadLines: 1,
      parallel: 1, check: .traffic(watchFor: 60, giveUpAfter: 120), alarms: 1, runs: (2, 600),
      functionTimeout: 3)
    #expect(
      plan.lines.dropLast(2) == [
        "plan: before traffic: 1 probe, 2 commands",
        "plan: 10%: bake 1 min, watch the traffic for 1 min to 2 min, an alarm, 2 commands",
        "plan: 100%",
      ])
    #expect(plan.lines[3].hasPrefix("plan: at least 2 min, at most 43 min 3 s, "))
  }

  @Test("traffic is watched, and costs no invocation but before it")
  func watch() throws {
    let watch = FlowPlan.Check.traffic(watchFor: 600, giveUpAfter: 1800)
    #expect(
      try plan("0% 10%:1m", .all(of: 1), check: watch, alarms: 2) == [
        "plan: before traffic: 1 probe",
        "plan: 10%: bake 1 min, watch the traffic for 10 min to 30 min, 2 alarms", "plan: 100%",
        "plan: at least 11 min, at most 31 min 3 s, while AWS answers and no probe takes longer than "
          + "the function's timeout of 3 s", "plan: 1 invocation",
      ])
    #expect(
      try plan("10%:0s", check: watch).suffix(2) == [
        "plan: at least 10 min, at most 30 min, while AWS answers",
        "plan: no invocation by a probe",
      ])
  }

  @Test("without steps there is only the promotion; payload lines raise the fewest probes")
  func single() throws {
    #expect(try plan("").first == "plan: 100%")
    #expect(try plan("0%", lines: 200).first == "plan: before traffic: 200 to 500 probes")
  }

  @Test("the longest time holds for the worst version that the rule can meet", arguments: [1, 10])
  func longest(parallel: Int) throws {
    // Each answer takes the whole timeout, and as many fail as can without a verdict.
    let target = SimulatedTarget { number, _, _ in
      .init(answer: number % 36 == 35 ? .crash : .good, seconds: 3)
    }
    let start = target.now
    let report = try ProbeCheckTests.check(target, parallel: parallel)
    let rest = try plan("0%", parallel: parallel).dropLast().last
    let minutes = try #require(
      rest?.split(separator: " ").drop { $0 != "most" }.dropFirst().first.flatMap { Double($0) })
    #expect(target.now - start <= (minutes + 1) * 60)
    guard parallel == 1 else { return }
    #expect(report.verdict == .inconclusive)
    #expect(target.now - start >= minutes * 60 * 0.8)
  }

  @Test(
    "words that are no steps are refused",
    arguments: ["publish:x", "publish 5%:x", "50% 10%", "0% 0%", "100% 100%", "100% 10%", "x y"])
  func refused(words: String) {
    #expect(throws: Schedule.SyntaxError.self) { try FlowSteps(argument: words) }
  }

  @Test("a release that goes on has the steps ahead of it, a new package has all")
  func goesOn() throws {
    let record = try ReleaseRecord(
      Array(
        #"""
        {"FunctionName":"f","Version":"8","Alias":{"Name":"live","FunctionVersion":"7","RoutingConfig":
        {"AdditionalVersionWeights":{"8":0.1}},"RevisionId":"r"},"Health":{"Verdict":"healthy","Version":"8"}}
        """#.utf8), from: "r")
    var steps = try FlowSteps(argument: "0% 10%:60s:pause 50%:60s")
    try steps.skip(doneBy: record)
    #expect(!steps.checksBeforeTraffic && steps.shares.map(\.weight.percent) == ["50%"])
    var new = try FlowSteps(argument: "publish 0% 10%:60s 50%:60s")
    try new.skip(doneBy: record)
    #expect(new.checksBeforeTraffic && new.shares.count == 2)
  }
}
