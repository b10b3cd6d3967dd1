/// What pairs of answers amount to: the noise, what differs beside it, and the two tests of it.
///
/// What the serving version's own pairs teach is applied to pairs that are judged later. For the
/// score, which can only speak for the candidate, it is applied to earlier pairs too: at every
/// moment the score is at most the one that all noise there is would give, for which it is
/// calibrated.
package struct PairLedger: Sendable {
  /// Whether differing answers count, and not failures alone.
  package let comparesAnswers: Bool
  /// The evidence that the candidate differs more than the serving version from itself.
  package private(set) var test = DiscordanceTest()
  /// Pairs of serving version and candidate that were judged.
  package private(set) var judged = 0
  /// Those of them in which both answered.
  package private(set) var compared = 0
  /// Those in which only the candidate failed.
  package private(set) var failed = 0
  /// The serving version's own pairs that were judged, and those of them that differed when judged.
  package private(set) var own = (judged: 0, differing: 0)
  /// Pairs that could not be judged.
  package private(set) var setAside = 0
  /// Whether there was more than was compared or kept.
  package private(set) var isCut = false
  /// The paths that are noise, in the order of learning.
  package private(set) var noisePaths: [String] = []

  private var noise: Set<AnswerDifference.Place> = []
  private var table: [Row: (count: Int, example: AnswerDifference)] = [:]
  private var differing: [Differing] = []
  private var isLineEqual: [Bool]

  private struct Row: Hashable {
    var path: String
    var kind: AnswerDifference.Kind
  }

  private struct Differing {
    var line: Int
    var isFinal: Bool
    var places: [AnswerDifference.Place]
  }

  /// The most places that are remembered as noise, and the most that are counted as differences.
  package static let placeLimit = 1000

  /// Starts without pairs; `lines` is the number of payload lines.
  package init(lines: Int, comparesAnswers: Bool) {
    self.comparesAnswers = comparesAnswers
    isLineEqual = Array(repeating: false, count: lines)
  }

  /// How many pairs of serving version and candidate differ in more than noise.
  package var discordant: Int { differing.count }

  /// The payload lines on which no pair was equal yet.
  package var openLines: [Int] { isLineEqual.indices.filter { !isLineEqual[$0] } }

  /// The score: an equal pair adds 1, a differing one takes the rule's cost.
  package func score(_ rule: PairRule) -> Int { judged - differing.count * (rule.cost + 1) }

  /// What differs beside noise, most frequent first.
  package var differences: [(difference: AnswerDifference, count: Int)] {
    table.values.filter { $0.example.place.map { !noise.contains($0) } ?? true }
      .map { ($0.example, $0.count) }
      .sorted { ($1.count, $0.difference.path) < ($0.count, $1.difference.path) }
  }

  /// Enters the pairs of a block.
  package mutating func enter(_ block: [PairResult]) {
    var flags: [Bool] = []
    var ownPlace: Int?
    for pair in block {
      guard let differs = differs(pair.outcome) else {
        setAside += 1
        continue
      }
      if pair.isOwn {
        ownPlace = flags.count
        own.judged += 1
        if differs { own.differing += 1 }
      } else {
        count(pair, differs: differs)
      }
      flags.append(differs)
    }
    test.enter(differs: flags, own: ownPlace)
    for pair in block where pair.isOwn { learn(from: pair.outcome) }
  }

  /// Whether a pair differs in more than what is noise by now; nil when it cannot be judged.
  private func differs(_ outcome: PairResult.Outcome) -> Bool? {
    switch outcome {
    case .setAside: nil
    case .failed: true
    case .compared(let differences, let isCut):
      comparesAnswers
        && (isCut || differences.contains { $0.place.map { !noise.contains($0) } ?? true })
    }
  }

  private mutating func count(_ pair: PairResult, differs: Bool) {
    judged += 1
    var (places, isFinal): ([AnswerDifference.Place], Bool) = ([], true)
    if case .compared(let differences, let isCut) = pair.outcome {
      compared += 1
      for difference in differences { count(difference) }
      places = differences.compactMap(\.place)
      isFinal = isCut || places.count < differences.count
      self.isCut = self.isCut || isCut
    } else {
      failed += 1
    }
    if differs {
      differing.append(Differing(line: pair.line, isFinal: isFinal, places: places))
    } else {
      isLineEqual[pair.line] = true
    }
  }

  private mutating func count(_ difference: AnswerDifference) {
    let row = Row(path: difference.path, kind: difference.kind)
    guard table[row] != nil || table.count < Self.placeLimit else { return isCut = true }
    table[row, default: (0, difference)].count += 1
  }

  private mutating func learn(from outcome: PairResult.Outcome) {
    guard case .compared(let differences, _) = outcome else { return }
    var hasLearned = false
    for case let place? in differences.map(\.place) where !noise.contains(place) {
      guard noise.count < Self.placeLimit else {
        isCut = true
        break
      }
      noise.insert(place)
      if !noisePaths.contains(place.path) { noisePaths.append(place.path) }
      hasLearned = true
    }
    guard hasLearned else { return }
    differing.removeAll { pair in
      guard !pair.isFinal, pair.places.allSatisfy({ noise.contains($0) }) else { return false }
      isLineEqual[pair.line] = true
      return true
    }
  }
}
