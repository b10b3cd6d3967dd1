/// The shares that a version gets on its way to the promotion, and how long each one bakes.
///
/// The promotion itself is no step. See shift-weight(1), `--schedule`.
package struct Schedule: Sendable, Equatable {
  /// A share, the time until its check, and whether the release rests after that.
  package struct Step: Sendable, Equatable {
    /// The share.
    package var weight: Weight
    /// How long it is out before it is judged.
    package var bake: Seconds
    /// Whether the flow ends after this share's check, to go on when somebody says so.
    package var pauses: Bool
    /// Whether the share follows the evidence, and so has no bake.
    package var isPaced: Bool

    package init(weight: Weight, bake: Seconds, pauses: Bool = false, isPaced: Bool = false) {
      self.weight = weight
      self.bake = bake
      self.pauses = pauses
      self.isPaced = isPaced
    }

    /// The step as `--schedule` prints and reads it: `10%:60s`, `10%:60s:pause`, or `2.6%` where the
    /// share follows the evidence.
    package var text: String {
      isPaced ? weight.percent : "\(weight.percent):\(bake.value)s" + (pauses ? ":pause" : "")
    }
  }

  /// Why text is no schedule.
  package struct SyntaxError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, with the text itself in quotes.
    package var description: String
  }

  /// The steps, whose shares grow; where they follow the evidence the first one alone.
  package let steps: [Step]

  /// What a schedule of shares that follow the evidence begins with, before the first share.
  static let pacePrefix = "pace="

  /// The first share, where the shares follow the evidence; nil where they are fixed.
  package var first: Weight? { steps.first.flatMap { $0.isPaced ? $0.weight : nil } }

  /// The bake of a step that says none.
  package static let usualBake = Seconds(60)

  /// Takes steps whose shares grow.
  init(steps: [Step]) { self.steps = steps }

  /// Reads shares separated by commas or white space, each alone or as `Step.text` prints it, a
  /// strategy by CodeDeploy's name for it, or `pace=1%`.
  ///
  /// `bake` is for the shares that say none themselves, and an error when there is none of these;
  /// `pause` must be one of the shares. Text without a share is an error, so that a variable that
  /// is not set promotes nothing.
  package init(argument text: String, bake: Seconds? = nil, pauseAt pause: Weight? = nil)
    throws(SyntaxError)
  {
    var steps: [Step]
    if text.hasPrefix(Self.pacePrefix) {
      steps = [try Self.paced(text)]
      guard bake == nil, pause == nil else {
        throw SyntaxError(
          description: "'\(text)' follows the evidence: it has no bake and no share to pause at")
      }
    } else if text.first?.isLetter ?? false {
      guard bake == nil else {
        throw SyntaxError(description: "'\(text)' says its bake itself: give no other one")
      }
      steps = try Self.strategy(text)
    } else {
      steps = try Self.list(text, bake: bake)
    }
    if let pause {
      guard let place = steps.firstIndex(where: { $0.weight == pause }) else {
        throw SyntaxError(description: "'\(text)' has no share of \(pause.percent) to pause at")
      }
      steps[place].pauses = true
    }
    self.steps = steps
  }

  private static func paced(_ text: String) throws(SyntaxError) -> Step {
    let first: Weight
    do throws(Weight.SyntaxError) {
      first = try Weight(argument: String(text.dropFirst(pacePrefix.count)))
    } catch {
      throw SyntaxError(description: error.description)
    }
    guard first > .none, first <= PaceRule.greatestFirst else {
      let error: PaceRuleError = first == .none ? .firstIsZero : .firstTooGreat(first)
      throw SyntaxError(description: error.description)
    }
    return Step(weight: first, bake: Seconds(0), isPaced: true)
  }

  private static func list(_ text: String, bake: Seconds?) throws(SyntaxError) -> [Step] {
    let words = text.split { $0 == "," || $0.isWhitespace }
    guard !words.isEmpty else {
      throw SyntaxError(description: "'\(text)' has no share: give 10%,50% or a strategy")
    }
    var steps: [Step] = []
    for word in words {
      let step = try step(word, of: text, bake: bake ?? usualBake)
      guard step.weight > .none, step.weight < .all else {
        throw SyntaxError(
          description: "'\(text)': shares must stay between 0% and 100%: the promotion is no step")
      }
      guard steps.last.map({ $0.weight < step.weight }) ?? true else {
        throw SyntaxError(description: "'\(text)': shares must grow")
      }
      steps.append(step)
    }
    guard bake == nil || words.contains(where: { !$0.contains(":") }) else {
      throw SyntaxError(description: "'\(text)' says its bakes itself: give no other one")
    }
    return steps
  }

  private static func step(_ word: Substring, of text: String, bake: Seconds)
    throws(SyntaxError) -> Step
  {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let weight: Weight
    do throws(Weight.SyntaxError) {
      weight = try Weight(argument: parts[0])
    } catch {
      throw SyntaxError(
        description: text == parts[0] ? error.description : "'\(text)': \(error.description)")
    }
    guard parts.count > 1 else { return Step(weight: weight, bake: bake) }
    guard parts.count == 2 || parts[2...] == ["pause"] else {
      throw SyntaxError(
        description: "'\(text)': '\(word)' is no step: give 10%:60s or 10%:60s:pause")
    }
    guard let own = Seconds(argument: parts[1]) else {
      throw SyntaxError(
        description: "'\(text)': '\(parts[1])' is no duration: give 90, 90s, 10m or 1h")
    }
    return Step(weight: weight, bake: own, pauses: parts.count == 3)
  }
}
