/// What one pair of invocations came to.
package struct PairResult: Sendable {
  /// How the second answer compares with the first.
  package enum Outcome: Sendable {
    /// The invocation of the serving version failed: nothing can be said.
    case setAside
    /// Only the other one failed.
    case failed
    /// Both answered, with these differences; `isCut` when there are more.
    case compared([AnswerDifference], isCut: Bool)
  }

  /// Whether the serving version was asked twice.
  package var isOwn: Bool
  /// The index of the payload line.
  package var line: Int
  /// What the two answers came to.
  package var outcome: Outcome

  package init(isOwn: Bool, line: Int, outcome: Outcome) {
    self.isOwn = isOwn
    self.line = line
    self.outcome = outcome
  }
}
