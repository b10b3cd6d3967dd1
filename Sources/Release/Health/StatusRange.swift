/// The values of an answer's `statusCode` that are good.
package struct StatusRange: Sendable, Hashable {
  /// Why text is no range.
  package struct SyntaxError: Error, Equatable, CustomStringConvertible {
    /// What is wrong with which text, and which forms there are.
    package var description: String
  }

  /// The ranges, any of which may hold; nil when every answer is good.
  package let ranges: [ClosedRange<Int>]?

  /// 200 to 399, the default.
  package static let success = StatusRange(ranges: [200...399])
  /// Whatever the answer says.
  package static let any = StatusRange(ranges: nil)

  private init(ranges: [ClosedRange<Int>]?) {
    self.ranges = ranges
  }

  /// Reads `200`, `200-399`, `200-299,304` or `any`.
  package init(argument text: String) throws(SyntaxError) {
    if text == "any" {
      self = .any
      return
    }
    var ranges: [ClosedRange<Int>] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Self.code($0) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
        first <= last
      else {
        throw SyntaxError(
          description: "'\(text)' is no range of status codes: give 200-399, 200,204 or any")
      }
      ranges.append(first...last)
    }
    self.init(ranges: ranges)
  }

  /// Whether a status code is good.
  package func contains(_ status: Int) -> Bool {
    ranges?.contains { $0.contains(status) } ?? true
  }

  private static func code(_ text: Substring) -> Int? {
    guard text.utf8.count == 3, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int(text)
  }
}
