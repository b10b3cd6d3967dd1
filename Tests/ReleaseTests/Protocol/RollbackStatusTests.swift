import AWS
@testable import Release
import TestSupport
import Testing

@Suite("The status that a guard ends with")
struct RollbackStatusTests {
  private func decision(
    _ ending: RollbackDecision.Ending, unlessPromoted: Bool = false, hold: Bool = false,
    _ write: (inout Journal) -> Void = { _ in }
  ) -> RollbackDecision {
    var journal = Journal()
    write(&journal)
    return journal.decide(ending, unlessPromoted: unlessPromoted, hold: hold)
  }

  @Test(
    "is the command's, when nothing hides anything", arguments: [0, 1, 2, 64, 75, 126, 127, 255])
  func commands(_ status: Int32) {
    #expect(decision(.exited(status)).status([]) == status)
    let failed = decision(.exited(status)) { $0.shift(Journal.tenth) }
    #expect(failed.statusWhenUndone == (status == 0 ? 2 : status))
  }

  @Test("is 128 and the signal, for the guard and for the child; 70 for a signal out of the table")
  func signals() {
    for signal: Int32 in [1, 2, 3, 15] {
      #expect(decision(.interrupted(signal: signal)).status([]) == 128 + signal)
      #expect(decision(.killed(signal: signal)).status([]) == 128 + signal)
    }
    #expect(decision(.killed(signal: 9)).status([]) == 70)
    #expect(decision(.killed(signal: 11)) { $0.shift(Journal.tenth) }.statusWhenUndone == 70)
  }

  @Test("a signal before anything was exposed is told apart, and only when that is sure")
  func beforeTraffic() {
    let int = RollbackDecision.Ending.interrupted(signal: 2)
    #expect(decision(int).signalBeforeTraffic == 2)
    #expect(decision(.killed(signal: 15)).signalBeforeTraffic == 15)
    #expect(decision(int) { $0.check(.healthy) }.signalBeforeTraffic == 2)
    #expect(
      decision(int) { $0.add(.announced(isNew: false), "publish", version: nil) }
        .signalBeforeTraffic == 2)
    #expect(decision(.exited(130)).signalBeforeTraffic == nil)
    #expect(decision(.killed(signal: 9)).signalBeforeTraffic == nil)
    #expect(decision(int) { $0.announce(Journal.tenth) }.signalBeforeTraffic == nil)
    #expect(decision(int) { $0.shift(.all) }.signalBeforeTraffic == nil)
    #expect(
      decision(int) { $0.add(.found(.healthy), "publish", weight: Journal.tenth) }
        .signalBeforeTraffic == nil)
    #expect(
      decision(int) { $0.add(.rolledBack(from: "8", to: "7"), "rollback", version: nil) }
        .signalBeforeTraffic == nil)
  }

  @Test("is 1 or 2 where a pipe hid that the version is unhealthy, or not checked")
  func hidden() {
    func status(_ write: (inout Journal) -> Void) -> Int32 {
      decision(.exited(0), write).statusWhenUndone
    }
    #expect(status { $0.shift(Journal.tenth) } == 2)
    #expect(
      status {
        $0.shift(Journal.tenth)
        $0.check(.inconclusive)
      } == 2)
    #expect(
      status {
        $0.shift(Journal.tenth)
        $0.check(.unhealthy)
      } == 1)
    #expect(
      status {
        $0.shift(Journal.tenth, "a")
        $0.check(.unhealthy, "a")
        $0.shift(Journal.tenth, "b")
      } == 1)
    #expect(
      status {
        $0.shift(Journal.tenth)
        $0.check(.unhealthy)
        $0.shift(Journal.half)
      } == 2)
  }

  @Test("is 3 when a rollback failed, whatever else there is")
  func unconfirmed() {
    let write: (inout Journal) -> Void = {
      $0.shift(Journal.tenth, "a")
      $0.shift(Journal.tenth, "b")
    }
    let failed = RollbackDecision.Outcome(.timedOut("late"))
    for ending: RollbackDecision.Ending in [.exited(0), .exited(1), .interrupted(signal: 2)] {
      #expect(decision(ending, write).status([failed, .undone]) == 3)
      #expect(decision(ending, unlessPromoted: true, write).status([.undone, failed]) == 3)
      #expect(decision(ending, write).status([.undone]) == 3)
    }
  }

  @Test("is not 3 when what the alias carries is not this run's")
  func leftAlone() {
    let write: (inout Journal) -> Void = { $0.shift(Journal.tenth) }
    let left = RollbackDecision.Outcome(.conflict("another run's"))
    #expect(decision(.exited(69), write).status([left]) == 69)
    #expect(decision(.interrupted(signal: 15), write).status([left]) == 143)
    #expect(decision(.exited(0), write).status([left]) == 2)
  }

  @Test("is 0 with --unless-promoted when all is promoted, after a signal too")
  func promoted() {
    for ending: RollbackDecision.Ending in [
      .exited(0), .exited(1), .exited(70), .interrupted(signal: 2), .killed(signal: 9),
    ] {
      #expect(decision(ending, unlessPromoted: true) { $0.release() }.status([]) == 0)
    }
    #expect(decision(.interrupted(signal: 2)) { $0.release() }.statusWhenUndone == 130)
  }

  @Test("is not 0 with --unless-promoted while another function is not promoted")
  func partly() {
    let others: [(inout Journal) -> Void] = [
      { $0.shift(Journal.tenth, "b") }, { $0.fail(69, "publish", "b") },
      { $0.check(.unhealthy, "b") }, { $0.add(.other, "publish", "b", alias: nil) },
      {
        $0.shift(Journal.tenth, "b")
        $0.fail(75, "shift-weight", "b")
      },
    ]
    for other in others {
      let decision = decision(.exited(1), unlessPromoted: true) {
        $0.release("a")
        other(&$0)
      }
      #expect(decision.statusWhenUndone == 1)
    }
    let both = decision(.interrupted(signal: 2), unlessPromoted: true) {
      $0.add(.other, "publish", "a", alias: nil)
      $0.release("a")
      $0.announce(.all, "b")
    }
    #expect(both.status([.promoted]) == 0)
    #expect(both.statusWhenUndone == 130)
  }

  @Test("is 0 when the command ended 0 and the promotion, unanswered, turns out to have happened")
  func unclearPromotion() {
    let decision = decision(.exited(0)) { $0.announce(.all) }
    #expect(decision.status([.promoted]) == 0)
    #expect(decision.statusWhenUndone == 2)
  }

  @Test("is 2 when a share is held, and 0 for a pause")
  func held() {
    let write: (inout Journal) -> Void = {
      $0.shift(Journal.tenth)
      $0.check(.inconclusive)
    }
    #expect(decision(.exited(2), hold: true, write).status([]) == 2)
    let pause = decision(.exited(0)) {
      $0.shift(Journal.tenth)
      $0.check(.healthy)
    }
    #expect(pause.status([]) == 0)
  }

  @Test("reads the outcome off the alias, or off the failure")
  func outcomes() {
    func word(_ outcome: RollbackDecision.Outcome) -> String {
      switch outcome {
      case .rolledBack: "rolled back"
      case .promoted: "promoted"
      case .leftAlone: "left alone"
      case .failed: "failed"
      }
    }
    func word(_ version: FunctionVersion, from: FunctionVersion?) -> String {
      word(
        RollbackDecision.Outcome(
          Rollback.RolledBack(
            alias: AliasConfiguration(name: "live", functionVersion: version, revisionId: "r"),
            from: from),
          of: Rollback.Request(function: "f", alias: "live", mine: "8")))
    }
    #expect(word("8", from: nil) == "promoted")
    #expect(word("7", from: nil) == "rolled back")
    #expect(word("7", from: "8") == "rolled back")
    #expect(word(RollbackDecision.Outcome(.conflict("x"))) == "left alone")
    #expect(word(RollbackDecision.Outcome(.missing("x"))) == "failed")
  }
}
