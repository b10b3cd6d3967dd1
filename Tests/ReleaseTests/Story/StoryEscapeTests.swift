import AWS
@testable import Release
import TestSupport
import Testing

@Suite("Nothing from outside speaks in a story's name")
struct StoryEscapeTests {
  private func act(_ reason: String, command: String = "healthcheck") -> JSONValue {
    [
      "At": "2026-11-23T23:58:40Z", "Command": .string(command), "FunctionName": .string(reason),
      "Alias": .string(reason), "Version": .string(reason), "Verdict": .string(reason),
      "Reason": .string(reason), "Evidence": ["Probes": 3, "Failed": 1],
    ]
  }

  @Test(
    "what Markdown and GitHub read as more than text becomes an entity",
    arguments: [
      ("a|b", "a&#124;b"), ("`x`", "&#96;x&#96;"), ("<b>", "&#60;b>"),
      ("@team", "&#64;&#8203;team"), ("#12", "&#35;&#8203;12"),
      ("::error::x", "&#58;&#58;error&#58;&#58;x"),
      ("*a*_b_~c~", "&#42;a&#42;&#95;b&#95;&#126;c&#126;"), ("[a](b)", "&#91;a&#93;(b)"),
      ("http://e.de", "http&#58;//e.de"), ("WWW.e.de", "WWW&#46;e.de"), ("$x$", "&#36;x&#36;"),
      ("a\\|b", "a&#92;&#124;b"), ("&lt;", "&#38;lt;"), ("a\nb", "a&#92;nb"), ("a: b", "a: b"),
      (":x:: y: ", "&#58;x&#58;&#58; y: "),
      ("\u{1B}[31m", "&#92;u&#123;1b&#125;&#91;31m"), ("\u{9B}1A", "&#92;u&#123;9b&#125;1A"),
      ("\u{202E}x", "&#92;u&#123;202e&#125;x"), ("größer 漢", "größer 漢"),
      ("p95 31 ms, 2%", "p95 31 ms, 2%"),
    ])
  func entities(_ text: String, _ expected: String) {
    #expect(StoryText.markdown(text) == expected)
  }

  @Test("a chart's title has nothing but the characters of names")
  func chartTitle() {
    #expect(StoryText.mermaid("live of my_fn-1") == "live of my_fn-1")
    #expect(StoryText.mermaid("a\"\n```%%{init}") == "a????????init?")
  }

  /// Texts that would be more than text somewhere.
  private static let hostile = [
    "|", "||", "\\|", "`", "```", "\n", "\r\n", "\u{85}", "\u{2028}", "<script>", "-->",
    "@everyone",
    "::error title=x::y", "\u{1B}]0;x\u{7}", "\u{9B}2J", "\u{202E}", "\u{200B}", "e\u{301}\u{302}",
    "漢字", "👩‍👩‍👧", "%%{init: {}}%%", "\"", "$$x$$", "http://evil.example", "www.evil.example", " ", "a",
    "$LATEST", "8", "",
  ]

  /// One value of any kind, or none.
  private static func value(_ random: inout SeededGenerator, depth: Int = 0) -> JSONValue {
    switch Int.random(in: 0..<10, using: &random) {
    case 0: return .null
    case 1: return .bool(.random(using: &random))
    case 2:
      let numbers = [
        "-1", "0", "1", "0.1", "1e300", "-1e300", "9007199254740993", "99999999999", "1e-9",
      ]
      return .number(numbers.randomElement(using: &random) ?? "0")
    case 3 where depth < 2: return .array([value(&random, depth: depth + 1)])
    case 4 where depth < 2:
      let names = [
        "Probes", "Failed", "Candidate", "Invocations", "Errors", "P50Milliseconds", "Seconds",
      ]
      return .object(names.map { JSONMember($0, value(&random, depth: depth + 1)) })
    default:
      let count = Int.random(in: 1...40, using: &random)
      return .string(
        (0..<count).map { _ in hostile.randomElement(using: &random) ?? "" }.joined())
    }
  }

  private static func acts(_ random: inout SeededGenerator) -> [JSONValue] {
    let known: [String: [JSONValue]] = [
      "At": ["2026-11-23T23:58:40Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:60Z"],
      "Command": ["upload", "publish", "shift-weight", "healthcheck", "rollback"],
      "FunctionName": ["f", "g", ""], "Alias": ["live", "beta"], "Region": ["r", "s"],
      "EndpointURL": [], "Process": [7, 8], "Version": ["8"],
      "Weight": [0, 1, .number("0.1"), .number("0.123456789")],
      "Shifting": [true], "Found": [true], "Changed": [true, false], "From": ["8"], "To": ["7"],
      "Verdict": ["healthy", "unhealthy"], "Reason": [], "Status": [75], "Seconds": [3],
      "Evidence": [["Probes": 30, "Failed": 12, "P50Milliseconds": 31, "P95Milliseconds": 12_345]],
    ]
    return (0..<Int.random(in: 0...60, using: &random)).map { _ in
      if Int.random(in: 0..<20, using: &random) == 0 { return value(&random) }
      var act: JSONValue = [:]
      for name in known.keys.sorted() where Int.random(in: 0..<3, using: &random) > 0 {
        let isKnown = Int.random(in: 0..<4, using: &random) > 0
        act[name] =
          (isKnown ? known[name]?.randomElement(using: &random) : nil) ?? value(&random)
      }
      return act
    }
  }

  /// Whether a line has nothing that moves, hides or ends it.
  private static func isOneLine(_ line: String) -> Bool {
    line.unicodeScalars.allSatisfy {
      switch $0.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
      default: true
      }
    }
  }

  @Test("whatever the acts are, each line fits and no row of a table has more cells than another")
  func anyActs() {
    var random = SeededGenerator(seed: 16)
    for round in 0..<400 {
      let story = ReleaseStory(acts: Self.acts(&random))
      for width in [1, 7, 20, 40, 80, 81, 200] {
        for line in story.table(width: width) {
          #expect(StoryText.width(line) <= width && Self.isOneLine(line), "\(round): \(line)")
        }
      }
      check(story.markdown(title: Self.hostile.randomElement(using: &random)), round)
    }
  }

  /// Walks through Markdown as a renderer does: headings, tables, fences, and nothing else.
  private func check(_ lines: [String], _ round: Int) {
    var isChart = false
    for line in lines {
      #expect(Self.isOneLine(line), "\(round): \(line)")
      if line == "```mermaid" || line == "```" {
        #expect(isChart == (line == "```"), "\(round): \(line)")
        isChart.toggle()
      } else if isChart {
        #expect(
          line == "xychart-beta"
            || ["  title \"", "  x-axis \"", "  y-axis \"", "  bar ["].contains {
              line.hasPrefix($0)
            }, "\(round): \(line)")
        #expect(line.filter { $0 == "\"" }.count % 2 == 0, "\(round): \(line)")
      } else if line.hasPrefix("|") {
        #expect(line.filter { $0 == "|" }.count == 11, "\(round): \(line)")
        #expect(!line.contains { "<@`$*_[~".contains($0) }, "\(round): \(line)")
      } else {
        #expect(
          ["", "no acts are recorded"].contains(line) || line.hasPrefix("### ")
            || line.hasPrefix("**"), "\(round): \(line)")
      }
      if !isChart { #expect(!line.contains("::") && !line.contains("<"), "\(round): \(line)") }
    }
    #expect(!isChart)
  }
}
