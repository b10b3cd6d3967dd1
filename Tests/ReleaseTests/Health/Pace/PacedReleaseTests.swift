import AWS
import HealthSimulation
import Release
import TestSupport
import Testing

@Suite("A release whose share follows the evidence")
struct PacedReleaseTests {
  static func release(
    _ candidate: Double = 0.001, _ baseline: Double = 0.001, perSecond: Double = 100,
    incident: Range<Int>? = nil, from change: Int = 0
  ) throws -> PacedRelease {
    try PacedRelease(
      PaceVectorTests.rule(),
      TrafficWorld(
        requestsPerSecond: perSecond, candidate: candidate, baseline: baseline, incident: incident,
        from: change, before: 0.001))
  }

  @Test("a good version is promoted after 14 minutes at 100 requests a second, 22 at 10")
  func good() throws {
    let fast = try Self.release()
    #expect(try fast.go() == .healthy)
    #expect((14...16).contains(fast.minutes), "\(fast.minutes)")
    #expect(fast.aws.alias?.functionVersion == "8")
    #expect(fast.written.first == "1%" && fast.written.last == "100%")
    #expect(fast.written.contains("50%"))
    let slow = try Self.release(perSecond: 10)
    #expect(try slow.go() == .healthy)
    #expect((18...30).contains(slow.minutes), "\(slow.minutes)")
  }

  @Test("a bad version never gets more than its first share to speak of, and is found")
  func bad() throws {
    let dead = try Self.release(1)
    #expect(try dead.go() == .unhealthy)
    #expect(dead.minutes <= 4)
    #expect(Set(dead.written) == ["1%"])
    #expect(try dead.record.health()?.verdict == .unhealthy)
    #expect(dead.record.pace == nil)
    let bad = try Self.release(0.05)
    #expect(try bad.go() == .unhealthy)
    #expect(bad.aws.alias?.functionVersion == "7")
  }

  @Test("one that turns bad at the cap falls back at once")
  func turnsBad() throws {
    let late = try Self.release(0.2, from: 9)
    #expect(try late.go() == .unhealthy)
    #expect(late.written.contains("50%"))
  }

  @Test("an incident of both versions takes the share back to the first one, once")
  func incident() throws {
    let release = try Self.release(incident: 9..<14)
    #expect(try release.go() == .healthy)
    let fallen = release.written.drop { $0 != "50%" }.drop { $0 == "50%" }
    #expect(fallen.first == "1%")
    #expect(release.minutes > 18)
    #expect(release.record.pace?.drops == 1)
    // A version that fails 5% besides is not promoted by it.
    let bad = try Self.release(0.05, 0.001, perSecond: 10, incident: 3..<18)
    #expect(try bad.go() != .healthy)
  }

  @Test("a run that was killed goes on where it was, and a raised share is its own")
  func resumed() throws {
    let release = try Self.release()
    release.kill = { $0.minutes >= 7 && $0.run == "a" }
    #expect(try release.go() == nil)
    let share = release.share
    #expect(share > 0.01)
    release.pass(120)
    release.run = "b"
    #expect(try release.go() == .healthy)
    #expect(!release.lines.contains { $0.contains("starting again") })
    #expect((14...18).contains(release.minutes), "\(release.minutes)")
  }

  @Test("when the alias was written meanwhile it starts again with the first share")
  func broken() throws {
    let release = try Self.release()
    release.kill = { $0.minutes >= 9 && $0.run == "a" }
    #expect(try release.go() == nil)
    #expect(release.share == 0.5)
    _ = try release.aws.updateAlias("f", "live", AliasUpdate())
    release.run = "b"
    let before = release.minutes
    #expect(try release.go() == .healthy)
    #expect(release.lines.contains { $0.contains("starting again at 1%") })
    #expect(release.minutes >= before + 14)
  }

  @Test(
    "killed during a shift it goes on from the first share, with its evidence if nothing was written",
    arguments: [true, false])
  func unanswered(isApplied: Bool) throws {
    let release = try Self.release()
    release.kill = { $0.minutes >= 8 && $0.run == "a" }
    #expect(try release.go() == nil)
    release.record.shifting = Shifting(
      alias: "live", version: "8", weight: try Weight(argument: "50%"), at: release.world.now(),
      run: "a")
    if isApplied {
      _ = try release.aws.updateAlias(
        "f", "live", AliasUpdate(additionalVersionWeights: ["8": "0.5"]))
    }
    release.run = "b"
    release.kill = { $0.share == 0.01 }
    #expect(try release.go() == nil)
    #expect(release.share == 0.01)
    #expect((release.record.pace == nil) == isApplied)
  }

  @Test("a promotion whose alias was written meanwhile is a conflict")
  func promotion() throws {
    let release = try Self.release()
    release.kill = { (try? $0.record.health()?.verdict) == .healthy && $0.run == "a" }
    #expect(try release.go() == nil)
    _ = try release.aws.updateAlias("f", "live", AliasUpdate())
    release.run = "b"
    let failure = #expect(throws: ReleaseFailure.self) { try release.go() }
    guard case .conflict = failure else {
      Issue.record("another failure")
      return
    }
    #expect(release.aws.alias?.functionVersion == "7")
    // With the failure in its record it starts again.
    release.fail("shift-weight", status: 75)
    release.kill = { _ in false }
    let before = release.minutes
    #expect(try release.go() == .healthy)
    #expect(release.minutes >= before + 14)
  }

  @Test("a promotion whose answer was lost is done, or done again", arguments: [true, false])
  func lostPromotion(isApplied: Bool) throws {
    let release = try Self.release()
    release.kill = { (try? $0.record.health()?.verdict) == .healthy && $0.run == "a" }
    #expect(try release.go() == nil)
    release.record.shifting = Shifting(
      alias: "live", version: "8", weight: .all, at: release.world.now(), run: "a")
    if isApplied {
      _ = try release.aws.updateAlias(
        "f", "live", AliasUpdate(functionVersion: "8", additionalVersionWeights: [:]))
    }
    release.run = "b"
    #expect(try release.go() == .healthy)
    #expect(release.aws.alias?.functionVersion == "8")
    #expect(release.share == 0)
  }

  @Test("an operator's rollback ends the run: nothing is put out again")
  func overruled() throws {
    let release = try Self.release()
    release.kill = { $0.minutes >= 7 && $0.run == "a" }
    #expect(try release.go() == nil)
    _ = try release.aws.updateAlias("f", "live", AliasUpdate(additionalVersionWeights: [:]))
    for run in ["a", "b"] {
      release.run = run
      release.kill = { _ in false }
      #expect(throws: ReleaseFailure.self) { try release.go() }
      #expect(release.share == 0)
    }
  }

  @Test("a look that cannot read leaves the share, and the tenth in a row ends the run")
  func unreadable() throws {
    let throttled = ServiceError.fault(
      ServiceFault(operation: "GetMetricData", status: 400, code: "Throttling", message: ""))
    let release = try Self.release()
    release.failures = Array(repeating: throttled, count: 17)
    #expect(try release.go() == .healthy)
    let blind = try Self.release()
    // Two reads a minute.
    blind.failures = Array(repeating: throttled, count: 40)
    let failure = #expect(throws: ReleaseFailure.self) { try blind.go() }
    guard case .service = failure else {
      Issue.record("another failure")
      return
    }
    #expect((9...11).contains(blind.minutes))
    #expect(blind.record.pace?.failedLooks == 9)
    #expect(Set(blind.written) == ["1%"])
  }

  @Test("without a proof it gives up")
  func givesUp() throws {
    let release = try Self.release(perSecond: 0.2)
    #expect(try release.go() == .inconclusive)
    #expect((60...62).contains(release.minutes))
    #expect(try release.record.health()?.verdict == .inconclusive)
  }

  @Test("the member Pace is read as it was written; one that is not whole is none")
  func json() throws {
    let release = try Self.release()
    release.kill = { $0.minutes >= 9 }
    _ = try release.go()
    let pace = try #require(release.record.pace)
    #expect(!pace.spans.isEmpty)
    #expect(Pace(json: pace.json) == pace)
    for name in ["First", "Risk", "Start", "Step", "Weight", "RevisionId"] {
      var json = pace.json
      json[name] = nil
      #expect(Pace(json: json) == nil)
    }
  }

  @Test("the minutes of a good version by the plan are those of pace.md within 4")
  func plan() throws {
    for (first, traffic, minutes) in [
      ("1%", 2.0, 48), ("1%", 5, 29), ("1%", 10, 22), ("1%", 30, 16), ("1%", 100, 14),
      ("2%", 1, 47), ("5%", 0.5, 43), ("5%", 1, 27), ("5%", 2, 20), ("5%", 10, 13),
      ("10%", 0.2, 56), ("10%", 1, 19), ("25%", 0.2, 37), ("25%", 1, 13),
    ] {
      let plan = PacePlan(try PaceVectorTests.rule(first: first))
      let found = try #require(plan.minutes(at: traffic))
      #expect(abs(found - minutes) <= 4, "\(first) at \(traffic): \(found), not \(minutes)")
    }
    let plan = PacePlan(try PaceVectorTests.rule())
    #expect(!plan.isDone(at: 1))
    #expect(plan.objection(at: 100) == nil)
    #expect(plan.objection(at: 1)?.words.contains("--pace 2% would do") == true)
    #expect(plan.objection(at: 0.1)?.refuses == true)
    #expect(plan.objection(at: 0)?.refuses == true)
  }
}
