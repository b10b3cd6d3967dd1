import AWS
import Release
import TestSupport
import Testing

@Suite("A function is asked for its tenants before it is invoked")
struct TenancyTests {
  private func checked(isolates: Bool, tenant: String?, durable: Int? = nil) throws {
    var function = FunctionConfiguration(
      functionName: "f", functionArn: "arn:aws:lambda:eu-central-1:123456789012:function:f:8",
      version: "8", codeSha256: "")
    function.isolatesTenants = isolates
    function.durableTimeout = durable
    var payload = ProbePayload.empty
    payload.tenant = tenant.flatMap { TenantID($0) }
    let target = SimulatedTarget([function]) { _, _, _ in SimulatedTarget.Reply(answer: .good) }
    let rule = try ProbeCheckTests.rule()
    let check = ProbeCheck(version: "8", rule: rule, payload: payload)
    do throws(ReleaseFailure) {
      _ = try check.report(on: target, in: target.world)
    } catch {
      #expect(target.sent.isEmpty)
      throw error
    }
    #expect(target.readTimeout == Double(max(3, durable ?? 0)) + ProbeCheck.margin)
  }

  @Test("tenant and function must agree")
  func agreement() throws {
    try checked(isolates: true, tenant: "blue")
    try checked(isolates: false, tenant: nil)
    for (isolates, tenant) in [(true, nil), (false, "blue")] as [(Bool, String?)] {
      let error = #expect(throws: ReleaseFailure.self) {
        try checked(isolates: isolates, tenant: tenant)
      }
      guard case .usage? = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  @Test("a durable function is waited for as long as it may run, if that can be")
  func durable() throws {
    try checked(isolates: false, tenant: nil, durable: 900)
    let error = #expect(throws: ReleaseFailure.self) {
      try checked(isolates: false, tenant: nil, durable: 901)
    }
    guard case .refused? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(
    "an id has the characters and the length that Lambda takes",
    arguments: [
      ("blue", true), ("a", true), ("A.b_c:d/e=f+g-h@i j", true),
      (String(repeating: "x", count: 256), true), (String(repeating: "x", count: 257), false),
      ("", false), ("ü", false), ("a\nb", false), ("a,b", false), ("*", false), (" a", false),
      ("a ", false),
    ])
  func ids(text: String, isValid: Bool) {
    #expect((TenantID(text) != nil) == isValid)
  }
}
