import AWS
import TestSupport
import Testing

@Suite("JSON is read strictly and handed on as it was")
struct JSONValueTests {
  @Test(
    "numbers keep the spelling they had",
    arguments: [
      "0", "-0", "1.50", "0.10", "12345678901234567890", "1e400", "-1.0E-4", "1E+2",
      "0.1000000000000000055511151231257827",
    ])
  func numbers(text: String) throws {
    #expect(try JSONValue.parse(text).serialized == text)
    #expect(try JSONValue.parse(text).numeral == text)
  }

  @Test("members keep their order, and a replaced one its place")
  func order() throws {
    var value = try JSONValue.parse(#"{"z":1,"a":2,"m":{"y":[],"b":{}}}"#)
    #expect(value.serialized == #"{"z":1,"a":2,"m":{"y":[],"b":{}}}"#)
    value["a"] = "new"
    value["q"] = nil
    value["x"] = true
    value["z"] = nil
    #expect(value.serialized == #"{"a":"new","m":{"y":[],"b":{}},"x":true}"#)
  }

  @Test(
    "strings come out as they are, control characters escaped so that a line stays a line",
    arguments: [
      (#""\u00e9\ud83d\ude00""#, #""é😀""#), (#""\/\b\f\n\r\t\"\\""#, #""/\u0008\u000c\n\r\t\"\\""#),
      (#""\u0000\u001f\u007f""#, #""\u0000\u001f\u007f""#),
      (#""\u2028\u2029""#, #""\u2028\u2029""#),
      (#""\u0041\u00DF""#, #""Aß""#), (#""""#, #""""#),
    ])
  func strings(text: String, serialized: String) throws {
    #expect(try JSONValue.parse(text).serialized == serialized)
  }

  @Test("blanks around and between are skipped")
  func blanks() throws {
    #expect(try JSONValue.parse(" \t\r\n{ \"a\" : [ 1 , 2 ] } \n").serialized == #"{"a":[1,2]}"#)
  }

  @Test(
    "what is not exactly one value of RFC 8259 is refused",
    arguments: [
      "", " ", "{", "}", "[", "[1,]", "{\"a\":1,}", "{\"a\"}", "{a:1}", "{'a':1}", "{\"a\" 1}",
      "{1:2}", "[1 2]", "{}{}", "{} x", "01", "-", "+1", ".5", "5.", "1e", "1e+", "0x10", "NaN",
      "Infinity", "-Infinity", "nul", "True", "nulll", "\"", "\"a", "\"\\x\"", "\"\\u12\"",
      "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800x\"", "\"\\ud800\\u0041\"", "\"\\udc00\"",
      "\"\u{1}\"", "\"\n\"", "\"\t\"", "//c\n1", "/**/1", "\u{FEFF}1", "[1]]", "{\"a\":1,\"a\":2}",
      "{\"a\":1,\"\\u0061\":2}", "\u{A0}1", "１",
    ])
  func refused(text: String) {
    #expect(throws: JSONError.self) { try JSONValue.parse(text) }
  }

  @Test(
    "bytes that are not UTF-8 are refused in strings and outside",
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0xC3, 0x22], [0xFF, 0x31], [0x31, 0x00],
    ] as [[UInt8]])
  func notUTF8(bytes: [UInt8]) {
    #expect(throws: JSONError.self) { try JSONValue.parse(bytes) }
  }

  @Test("names that only look alike are two members")
  func lookalikes() throws {
    let text = "{\"\u{E9}\":1,\"e\u{301}\":2}"
    #expect(Array(try JSONValue.parse(text).serialized.utf8) == Array(text.utf8))
  }

  @Test("nesting has a limit, and no depth of it is a crash")
  func nesting() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(try JSONValue.parse(nested(128)).array != nil)
    for depth in [130, 10_000, 1_000_000] {
      #expect(throws: JSONError.self) { try JSONValue.parse(nested(depth)) }
      #expect(throws: JSONError.self) {
        try JSONValue.parse(String(repeating: "[{\"a\":", count: depth))
      }
    }
  }

  @Test("a name that is there twice is refused, among few and among many", arguments: [2, 40, 400])
  func twice(count: Int) throws {
    let members = (0..<count).map { "\"n\($0)\":\($0)" }
    func object(_ more: String) -> String { "{" + (members + [more]).joined(separator: ",") + "}" }
    #expect(try JSONValue.parse(object(#""n":0"#)).members?.count == count + 1)
    for name in ["n0", "n\(count - 1)"] {
      #expect(throws: JSONError.self) { try JSONValue.parse(object("\"\(name)\":0")) }
    }
    // Names that only look alike are two.
    let alike = try JSONValue.parse(object(#""\u00e9":1,"e\u0301":2"#))
    #expect(alike.members?.count == count + 2)
  }

  @Test("an error says what and where")
  func place() {
    let error = #expect(throws: JSONError.self) { try JSONValue.parse(#"{"a":1,"a":2}"#) }
    #expect(error?.description.contains("twice") == true)
    let end = #expect(throws: JSONError.self) { try JSONValue.parse(#"{"a":"#) }
    #expect(end?.description == "unexpected end at byte 5")
  }

  @Test("typed views answer nil for values of other types")
  func views() throws {
    let value = try JSONValue.parse(#"{"s":"x","n":7,"d":1.5,"b":false,"a":[1],"z":null,"t":"7"}"#)
    #expect(value["s"]?.string == "x" && value["s"]?.int == nil)
    #expect(value["n"]?.int == 7 && value["d"]?.int == nil && value["d"]?.double == 1.5)
    #expect(value["b"]?.bool == false && value["a"]?.array?.count == 1)
    #expect(value["z"] == .null && value["missing"] == nil && value["t"]?.int == nil)
    #expect(value["s"]?["x"] == nil && JSONValue.number("99999999999999999999").int == nil)
  }

  @Test("any value that is written is read as the same, to the last byte")
  func roundTrip() throws {
    var generator = SeededGenerator(seed: 20_261_123)
    for _ in 0..<3000 {
      let value = Self.random(depth: 0, &generator)
      let text = value.serialized
      let read = try JSONValue.parse(text)
      #expect(read == value)
      #expect(Array(read.serialized.utf8) == Array(text.utf8))
      #expect(!text.contains("\n"))
    }
  }

  @Test("a document that was cut or damaged at any byte is refused or read, and never a crash")
  func damaged() throws {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<40 {
      let bytes = Array(JSONValue.array([Self.random(depth: 1, &generator)]).serialized.utf8)
      for count in 0..<bytes.count {
        #expect(throws: JSONError.self) { try JSONValue.parse(Array(bytes[..<count])) }
      }
      for place in bytes.indices {
        var other = bytes
        other[place] = UInt8.random(in: 0...255, using: &generator)
        guard let read = try? JSONValue.parse(other) else { continue }
        #expect(try JSONValue.parse(read.serialized) == read)
      }
    }
  }

  private static func random(depth: Int, _ generator: inout SeededGenerator) -> JSONValue {
    switch Int.random(in: 0...(depth < 4 ? 6 : 4), using: &generator) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &generator))
    case 2:
      let whole = Int.random(in: -1_000_000...1_000_000, using: &generator)
      return .number(
        ["\(whole)", "\(whole).50", "\(whole)e-7"].randomElement(using: &generator) ?? "0")
    case 3, 4: return .string(text(&generator))
    case 5:
      return .array(
        (0..<Int.random(in: 0...4, using: &generator)).map { _ in
          random(depth: depth + 1, &generator)
        })
    default:
      let members = (0..<Int.random(in: 0...4, using: &generator)).map { number in
        JSONMember(text(&generator) + "\(number)", random(depth: depth + 1, &generator))
      }
      return .object(members)
    }
  }

  private static func text(_ generator: inout SeededGenerator) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...8, using: &generator) {
      let ranges: [ClosedRange<UInt32>] = [
        0...0x7F, 0x80...0x7FF, 0x2020...0x2030, 0x1F600...0x1F64F,
      ]
      let range = ranges.randomElement(using: &generator) ?? 0...0x7F
      if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
