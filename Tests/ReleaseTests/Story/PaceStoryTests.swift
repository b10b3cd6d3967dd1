import AWS
import Release
import Testing

@Suite("The story of a release whose share follows the evidence")
struct PaceStoryTests {
  private func look(_ minute: Int, _ weight: String, _ have: String, _ need: Int) throws
    -> JSONValue
  {
    try JSONValue.parse(
      #"{"At":"2026-11-28T10:\#(minute):01Z","Command":"healthcheck","Version":"8","#
        + #""Weight":\#(weight),"Verdict":"paced","Reason":"because","Evidence":{"#
        + #""Candidate":{"Invocations":60,"Errors":0},"Have":\#(have),"Need":\#(need)}}"#)
  }

  private func story() throws -> ReleaseStory {
    ReleaseStory(acts: [
      try look(10, "0.01", "1", 50), try look(14, "0.01", "2.63266", 50),
      try look(15, "0.026", "33.7", 50), try look(20, "0.5", "164.8", 100),
    ])
  }

  @Test("on a terminal each look has its share and its evidence")
  func table() throws {
    let lines = try story().table(width: 120)
    #expect(lines[0].contains("evidence"))
    #expect(lines.contains { $0.contains("paced") && $0.contains("34/50") && $0.contains("2.6%") })
    #expect(lines.contains { $0.contains("165/100") })
  }

  @Test("in Markdown, too, with a chart of the evidence; another release has neither")
  func markdown() throws {
    let lines = try story().markdown()
    #expect(lines[0].contains("| evidence |"))
    #expect(lines.contains { $0.contains("title \"evidence of what is needed") })
    #expect(lines.contains { $0.contains("bar [2, 5.27, 67.4, 100]") })
    let other = ReleaseStory(acts: [
      try JSONValue.parse(
        #"{"At":"2026-11-28T10:10:01Z","Command":"shift-weight","Version":"8","Weight":0.1,"Changed":true}"#
      )
    ])
    #expect(!other.markdown().joined().contains("evidence"))
  }
}
