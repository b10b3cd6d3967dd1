import AWS
@testable import Release
import TestSupport
import Testing

@Suite("What a guard takes back when its command has ended")
struct RollbackDecisionTests {
  @Test("a share that is out goes, however the command failed")
  func share() {
    for ending: RollbackDecision.Ending in [
      .exited(1), .exited(2), .exited(69), .exited(127), .killed(signal: 9),
      .interrupted(signal: 15),
    ] {
      #expect(Journal.takenBack(ending) { $0.shift(Journal.tenth) } == ["f"])
    }
  }

  @Test("a share that was announced and never answered goes")
  func unanswered() throws {
    #expect(Journal.takenBack { $0.announce(Journal.tenth) } == ["f"])
    let promotion = Journal { $0.announce(.all) }.decide()
    let request = try #require(promotion.takeBack.first).request
    #expect(request.isPromoted && !request.leavesPromoted && request.promotedFrom == "7")
  }

  @Test("a first share that AWS refused needs no rollback", arguments: [64, 65, 66, 76, 77, 78])
  func refused(_ status: Int32) {
    let decision = Journal {
      $0.announce(Journal.tenth)
      $0.fail(status)
    }.decide(.exited(status))
    #expect(decision.takeBack.isEmpty)
    #expect(decision.status([]) == status)
  }

  @Test("a failure that may hide an effect leaves the announcement open", arguments: [3, 69, 70])
  func unclear(_ status: Int32) {
    #expect(
      Journal.takenBack {
        $0.announce(Journal.tenth)
        $0.fail(status)
      } == ["f"])
  }

  @Test("a refusal takes back neither the share before it nor another process's announcement")
  func refusedRaise() {
    #expect(
      Journal.takenBack {
        $0.shift(Journal.tenth)
        $0.announce(Journal.half)
        $0.fail(77)
      } == ["f"])
    #expect(
      Journal.takenBack {
        $0.announce(Journal.tenth, process: 10)
        $0.fail(77, process: 11)
      } == ["f"])
    #expect(
      Journal.takenBack {
        $0.announce(Journal.tenth)
        $0.fail(77, "healthcheck")
      } == ["f"])
  }

  @Test("a refused raise leaves the share with the verdict that it had")
  func refusedRaiseKeepsVerdict() {
    #expect(
      Journal.takenBack(.exited(0)) {
        $0.shift(Journal.tenth)
        $0.check(.healthy)
        $0.announce(Journal.half)
        $0.fail(76)
      } == [])
  }

  @Test("several functions go newest first, promoted ones included")
  func several() {
    let order = Journal.takenBack {
      $0.release("a")
      $0.shift(Journal.tenth, "b")
      $0.release("c")
      $0.shift(Journal.half, "b")
      $0.announce(Journal.tenth, "d")
    }
    #expect(order == ["d", "b", "c", "a"])
  }

  @Test("two aliases of a function, and one name in two regions, are several")
  func places() {
    var journal = Journal()
    journal.shift(Journal.tenth)
    journal.add(.shifted(changed: true), "shift-weight", weight: Journal.tenth, alias: "beta")
    journal.shift(Journal.tenth)
    journal.entries[journal.entries.count - 1].place.region = "us-east-1"
    journal.entries[journal.entries.count - 2].place.region = "us-east-1"
    let places = journal.decide().takeBack.map { "\($0.place.alias ?? "") \($0.place.region)" }
    #expect(places == ["live us-east-1", "beta eu-central-1", "live eu-central-1"])
  }

  @Test("a 75 of shift-weight ends the claim on that alias, earlier shares included")
  func lost() {
    let decision = Journal {
      $0.shift(Journal.tenth, "a")
      $0.shift(Journal.tenth, "b")
      $0.announce(Journal.half, "a")
      $0.fail(75, "shift-weight", "a")
    }.decide(.exited(75))
    #expect(decision.functions == ["b"])
    #expect(decision.statusWhenUndone == 75)
  }

  @Test("a 75 of another command ends no claim", arguments: ["publish", "rollback", "healthcheck"])
  func otherConflict(_ command: String) {
    #expect(
      Journal.takenBack {
        $0.shift(Journal.tenth)
        $0.fail(75, command)
      } == ["f"])
  }

  @Test("a retry after a 75 claims again; a record that is read after it does not")
  func retried() {
    #expect(
      Journal.takenBack {
        $0.shift(Journal.tenth)
        $0.fail(75)
        $0.announce(Journal.tenth)
      } == ["f"])
    #expect(
      Journal.takenBack {
        $0.shift(Journal.tenth)
        $0.fail(75)
        $0.find(Journal.tenth, by: "shift-weight")
      } == [])
  }

  @Test("a share that the record had at the start is the guard's too")
  func found() throws {
    let decision = Journal { $0.find(Journal.tenth, .healthy, run: "other") }.decide()
    #expect(decision.functions == ["f"])
    #expect(try #require(decision.takeBack.first).request.runs == ["mine", "other"])
    #expect(Journal.takenBack(.exited(0)) { $0.find(Journal.tenth, .healthy) } == [])
    #expect(Journal.takenBack(.exited(0)) { $0.find(Journal.tenth) } == ["f"])
    #expect(Journal.takenBack { $0.find(Journal.tenth, by: "healthcheck") } == ["f"])
  }

  @Test("a record that is read later tells nothing of an alias that the journal knows")
  func foundLater() {
    #expect(
      Journal.takenBack {
        $0.shift(Journal.tenth)
        $0.shift(.none)
        $0.find(Journal.tenth, by: "healthcheck")
      } == [])
    #expect(
      Journal.takenBack(.exited(0)) {
        $0.shift(Journal.tenth)
        $0.find(Journal.tenth, .healthy, by: "shift-weight")
      } == ["f"])
  }

  @Test("a promotion that stood in the record at the start is never taken back")
  func foundPromotion() throws {
    let found = Journal { $0.find(.all) }
    for ending: RollbackDecision.Ending in [.exited(1), .exited(0), .interrupted(signal: 15)] {
      let back = try #require(found.decide(ending).takeBack.first)
      #expect(back.request.leavesPromoted && !back.request.isPromoted)
    }
    #expect(
      Journal.takenBack {
        $0.find(.all)
        $0.add(.shifted(changed: false), "shift-weight", weight: .all)
      } == [])
    var refused = found
    refused.fail(77)
    #expect(refused.decide().functions == ["f"])
    var announced = found
    announced.announce(.all)
    #expect(try #require(announced.decide().takeBack.first).request.leavesPromoted == false)
  }

  @Test("a release that writes no note is taken back without one; the ARN is preferred")
  func request() throws {
    var journal = Journal()
    journal.shift(Journal.tenth)
    for index in journal.entries.indices {
      journal.entries[index].writesNote = false
      journal.entries[index].place.functionArn = "arn"
    }
    let request = try #require(journal.decide().takeBack.first).request
    #expect(!request.writesNote && request.function == "arn" && request.alias == "live")
    #expect(request.codeSha256 == "c8" && request.patience == 0)
  }

  @Test("torn and foreign lines change nothing: what was never whole was never sent")
  func torn() throws {
    let journal = Journal {
      $0.release("a")
      $0.shift(Journal.tenth, "b")
      $0.check(.healthy, "b")
    }
    let lines = try journal.entries.map { try #require($0.line) }
    let foreign = Array("\nhello\n{\"Command\":\"x\"}\n[7".utf8)
    for index in lines.indices {
      let half = Array(lines[index].prefix(lines[index].count / 2))
      let read = JournalEntry.lines(
        Array(lines[..<index].joined()) + half + foreign + Array(lines[index...].joined()))
      #expect(read == journal.entries)
    }
  }

  @Test("a journal without a command's line is empty")
  func empty() {
    #expect(Journal().decide().isEmpty)
    #expect(Journal { $0.find(Journal.tenth) }.decide().isEmpty)
    #expect(!Journal { $0.find(Journal.tenth, by: "shift-weight") }.decide().isEmpty)
    #expect(
      !Journal { $0.add(.rolledBack(from: nil, to: "7"), "with-rollback") }.decide().isEmpty)
  }
}
