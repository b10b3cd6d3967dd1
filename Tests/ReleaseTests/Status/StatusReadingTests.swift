import AWS
import Release
import TestSupport
import Testing

@Suite("Reading what an alias serves takes few calls, and none that writes")
struct StatusReadingTests {
  private func read(_ answers: [ScriptedCalls.Answer]) throws(ReleaseFailure) -> (
    AliasStatus, [String]
  ) {
    let calls = ScriptedCalls(answers)
    let reading = StatusReading(client: calls, function: "f", alias: "live")
    let status = try reading.status(functionName: "f", region: "r")
    return (status, calls.calls)
  }

  private static let denied = ScriptedCalls.Answer.failure(
    .fault(
      ServiceFault(operation: "", status: 403, code: "AccessDeniedException", message: "no")))
  private static let note = "[8 since 2026-11-27T10:12Z, before 7]"

  @Test("The alias, then each version that matters once")
  func calls() throws {
    var (status, calls) = try read([
      .live("8", [:], "t", Self.note), .version("8"), .version("7"),
    ])
    #expect(calls == ["read alias", "get 8", "get 7"])
    #expect(status.configurations.map(\.version) == ["8", "7"])
    (status, calls) = try read([.live("8", ["9": "0.1"], "t"), .version("8"), .version("9")])
    #expect(calls == ["read alias", "get 8", "get 9"])
    #expect(status.alias.description == "")
    (_, calls) = try read([.live("8", ["7": "0.1"], "t", Self.note), .version("8"), .version("7")])
    #expect(calls.count == 3)
    (_, calls) = try read([.live("$LATEST", [:], "t"), .version("$LATEST")])
    #expect(calls == ["read alias", "get $LATEST"])
  }

  @Test("Without lambda:GetAlias the version is all there is")
  func withoutAlias() throws {
    let (status, calls) = try read([Self.denied, .version("8")])
    #expect(calls == ["read alias", "get live"])
    #expect(status.alias.functionVersion == "8")
    #expect(status.notPermitted == ["lambda:GetAlias"])
    #expect(status.previous == .unseen)
  }

  @Test("Without lambda:GetFunctionConfiguration the alias is all there is")
  func withoutVersions() throws {
    let (status, calls) = try read([.live("8", ["9": "0.1"], "t"), Self.denied])
    #expect(calls.count == 2)
    #expect(status.notPermitted == ["lambda:GetFunctionConfiguration"])
    #expect(status.text(onTerminal: false).contains("  version 9        10%"))
  }

  @Test("A version that was deleted is shown as that")
  func deleted() throws {
    let (status, _) = try read([.live("8", [:], "t", Self.note), .version("8"), .fault(404)])
    #expect(status.deleted == ["7"])
  }

  @Test(
    "A missing function and a missing alias are told apart, and no credentials are no permission")
  func failures() {
    func words(_ answers: [ScriptedCalls.Answer]) -> String {
      do throws(ReleaseFailure) {
        _ = try read(answers)
        return ""
      } catch {
        if case .missing(let text, _) = error { return text.description }
        return "\(error)"
      }
    }
    #expect(words([.fault(404), .version("$LATEST")]) == "alias live of function f does not exist")
    #expect(words([.fault(404), .fault(404)]) == "function f does not exist")
    #expect(
      words([.fault(404), Self.denied]).hasSuffix(
        "live of function f does not exist, or the function"))
    #expect(words([Self.denied, .fault(404), .fault(404)]) == "function f does not exist")
    #expect(words([Self.denied, Self.denied]).hasPrefix("service"))
    #expect(words([.fault(403)]).hasPrefix("service"))
    #expect(words([.live("8", [:], "t"), .fault(500)]).hasPrefix("service"))
  }
}
