import AWS
import Release
import TestSupport
import Testing

@Suite("An answer is judged by what it says, not by how it came")
struct ProbeExpectationTests {
  static func fault(
    _ body: String, error: String? = nil, seconds: Double = 0.01,
    _ expectation: ProbeExpectation = ProbeExpectation()
  ) -> String? {
    expectation.fault(
      in: InvokeReply(
        functionError: error, executedVersion: nil, logTail: nil, requestID: nil,
        payload: Array(body.utf8)),
      seconds: seconds)
  }

  @Test(
    "null, arrays, text, nothing and bytes that are no JSON are legal answers",
    arguments: ["null", "[1,2]", "\"ok\"", "", "\u{1}\u{2}", "<html>", "{}", "12"])
  func legal(body: String) {
    #expect(Self.fault(body) == nil)
  }

  @Test(
    "a statusCode outside the range is a failure",
    arguments: [
      (#"{"statusCode":200}"#, nil), (#"{"statusCode":"302"}"#, nil),
      (#"{"statusCode":399}"#, nil), (#"{"statusCode":400}"#, "statusCode 400"),
      (#"{"statusCode":500,"body":"x"}"#, "statusCode 500"),
      (#"{"statusCode":"oops"}"#, "statusCode oops"), (#"{"statusCode":null}"#, "statusCode null"),
      (#"{"statusCode":[200]}"#, "statusCode [200]"),
    ] as [(String, String?)])
  func statusCode(body: String, fault: String?) {
    #expect(Self.fault(body) == fault)
    #expect(Self.fault(body, ProbeExpectation(status: .any)) == nil)
  }

  @Test("a function error is a failure whatever the status, and its words are kept on one line")
  func functionError() {
    #expect(Self.fault("null", error: "Unhandled") == "Unhandled")
    #expect(
      Self.fault(
        #"{"errorType":"Sandbox.Timedout","errorMessage":"Task timed out\nafter 3.00 seconds"}"#,
        error: "Unhandled", ProbeExpectation(status: .any))
        == #"Unhandled: Sandbox.Timedout: Task timed out\nafter 3.00 seconds"#)
    #expect(Self.fault(#"{"statusCode":200}"#, error: "Handled") == "Handled")
  }

  @Test("a slow answer is a failure")
  func slow() {
    let expectation = ProbeExpectation(slowestSeconds: 0.25)
    #expect(Self.fault("{}", seconds: 0.25, expectation) == nil)
    #expect(Self.fault("{}", seconds: 0.251, expectation) == "slow: 251 ms")
  }

  @Test(
    "an expected value must be contained in the answer",
    arguments: [
      (#"{"a":1}"#, #"{"a":1,"b":2}"#, nil), (#"{"a":1.0}"#, #"{"a":1}"#, nil),
      (#"{"a":{"b":[1,{"c":null}]}}"#, #"{"a":{"b":[1,{"c":null,"d":0}],"e":0}}"#, nil),
      (#"{"a":1}"#, #"{"b":1}"#, ".a is missing"),
      (#"{"a":{"b":"x"}}"#, #"{"a":{"b":"y"}}"#, #".a.b is "y", expected "x""#),
      (#"{"a":[1,2]}"#, #"{"a":[1]}"#, ".a has 1 elements, expected 2"),
      (#"{"a":[1,2]}"#, #"{"a":[1,3]}"#, ".a[1] is 3, expected 2"),
      ("null", "null", nil), ("null", "0", "the answer is 0, expected null"),
      (#"{"a":1}"#, "not json", #"the answer is no JSON, {"a":1} was expected"#),
      (#"{"a":null}"#, "{}", ".a is missing"),
    ] as [(String, String, String?)])
  func content(expected: String, body: String, fault: String?) throws {
    let expectation = ProbeExpectation(content: try JSONValue.parse(expected))
    #expect(Self.fault(body, expectation) == fault)
  }

  @Test(
    "a range of status codes is read as a person writes it",
    arguments: [
      ("200", 200, true), ("200-399", 404, false), ("200,204", 204, true), ("any", 999, true),
      ("200-299,304", 304, true), ("200-299,304", 303, false),
    ])
  func range(text: String, status: Int, holds: Bool) throws {
    #expect(try StatusRange(argument: text).contains(status) == holds)
  }

  @Test(
    "what is no range is refused", arguments: ["", "20", "399-200", "200-", "2xx", "200,", "-1"])
  func noRange(text: String) {
    #expect(throws: StatusRange.SyntaxError.self) { try StatusRange(argument: text) }
  }

  @Test("a payload file has one document a line; blank lines and CRLF do not matter")
  func payload() throws {
    let payload = try ProbePayload(Array("{\"a\":1}\r\n\n[2]\n".utf8), name: "p")
    #expect(payload.lines.map(\.number) == [1, 3])
    #expect(
      payload.lines.map { String(decoding: $0.bytes, as: UTF8.self) } == [#"{"a":1}"#, "[2]"])
  }

  @Test("one document over many lines is one payload")
  func pretty() throws {
    let payload = try ProbePayload(Array("{\n  \"a\": 1\n}\n".utf8), name: "p")
    #expect(payload.lines.count == 1)
  }

  @Test(
    "what Lambda takes is taken as it stands",
    arguments: [
      #"{"a":1,"a":2}"#, #"{"a":{"b":1,"b":[]}}"#, #""\ud800""#, #"["\udc00x"]"#, "null", "-0.0e+9",
      String(repeating: "[", count: 500) + String(repeating: "]", count: 500),
    ])
  func lenient(text: String) throws {
    let line = try ProbePayload(Array("\n\(text)\n".utf8), name: "p").lines
    #expect(line.map(\.number) == [2])
    #expect(line.map(\.bytes) == [Array(text.utf8)])
  }

  @Test("a byte order mark at the start is left out")
  func mark() throws {
    for text in ["{}\n[]", "{\n}"] {
      let payload = try ProbePayload([0xEF, 0xBB, 0xBF] + Array(text.utf8), name: "p")
      #expect(payload.lines.allSatisfy { $0.bytes.first != 0xEF })
      #expect(payload.lines.count == (text == "{\n}" ? 1 : 2))
    }
  }

  @Test("each line may have the 6,291,456 bytes that Lambda takes")
  func longLines() throws {
    let line = "\"" + String(repeating: "x", count: 6_291_454) + "\""
    #expect(try ProbePayload(Array("\(line)\n\(line)".utf8), name: "p").lines.count == 2)
    let error = #expect(throws: ReleaseFailure.self) {
      try ProbePayload(Array("{}\n \(line)".utf8), name: "p")
    }
    guard case .package(let words, _) = error else {
      Issue.record("another failure")
      return
    }
    #expect(words.hasPrefix("p: line 2: 6291457 bytes, and Lambda takes 6291456"))
  }

  @Test(
    "a payload file that is none is refused with the line",
    arguments: [
      ("", "p: no JSON document in it"), ("{}\n{\n", "p: line 2: no JSON document"),
      ("{\u{0}}\u{0}", "p: the file is UTF-16: save it as UTF-8"),
    ])
  func noPayload(text: String, message: String) {
    let error = #expect(throws: ReleaseFailure.self) {
      try ProbePayload(Array(text.utf8), name: "p")
    }
    guard case .package(let words, _) = error else {
      Issue.record("another failure")
      return
    }
    #expect(words.hasPrefix(message))
  }
}
