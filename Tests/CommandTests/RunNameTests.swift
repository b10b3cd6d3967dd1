import AWS
import CommandSupport
import Release
import TestSupport
import Testing

@Suite("The name of a run") struct RunNameTests {
  private func session(_ environment: [String: String] = [:]) -> Session {
    Session(
      command: "shift-weight", options: .none,
      world: .scripted(environment: environment))
  }

  private func record(_ text: String) throws(ReleaseFailure) -> ReleaseRecord {
    try ReleaseRecord(Array(text.utf8))
  }

  @Test("The environment wins over the record, and the record over a new name")
  func order() throws {
    let flow = ["LAMBDA_RELEASE_RUN": "flow1"]
    #expect(try session(flow).runName("mine") == "flow1")
    #expect(try session().runName("mine") == "mine")
    #expect(try session(["LAMBDA_RELEASE_RUN": ""]).runName("mine") == "mine")
    let new = try session().runName(nil)
    #expect(new.utf8.count == 8 && RunName.isValid(new))
  }

  @Test("A name of any other form is a usage error", arguments: ["A", "a b", "a-b", "[8]", "é"])
  func form(_ name: String) throws {
    let session = session(["LAMBDA_RELEASE_RUN": name])
    #expect(throws: ReleaseFailure.self) { try session.runName(nil) }
  }

  @Test("A rollback by a record answers for the flow's share and for the record's, by hand for any")
  func rollback() throws {
    let text = #"{"Version":"8","Run":"old","Shifting":{"Version":"8","Weight":0.1,"Run":"new"}}"#
    let flow = ["LAMBDA_RELEASE_RUN": "flow1"]
    #expect(try session(flow).runNames(record(text)) == ["old", "new", "flow1"])
    #expect(try session(flow).runNames(record("{}")) == [])
    #expect(try session().runNames(record(#"{"Version":"8"}"#)) == [])
  }
}
