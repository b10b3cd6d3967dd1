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

  /// A run that learns only after the other's promotion that it has lost the share may end 0 too:
  /// the version is live, and after a crash it may have been its own promotion.
  @Test(
    "Of two healthy releases one wins when nothing goes wrong, and the other ends 75",
    arguments: ModelChecker.Scenario.pairs)
  func oneWins(_ pair: ModelChecker.Scenario) {
    var checker = ModelChecker(pair, ModelFlow())
    let report = checker.search()
    #expect(report.ends > 0)
    #expect(
      report.endsWithoutWinner == 0, "\(report.withoutWinner.joined(separator: "\n"))")
    #expect(report.statuses == [0, 75])
    for (invariant, path) in report.violations {
      Issue.record("\(invariant.rawValue)\n\(path.joined(separator: "\n"))")
    }
  }

  /// A protocol with a protection less, and an invariant that this breaks.
  struct Wrong: CustomTestStringConvertible, Sendable {
    var name: String
    var invariant: Invariant?
    var flow: @Sendable () -> ModelFlow
    var testDescription: String { name }

    init(
      _ name: String, breaks invariant: Invariant? = nil,
      _ flow: @escaping @Sendable () -> ModelFlow
    ) {
      self.name = name
      self.invariant = invariant
      self.flow = flow
    }

    init<Kind: Mutant>(_ kind: Kind.Type, breaks invariant: Invariant? = nil) {
      self.init(String(describing: kind), breaks: invariant) { ModelFlow(wrap: { Kind($0) }) }
    }
  }

  static let mutants: [Wrong] = [
    Wrong(WithoutRevisionId.self), Wrong(WithoutCodeSha256.self),
    Wrong(ReadingInsteadOfTouching.self), Wrong(RefreshingTheToken.self),
    Wrong(RollingBackToTheBeginning.self), Wrong(RollingBackUnguarded.self),
    Wrong(BelievingLostAnswers.self), Wrong(DisbelievingLostAnswers.self),
    Wrong(WithoutPinning.self), Wrong(WithoutAdoption.self), Wrong(AdoptingAnything.self),
    Wrong(RollingBackFromMemory.self), Wrong(GoingByTheNumber.self, breaks: .wrongPrevious),
    Wrong(ForgettingRollbacks.self, breaks: .wrongPrevious),
    Wrong(GoingForthAndBack.self, breaks: .wrongPrevious),
    Wrong(BelievingStaleNotes.self, breaks: .wrongPrevious),
    Wrong(OverlookingShares.self, breaks: .wrongPrevious),
    Wrong(WithoutNote.self, breaks: .wrongPrevious), Wrong(WithoutName.self, breaks: .overwrote),
    Wrong(ReadingNoNames.self, breaks: .overwrote),
    Wrong("taking back anybody's share", breaks: .overwrote) { ModelFlow(knowsItsShare: false) },
    Wrong(ByCodeAlone.self, breaks: .otherConfiguration),
    Wrong(ReleasingAgain.self, breaks: .otherConfiguration),
    Wrong("trusting every version") { ModelFlow(trustsEverything: true) },
  ]

  @Test("A protocol with a protection less is caught", arguments: mutants)
  func mutantIsCaught(_ wrong: Wrong) {
    let found = violations(of: wrong.flow(), until: wrong.invariant)
    #expect(wrong.invariant.map { found.contains($0) } ?? !found.isEmpty, "found \(found)")
  }

  @Test("A tool without any protection is caught at nearly everything")
  func unguardedToolIsCaught() {
    let found = violations(
      of: ModelFlow(replacement: UnguardedTool.run), until: nil, isThorough: true)
    #expect(found.isSuperset(of: [.overran, .overwrote, .foreignCode, .changedLiveCode]))
  }

  /// A guard, or a step below it, with a protection less.
  static let guards: [Wrong] =
    GuardMutant.names.map { name in Wrong(name) { ModelFlow(read: GuardMutant.read(name)) } } + [
      Wrong("a step appends before it reads", breaks: .exposedLate) {
        ModelFlow(order: .appendReadWrite)
      },
      Wrong("a step goes on when the journal is sealed", breaks: .exposedLate) {
        ModelFlow(order: .careless)
      },
    ]

  @Test("A guard with a protection less is caught", arguments: guards)
  func guardIsCaught(_ wrong: Wrong) {
    let found = violations(
      of: wrong.flow(), until: wrong.invariant, in: ModelChecker.Scenario.revealingGuards)
    #expect(wrong.invariant.map { found.contains($0) } ?? !found.isEmpty, "found \(found)")
  }

  /// Wrong ways to follow the evidence.
  static let paces: [Wrong] = [
    Wrong("the cap is proof enough", breaks: .promotedUnproved) {
      ModelFlow(reads: { $0 == 2 ? 3 : $0 })
    },
    Wrong("every look allows the cap", breaks: .aboveEvidence) { ModelFlow(reads: { max($0, 2) }) },
    Wrong(GoingOnAtAnyRevision.self, breaks: .aboveEvidence),
    Wrong(GoingOnAtAnyRevision.self, breaks: .promotedUnproved),
  ]

  @Test("A pace with a protection less is caught", arguments: paces)
  func paceIsCaught(_ wrong: Wrong) {
    let found = violations(
      of: wrong.flow(), until: wrong.invariant, in: ModelChecker.Scenario.revealingPaces)
    #expect(wrong.invariant.map { found.contains($0) } ?? !found.isEmpty, "found \(found)")
  }

  /// What a wrong flow violates: until that invariant is found, or any; or all there is.
  private func violations(
    of flow: ModelFlow, until invariant: Invariant?, isThorough: Bool = false,
    in scenarios: [ModelChecker.Scenario] = ModelChecker.Scenario.revealing
  ) -> Set<Invariant> {
    let tree = RunTree(flow)
    var found: Set<Invariant> = []
    for scenario in scenarios {
      var checker = ModelChecker(scenario, flow, tree: tree)
      checker.stopsAtFirst = !isThorough && invariant == nil
      checker.limit = 60_000
      let report = checker.search()
      for (invariant, path) in report.violations {
        print("\(invariant.rawValue) in \(scenario.name): \(path.count) steps, \(report.states)")
        found.insert(invariant)
      }
      if invariant.map({ found.contains($0) }) ?? (!isThorough && !found.isEmpty) { break }
    }
    return found
  }
}
