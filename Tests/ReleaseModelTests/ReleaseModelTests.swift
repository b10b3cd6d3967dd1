import FoundationEssentials
import Testing

@Suite("Whatever happens, a release keeps its invariants") struct ReleaseModelTests {
  /// 0, or how many faults of each kind more the search may let happen: `LAMBDA_RELEASE_MODEL=1`.
  static let deeper =
    UInt8(ProcessInfo.processInfo.environment["LAMBDA_RELEASE_MODEL"] ?? "") ?? 0

  @Test("The protocol breaks none of them in any state it can come to")
  func protocolHolds() {
    let flow = ModelFlow()
    let tree = RunTree(flow)
    var states = 0
    var transitions = 0
    var cut: [String] = []
    var calls = (release: 0, rollback: 0)
    let began = ContinuousClock.now
    for scenario in ModelChecker.Scenario.all(deeper: Self.deeper) {
      var checker = ModelChecker(scenario, flow, tree: tree)
      checker.limit = Self.deeper == 0 ? 40_000 : 3_000_000
      let report = checker.search()
      if report.isCut { cut.append(scenario.name) }
      for (invariant, path) in report.violations {
        Issue.record("\(scenario.name): \(invariant.rawValue)\n\(path.joined(separator: "\n"))")
      }
      if Self.deeper > 0 {
        print(
          "\(scenario.name): \(report.states) states, \(tree.count), \(ContinuousClock.now - began)"
        )
      }
      states += report.states
      transitions += report.transitions
      calls.release = max(calls.release, report.mostCalls)
      calls.rollback = max(calls.rollback, report.mostRollbackCalls)
    }
    print(
      "release model: \(states) states, \(transitions) transitions, \(tree.count) runs of the "
        + "protocol; at most \(calls.release) calls to converge, \(calls.rollback) to roll back; "
        + "not looked at to the end: \(cut.isEmpty ? "none" : cut.joined(separator: "; "))")
    #expect(calls.release <= 14)
    #expect(calls.rollback <= 2)
  }

  /// Two of the same code adopt each other's weight: in lockstep they can touch each other out.
  @Test("Of two releases of different code that are healthy one wins when nothing goes wrong")
  func oneWins() {
    var checker = ModelChecker(
      ModelChecker.Scenario(
        name: "rivals", server: .released,
        roles: [.deployer(code: 2), .deployer(code: 3)], isAdverse: false), ModelFlow())
    let report = checker.search()
    #expect(report.ends > 0)
    #expect(
      report.endsWithoutWinner == 0, "\(report.withoutWinner.joined(separator: "\n"))")
    #expect(report.violations.isEmpty)
  }

  /// A protocol with a protection less, and an invariant that this breaks.
  struct Wrong: CustomTestStringConvertible, Sendable {
    var name: String
    var flow: @Sendable () -> ModelFlow
    var testDescription: String { name }

    init(_ name: String, _ flow: @escaping @Sendable () -> ModelFlow) {
      self.name = name
      self.flow = flow
    }

    init<Kind: Mutant>(_ kind: Kind.Type) {
      self.init(String(describing: kind)) { ModelFlow(wrap: { Kind($0) }) }
    }
  }

  static let mutants: [Wrong] = [
    Wrong(WithoutRevisionId.self), Wrong(WithoutCodeSha256.self),
    Wrong(ReadingInsteadOfTouching.self), Wrong(RefreshingTheToken.self),
    Wrong(RollingBackToTheBeginning.self), Wrong(RollingBackUnguarded.self),
    Wrong(BelievingLostAnswers.self), Wrong(DisbelievingLostAnswers.self),
    Wrong(WithoutPinning.self), Wrong(WithoutAdoption.self), Wrong(AdoptingAnything.self),
    Wrong(RollingBackFromMemory.self),
    Wrong("trusting every version") { ModelFlow(trustsEverything: true) },
  ]

  @Test("A protocol with a protection less is caught", arguments: mutants)
  func mutantIsCaught(_ wrong: Wrong) {
    #expect(!violations(of: wrong.flow(), stopsAtFirst: true).isEmpty)
  }

  @Test("A tool without any protection is caught at nearly everything")
  func unguardedToolIsCaught() {
    let found = violations(
      of: ModelFlow(replacement: UnguardedTool.run), stopsAtFirst: false)
    #expect(found.isSuperset(of: [.overran, .overwrote, .foreignCode, .changedLiveCode]))
  }

  private func violations(of flow: ModelFlow, stopsAtFirst: Bool) -> Set<Invariant> {
    let tree = RunTree(flow)
    var found: Set<Invariant> = []
    for scenario in ModelChecker.Scenario.revealing {
      var checker = ModelChecker(scenario, flow, tree: tree)
      checker.stopsAtFirst = stopsAtFirst
      checker.limit = 60_000
      let report = checker.search()
      for (invariant, path) in report.violations {
        print("\(invariant.rawValue) in \(scenario.name): \(path.count) steps, \(report.states)")
        found.insert(invariant)
      }
      if stopsAtFirst, !found.isEmpty { break }
    }
    return found
  }
}
