import AWS

/// The answers of a run that are no evidence about a version, such as throttles and lost connections.
package struct UnjudgedAnswers: Sendable {
  private var byCause: [String: Int] = [:]

  /// How many there were.
  package var count: Int { byCause.values.reduce(0, +) }

  /// Counts one more.
  mutating func note(_ cause: String) { byCause[cause, default: 0] += 1 }

  /// The causes, the most frequent first, and how often each came.
  private var sorted: [(cause: String, count: Int)] {
    byCause.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
  }

  /// The names of the causes, the most frequent first.
  var causes: String { sorted.map(\.cause).joined(separator: ", ") }

  private var counts: String {
    sorted.map { "\($0.cause) \($0.count)" }.joined(separator: ", ")
  }

  /// The end of a line about a run that goes on; empty without such answers.
  var ending: String { count > 0 ? ", \(count) no evidence (\(counts))" : "" }

  /// Why a run of at most `most` judged answers gives up; nil while it goes on.
  func reasonToGiveUp(most: Int, _ pacing: ProbePacing) -> String? {
    if count > Self.limit(of: most) { return "\(count) answers were no evidence (\(counts))" }
    if pacing.pausesWithoutEvidence > 12 { return "no evidence in 12 tries in a row (\(counts))" }
    return nil
  }

  /// How many answers that tell nothing a run of at most `most` puts up with: a fifth, at least 5.
  static func limit(of most: Int) -> Int { max(most / 5, 5) }

  /// The members of the record's `Evidence`: all of them, and by cause where there were any.
  var members: [JSONMember] {
    var members = [JSONMember("Unjudged", .init(count))]
    if !byCause.isEmpty {
      members.append(
        JSONMember(
          "UnjudgedBy",
          .object(
            byCause.sorted { $0.key < $1.key }.map { JSONMember($0.key, .init($0.value)) })))
    }
    return members
  }
}
