import Release
import Testing

@Suite("A weight is an exact decimal")
struct WeightTests {
  @Test("every hundredth of a percent is itself, in percent, as a numeral and back")
  func everyStep() throws {
    for step in 0...10_000 {
      let percent = "\(step / 100).\(step / 10 % 10)\(step % 10)%"
      let weight = try Weight(argument: percent)
      #expect(weight.billionths == step * 100_000)
      #expect(try Weight(argument: weight.percent) == weight)
      #expect(try Weight(argument: weight.numeral) == weight)
      #expect(Weight(numeral: weight.numeral) == weight)
      #expect(!weight.numeral.contains("e"))
      // As AWS spells it when it comes back: the shortest form of the nearest double.
      #expect(Weight(numeral: "\(Double(step) / 10_000)") == weight)
    }
  }

  @Test("weights are in order")
  func order() {
    let steps = (0...1000).compactMap { Weight(exactly: $0 * 1_000_000) }
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 < $1 })
    #expect(Weight.none < Weight.all && !(Weight.all < Weight.all))
  }

  @Test(
    "a weight is said in its shortest form",
    arguments: [
      (0, "0", "0%"), (1, "0.000000001", "0.0000001%"), (100_000_000, "0.1", "10%"),
      (125_000_000, "0.125", "12.5%"), (1_000_000_000, "1", "100%"),
      (999_999_999, "0.999999999", "99.9999999%"),
    ])
  func words(billionths: Int, numeral: String, percent: String) throws {
    let weight = try #require(Weight(exactly: billionths))
    #expect(weight.numeral == numeral && weight.percent == percent)
  }

  @Test("nothing is outside 0 and 1")
  func bounds() {
    #expect(Weight(exactly: -1) == nil && Weight(exactly: 1_000_000_001) == nil)
    #expect(Weight(percent: 101) == nil && Weight(percent: -1) == nil)
    #expect(Weight(percent: 10)?.numeral == "0.1")
  }

  @Test(
    "a numeral is read as AWS writes it",
    arguments: [
      ("0.1", 100_000_000), ("1.0E-4", 100_000), ("1e-9", 1), ("0.30000000000000004", 300_000_000),
      ("1.0", 1_000_000_000), ("0", 0), ("-0", 0),
    ])
  func numerals(text: String, billionths: Int) {
    #expect(Weight(numeral: text)?.billionths == billionths)
  }

  @Test(
    "a numeral that is no share is none",
    arguments: ["", "x", "1.1", "-0.1", "nan", "inf", "1e400"])
  func noNumerals(text: String) {
    #expect(Weight(numeral: text) == nil)
  }
}
