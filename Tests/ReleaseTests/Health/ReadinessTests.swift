import AWS
import Release
import Testing

@Suite("A version that cannot run yet is waited for, one that never can is unhealthy")
struct ReadinessTests {
  @Test("a version that is being made is waited for, and not judged")
  func pending() throws {
    let target = SimulatedTarget([
      .active.with(state: "Pending", code: "Creating", words: "The function is being created."),
      .active.with(state: "Pending"), .active,
    ]) { _, _, _ in .init(answer: .good) }
    let report = try ProbeCheckTests.check(target)
    #expect(report.verdict == .healthy)
    #expect(target.reads == 3)
    #expect(
      target.lines
        == ["8: waiting: its state is Pending: Creating: The function is being created."])
  }

  @Test("an inactive version is woken by the first probe, which does not count")
  func inactive() throws {
    let target = SimulatedTarget([
      .active.with(state: "Inactive"), .active.with(state: "Pending"), .active,
    ]) { number, _, _ in
      .init(answer: number == 0 ? .refusal(502, "ResourceNotReadyException") : .good)
    }
    let report = try ProbeCheckTests.check(target)
    #expect(report.verdict == .healthy)
    #expect(report.evidence["Probes"]?.int == 112)
    #expect(report.evidence["Failed"]?.int == 0)
    #expect(report.evidence["Unjudged"]?.int == 0)
    #expect(target.sent.count == 113)
  }

  @Test("a version that never becomes ready is inconclusive after ten minutes")
  func neverReady() throws {
    let pending = SimulatedTarget([.active.with(state: "Pending")]) { _, _, _ in
      .init(answer: .good)
    }
    let report = try ProbeCheckTests.check(pending)
    #expect(report.verdict == .inconclusive)
    #expect(report.reason == "not ready after 10 min: its state is Pending")
    #expect(pending.sent.isEmpty)
    let busy = SimulatedTarget { _, _, _ in
      .init(answer: .refusal(409, "SnapStartNotReadyException"))
    }
    #expect(try ProbeCheckTests.check(busy, parallel: 4).verdict == .inconclusive)
  }

  @Test(
    "what can never run is unhealthy at once, with the reason",
    arguments: [
      "InvalidZipFileException", "InvalidRuntimeException", "KMSAccessDeniedException",
      "InvalidSubnetIDException", "EC2AccessDeniedException",
    ])
  func hopeless(code: String) throws {
    let target = SimulatedTarget { _, _, _ in .init(answer: .refusal(502, code, "no good")) }
    let report = try ProbeCheckTests.check(target)
    #expect(report.verdict == .unhealthy)
    #expect(report.reason == "the version cannot run: \(code): no good")
    #expect(target.sent.count == 1)
  }

  @Test(
    "so is what its status would make a refusal of the caller",
    arguments: [
      (403, "S3FilesMountFailureException"), (409, "RuntimeVersionDeletedException"),
      (409, "RuntimeAliasDeletedException"), (409, "SnapStartRegenerationFailureException"),
      (400, "RecursiveInvocationException"), (409, "CodeArtifactUserFailedException"),
    ])
  func hopelessByCode(status: Int, code: String) throws {
    let target = SimulatedTarget { _, _, _ in .init(answer: .refusal(status, code, "no good")) }
    let report = try ProbeCheckTests.check(target)
    #expect(report.verdict == .unhealthy)
    #expect(report.reason == "the version cannot run: \(code): no good")
  }

  @Test(
    "what passes is waited for or tried again",
    arguments: [
      (502, "ENINotReadyException"), (408, "S3FilesMountTimeoutException"),
      (408, "S3FilesMountConnectivityException"), (402, "ServiceQuotaExceededException"),
      (409, "CodeArtifactUserPendingException"), (502, "SubnetIPAddressLimitReachedException"),
    ])
  func passes(status: Int, code: String) throws {
    let target = SimulatedTarget { number, _, _ in
      .init(answer: number < 2 ? .refusal(status, code) : .good)
    }
    #expect(try ProbeCheckTests.check(target).verdict == .healthy)
  }

  @Test("a version that takes no invocation says so in words")
  func nonInvocable() throws {
    let target = SimulatedTarget([.active.with(state: "ActiveNonInvocable")]) { _, _, _ in
      .init(answer: .good)
    }
    let report = try ProbeCheckTests.check(target)
    #expect(report.verdict == .unhealthy)
    #expect(
      report.reason
        == "the version cannot run: its state is ActiveNonInvocable: it is made, and AWS "
        + "permits no invocation of it")
  }

  @Test("a version whose state is Failed is unhealthy without a probe")
  func failedState() throws {
    let target = SimulatedTarget([
      .active.with(state: "Failed", code: "InvalidSubnet", words: "gone")
    ]) { _, _, _ in .init(answer: .good) }
    let report = try ProbeCheckTests.check(target)
    #expect(report.verdict == .unhealthy)
    #expect(report.reason == "the version cannot run: its state is Failed: InvalidSubnet: gone")
    #expect(target.sent.isEmpty)
  }
}
