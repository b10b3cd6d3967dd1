import AWS
@testable import Release
import TestSupport
import Testing

@Suite("What a guard leaves, and what is out no more")
struct RollbackDecisionKeepsTests {
  @Test("a promotion stays with --unless-promoted, and after status 0; else it goes")
  func promotion() throws {
    #expect(Journal.takenBack(.exited(0)) { $0.release() } == [])
    #expect(Journal.takenBack(.exited(1), unlessPromoted: true) { $0.release() } == [])
    #expect(Journal.takenBack(.interrupted(signal: 2), unlessPromoted: true) { $0.release() } == [])
    let back = try #require(Journal { $0.release() }.decide().takeBack.first)
    #expect(back.request.isPromoted && !back.request.leavesPromoted)
    #expect(back.request.mine == "8" && back.request.promotedFrom == "7")
  }

  @Test("a promotion whose answer is not known is asked for, and left where it is to be left")
  func unclearPromotion() throws {
    for (ending, unlessPromoted): (RollbackDecision.Ending, Bool) in [
      (.exited(69), true), (.interrupted(signal: 15), true), (.exited(0), false),
    ] {
      let decision = Journal {
        $0.shift(Journal.tenth)
        $0.check(.healthy)
        $0.announce(.all)
      }.decide(ending, unlessPromoted: unlessPromoted)
      #expect(try #require(decision.takeBack.first).request.leavesPromoted)
      #expect(decision.status([.promoted]) == 0)
    }
  }

  @Test("a version that was live already is no promotion of ours, unless it was announced")
  func live() {
    #expect(
      Journal.takenBack { $0.add(.shifted(changed: false), "shift-weight", weight: .all) } == [])
    #expect(
      Journal.takenBack {
        $0.shift(Journal.tenth)
        $0.add(.shifted(changed: false), "shift-weight", weight: .all)
      } == [])
    #expect(
      Journal.takenBack {
        $0.announce(.all)
        $0.add(.shifted(changed: false), "shift-weight", weight: .all)
      } == ["f"])
  }

  @Test("a share with a healthy verdict since it was set stays after status 0: a pause")
  func pause() {
    let write: (inout Journal) -> Void = {
      $0.shift(Journal.tenth)
      $0.check(.healthy)
    }
    #expect(Journal.takenBack(.exited(0), write) == [])
    #expect(Journal.takenBack(.exited(1), write) == ["f"])
    #expect(Journal.takenBack(.interrupted(signal: 1), write) == ["f"])
  }

  @Test("status 0 keeps no share without a healthy verdict of its own")
  func unchecked() {
    #expect(Journal.takenBack(.exited(0)) { $0.shift(Journal.tenth) } == ["f"])
    #expect(
      Journal.takenBack(.exited(0)) {
        $0.check(.healthy)
        $0.shift(Journal.tenth)
      } == ["f"])
    #expect(
      Journal.takenBack(.exited(0)) {
        $0.shift(Journal.tenth)
        $0.check(.healthy)
        $0.shift(Journal.half)
      } == ["f"])
    #expect(
      Journal.takenBack(.exited(0)) {
        $0.shift(Journal.tenth)
        $0.check(.healthy)
        $0.announce(Journal.half)
      } == ["f"])
    #expect(
      Journal.takenBack(.exited(0)) {
        $0.shift(Journal.tenth)
        $0.check(.healthy)
        $0.check(.inconclusive)
      } == ["f"])
    #expect(
      Journal.takenBack(.exited(0)) {
        $0.shift(Journal.tenth)
        $0.check(.healthy, version: "9")
        $0.check(.healthy, "g")
      } == ["f"])
  }

  @Test("hold keeps what is inconclusive or not checked, and nothing unhealthy")
  func hold() {
    let inconclusive: (inout Journal) -> Void = {
      $0.shift(Journal.tenth)
      $0.check(.inconclusive)
    }
    #expect(Journal.takenBack(.exited(2), hold: true, inconclusive) == [])
    #expect(Journal.takenBack(.exited(2), hold: true) { $0.shift(Journal.tenth) } == [])
    // A write without answer may still come, and would be no hold.
    #expect(
      Journal.takenBack(.exited(2), hold: true) {
        inconclusive(&$0)
        $0.announce(Journal.half)
      } == ["f"])
    #expect(Journal.takenBack(.exited(2), inconclusive) == ["f"])
    #expect(Journal.takenBack(.exited(1), hold: true, inconclusive) == ["f"])
    #expect(Journal.takenBack(.interrupted(signal: 2), hold: true, inconclusive) == ["f"])
    #expect(
      Journal.takenBack(.exited(2), hold: true) {
        $0.shift(Journal.tenth, "a")
        $0.check(.unhealthy, "a")
        $0.shift(Journal.tenth, "b")
        $0.check(.inconclusive, "b")
      } == ["a"])
  }

  @Test("0% leaves nothing out once it is answered, and before that the share may be")
  func removal() {
    #expect(
      Journal.takenBack {
        $0.shift(Journal.tenth)
        $0.shift(.none)
      } == [])
    #expect(
      Journal.takenBack(.exited(0)) {
        $0.shift(Journal.tenth)
        $0.check(.healthy)
        $0.announce(.none)
      } == ["f"])
    #expect(Journal.takenBack { $0.announce(.none) } == [])
    #expect(
      Journal.takenBack {
        $0.release()
        $0.shift(.none, version: "9")
      } == ["f"])
  }

  @Test("what a rollback or a nested guard has taken back is not taken back again")
  func nested() {
    for command in ["rollback", "with-rollback"] {
      #expect(
        Journal.takenBack {
          $0.shift(Journal.tenth)
          $0.add(.rolledBack(from: "8", to: "7"), command)
        } == [])
      #expect(
        Journal.takenBack {
          $0.announce(Journal.tenth)
          $0.add(.rolledBack(from: nil, to: "7"), command)
        } == [])
      #expect(
        Journal.takenBack {
          $0.release()
          $0.add(.rolledBack(from: "8", to: "7"), command)
          $0.shift(Journal.tenth, "g")
        } == ["g"])
    }
  }

  @Test("a rollback that left the promotion, or failed, or was of another version, ends nothing")
  func leftByRollback() throws {
    #expect(
      Journal.takenBack {
        $0.announce(.all)
        $0.add(.rolledBack(from: nil, to: "8"), "rollback")
      } == ["f"])
    #expect(
      Journal.takenBack(unlessPromoted: true) {
        $0.announce(.all)
        $0.add(.rolledBack(from: nil, to: "8"), "rollback")
      } == [])
    #expect(
      Journal.takenBack {
        $0.shift(Journal.tenth)
        $0.fail(69, "rollback")
      } == ["f"])
    #expect(
      Journal.takenBack {
        $0.shift(Journal.tenth)
        $0.add(.rolledBack(from: nil, to: "7"), "rollback", version: "6")
      } == ["f"])
  }

  @Test("one release over another on the same alias goes back in two steps")
  func stacked() {
    let decision = Journal {
      $0.release()
      $0.shift(Journal.tenth, version: "9")
    }.decide()
    #expect(decision.takeBack.map { $0.request.mine } == ["9", "8"])
    #expect(
      Journal.takenBack(unlessPromoted: true) {
        $0.release()
        $0.shift(Journal.tenth, version: "9")
      } == ["f"])
  }

  @Test("a share that another version of the release replaced is out no more")
  func replaced() {
    let decision = Journal {
      $0.shift(Journal.tenth)
      $0.shift(Journal.tenth, version: "9")
    }.decide()
    #expect(decision.takeBack.map { $0.request.mine } == ["9"])
    let unanswered = Journal {
      $0.shift(Journal.tenth)
      $0.announce(Journal.tenth, version: "9")
    }.decide()
    #expect(unanswered.takeBack.map { $0.request.mine } == ["9", "8"])
  }

  @Test("a pin exposes nothing")
  func pin() {
    #expect(Journal.takenBack { $0.add(.announced(isNew: false), "publish", version: nil) } == [])
  }

  @Test("an alias that this run made has nothing to go back to, and is told")
  func newAlias() {
    let made = Journal {
      $0.announce(.all, isNew: true)
      $0.add(.shifted(changed: true), "shift-weight", weight: .all)
    }
    #expect(made.decide(.exited(0)).withoutWayBack.isEmpty)
    let failed = made.decide(.exited(1))
    #expect(failed.takeBack.isEmpty && failed.withoutWayBack == [Journal.place("f")])
    #expect(failed.status([]) == 1)
    #expect(made.decide(.exited(1), unlessPromoted: true).status([]) == 0)
    let unclear = Journal { $0.announce(.all, isNew: true) }
    #expect(unclear.decide(.exited(0)).status([]) == 2)
    #expect(unclear.decide(.exited(69), unlessPromoted: true).status([]) == 69)
  }

  @Test("whatever line is missing, a share without its own verdict is never kept by status 0")
  func anyPrefix() {
    let whole = Journal {
      $0.shift(Journal.tenth)
      $0.check(.healthy)
      $0.shift(Journal.half)
      $0.check(.healthy)
      $0.shift(.all)
    }
    let left = (0...whole.entries.count).map { count in
      Journal(entries: Array(whole.entries.prefix(count))).decide(.exited(0)).takeBack.count
    }
    #expect(left == [0, 1, 1, 0, 1, 1, 0, 1, 0])
    for count in 1...whole.entries.count {
      #expect(Journal(entries: Array(whole.entries.prefix(count))).decide().takeBack.count == 1)
    }
  }
}
