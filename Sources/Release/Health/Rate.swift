/// A rate of failed requests, from 0% to 100%, kept as an exact decimal.
package struct Rate: Sendable, Hashable, Comparable {
  /// Why text is no rate.
  package struct SyntaxError: Error, Equatable, CustomStringConvertible {
    /// What is wrong with which text, and what was probably meant.
    package var description: String
  }

  /// The rate as the share of requests that fail.
  private let share: Weight

  /// 1%: the usual rate to tolerate, and the usual risk.
  package static let onePercent = Rate(share: Weight(percent: 1) ?? .none)
  /// 5%: the usual rate to reject.
  package static let fivePercent = Rate(share: Weight(percent: 5) ?? .none)

  private init(share: Weight) {
    self.share = share
  }

  /// Makes a rate from whole percents; nil outside 0...100.
  package init?(percent: Int) {
    guard let share = Weight(percent: percent) else { return nil }
    self.share = share
  }

  /// Reads a rate as a person writes it: `1%`, `0.5%` or `0.01`, with at most nine decimals.
  ///
  /// A bare number above 1 is refused with the percentage that was probably meant.
  package init(argument text: String) throws(SyntaxError) {
    guard let share = try? Weight(argument: text) else {
      let percent = (try? Weight(argument: text + "%")) != nil
      throw SyntaxError(
        description: percent
          ? "'\(text)' is more than every request: did you mean \(text)%?"
          : "'\(text)' is no rate of failures: give 1% or 0.01")
    }
    self.share = share
  }

  /// The rate in billionths, from 0 to 1000000000.
  var billionths: Int { share.billionths }

  /// The rate as a probability, from 0 to 1.
  package var value: Double { Double(share.billionths) / 1_000_000_000 }

  /// The rate as a JSON number in its shortest form, such as `0.01`.
  package var numeral: String { share.numeral }

  /// The rate in percent, such as `1%`.
  package var percent: String { share.percent }

  /// Whether one rate is smaller than another.
  package static func < (a: Rate, b: Rate) -> Bool { a.share < b.share }
}
