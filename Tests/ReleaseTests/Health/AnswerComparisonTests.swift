import AWS
import Release
import Testing

@Suite("Answers are compared as JSON by path, else as bytes")
struct AnswerComparisonTests {
  private static func compared(_ serving: String, _ candidate: String, _ ignored: [String] = [])
    throws -> [String]
  {
    let comparison = AnswerComparison(
      serving: Array(serving.utf8), candidate: Array(candidate.utf8),
      ignoring: try ignored.map { try AnswerPath(argument: $0) })
    #expect(!comparison.isCut)
    return comparison.differences.map {
      "\($0.path) \($0.kind.rawValue) \($0.serving ?? "-") \($0.candidate ?? "-")"
    }
  }

  @Test("the place, the kind and both values")
  func kinds() throws {
    let serving = #"{"a":1,"b":{"c":"x","d":[1,2]},"e":null,"f":true,"gone":{"x":1}}"#
    let candidate = #"{"f":false,"b":{"d":[1,3,4],"c":"y"},"a":"1","e":0,"new":[1,2]}"#
    #expect(
      try Self.compared(serving, candidate) == [
        ".a type number string", #".b.c value "x" "y""#, ".b.d[] value 2 3", ".b.d[] added - 4",
        ".e type null number", ".f value true false", ".gone missing object of 1 -",
        ".new added - array of 2",
      ])
  }

  @Test("a body that holds JSON is looked into, in Base64 too", arguments: [false, true])
  func body(isBase64: Bool) throws {
    func answer(_ price: Int) -> String {
      let body = #"{"items":[{"tax":1},{"tax":\#(price)}]}"#
      let encoded = [
        2: "eyJpdGVtcyI6W3sidGF4IjoxfSx7InRheCI6Mn1dfQ==",
        3: "eyJpdGVtcyI6W3sidGF4IjoxfSx7InRheCI6M31dfQ==",
      ]
      let text = isBase64 ? encoded[price] ?? "" : body
      return JSONValue.object([
        JSONMember("statusCode", 200), JSONMember("isBase64Encoded", .bool(isBase64)),
        JSONMember("body", .string(text)),
      ]).serialized
    }
    #expect(try Self.compared(answer(2), answer(3)) == [".body.items[].tax value 2 3"])
    #expect(try Self.compared(answer(2), answer(3), [".body.items[].tax"]) == [])
    #expect(try Self.compared(answer(2), answer(3), [".body"]) == [])
    #expect(try Self.compared(#"{"body":"1"}"#, #"{"body":"2"}"#) == [#".body value "1" "2""#])
    #expect(
      try Self.compared(#"{"body":"{}"}"#, #"{"body":"<p>"}"#) == [".body type object string"])
  }

  @Test(
    "numbers are equal when their values are",
    arguments: [
      ("1", "1.0"), ("1", "1e0"), ("10", "1E+1"), ("0.001", "1e-3"), ("-0", "0"), ("0e999", "0"),
      ("1e400", "10e399"),
      (String(repeating: "9", count: 400), String(repeating: "9", count: 400) + ".0"),
      ("1e99999999999999999999", "1e99999999999999999999"),
    ])
  func equalNumbers(one: String, other: String) throws {
    #expect(try Self.compared("[\(one)]", "[\(other)]") == [])
  }

  @Test(
    "and differ when they are not, however long they are",
    arguments: [
      ("1", "-1"), ("1", "10"), ("0.1", "0.01"), ("1e400", "1e401"),
      ("9007199254740993", "9007199254740992"),
      (String(repeating: "9", count: 400), String(repeating: "9", count: 399) + "8"),
    ])
  func otherNumbers(one: String, other: String) throws {
    #expect(try Self.compared("[\(one)]", "[\(other)]").count == 1)
  }

  @Test("names that are no identifiers are written as jq takes them, and read again")
  func names() throws {
    for (name, path) in [
      ("a b", #".["a b"]"#), ("a", ".a"), ("1", #".["1"]"#), ("é", #".["é"]"#), ("", #".[""]"#),
      ("a\"b", #".["a\"b"]"#), ("_x9", "._x9"), ("a-b", #".["a-b"]"#),
    ] {
      let member = JSONValue.string(name).serialized
      let seen = try Self.compared("{\(member):1}", "{\(member):2}")
      #expect(seen == ["\(path) value 1 2"])
      #expect(try Self.compared("{\(member):1}", "{\(member):2}", [path]) == [])
    }
    #expect(
      try Self.compared(#"{"a":[{"b c":1}]}"#, #"{"a":[{"b c":2}]}"#) == [#".a[]["b c"] value 1 2"#]
    )
    #expect(try Self.compared("[1]", "[2]") == [".[] value 1 2"])
    #expect(try Self.compared("[1]", "[2]", [".[]"]) == [])
    #expect(try AnswerPath(argument: #".a."b c".[]"#).description == #".a["b c"][]"#)
  }

  @Test(
    "what is not a path is refused",
    arguments: [
      "", ".", "a", ".a[0]", ".a.", "..a", ".a b", ".a[", ".a[\"b\"", ".a[\"b", ".é", ".1", ".a[]b",
    ])
  func refused(path: String) {
    #expect(throws: AnswerPath.SyntaxError.self) { try AnswerPath(argument: path) }
  }

  @Test("strings that only look alike differ")
  func lookalikes() throws {
    #expect(try Self.compared("\"\u{E9}\"", "\"e\u{301}\"").count == 1)
    #expect(try Self.compared("{\"\u{E9}\":1}", "{\"e\u{301}\":1}").count == 2)
  }

  @Test(
    "what is not JSON is compared as bytes, as a whole",
    arguments: [
      ("<p>1", "<p>2"), (#"{"a":1,"a":2}"#, #"{"a":1,"a":3}"#), ("", "{}"),
      (String(repeating: "[", count: 500) + String(repeating: "]", count: 500), "[]"),
    ])
  func bytes(one: String, other: String) throws {
    #expect(try Self.compared(one, one) == [])
    let seen = try Self.compared(one, other)
    #expect(seen == [". bytes \(one.utf8.count) bytes \(other.utf8.count) bytes"])
  }

  @Test("an answer of many places, or of many values, is cut and says so")
  func cut() {
    func object(_ value: Int) -> [UInt8] {
      Array(("{" + (0..<10_000).map { "\"k\($0)\":\(value)" }.joined(separator: ",") + "}").utf8)
    }
    let many = AnswerComparison(serving: object(1), candidate: object(2))
    #expect(many.isCut)
    #expect(many.differences.count == AnswerComparison.placeLimit)
    let name = String(repeating: "n", count: 2000)
    let long = AnswerComparison(
      serving: Array(#"{"\#(name)":1}"#.utf8), candidate: Array(#"{"\#(name)":2}"#.utf8))
    #expect(long.isCut && long.differences.isEmpty)
    func array(_ value: Int) -> [UInt8] {
      Array(("[" + String(repeating: "1,", count: 3_000_000) + "\(value)]").utf8)
    }
    let large = AnswerComparison(serving: array(1), candidate: array(2))
    #expect(large.isCut)
    #expect(large.differences.map(\.kind) == [.bytes])
    let equal = AnswerComparison(serving: array(1), candidate: array(1))
    #expect(equal.differences.isEmpty && !equal.isCut)
  }
}
