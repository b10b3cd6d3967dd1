import Release
import Testing

@Suite("A share of traffic on the command line is a share, not a guess")
struct WeightArgumentTests {
  @Test(
    "10% and 0.1 are the same share",
    arguments: [
      ("10%", "0.1", 100_000_000), ("0%", "0", 0), ("100%", "1", 1_000_000_000),
      ("12.5%", "0.125", 125_000_000), ("0.5%", "0.005", 5_000_000),
      ("0.0000001%", "0.000000001", 1), ("010%", "0.10", 100_000_000),
      ("1.000%", "0.0100000000000", 10_000_000), ("100.0%", "1.000", 1_000_000_000),
      (".5%", ".005", 5_000_000), ("50%", ".5", 500_000_000),
    ])
  func pairs(percent: String, share: String, billionths: Int) throws {
    #expect(try Weight(argument: percent).billionths == billionths)
    #expect(try Weight(argument: share).billionths == billionths)
  }

  @Test(
    "a bare number above 1 is refused with the percentage that was probably meant",
    arguments: ["10", "1.5", "2", "50", "100", "1.000000001"])
  func meant(text: String) {
    let error = #expect(throws: Weight.SyntaxError.self) { try Weight(argument: text) }
    #expect(error?.description == "'\(text)' is more than all traffic: did you mean \(text)%?")
  }

  @Test(
    "more than all traffic is refused", arguments: ["101%", "100.1%", "1000", "999999", "999999%"])
  func tooMuch(text: String) {
    let error = #expect(throws: Weight.SyntaxError.self) { try Weight(argument: text) }
    #expect(error?.description == "'\(text)' is more than all traffic: give 0% to 100%")
  }

  @Test(
    "what is no decimal is refused",
    arguments: [
      "", "%", "ten", "-1%", "+1%", "1e-1", "0,1", ".", ".%", "5.", "1.2.3", "10%%", "% 10", " 10%",
      "10 %", "0x1", "NaN", "١٠%", "1_0%", "1234567", "1234567%",
      "99999999999999999999",
    ])
  func refused(text: String) {
    let error = #expect(throws: Weight.SyntaxError.self) { try Weight(argument: text) }
    #expect(error?.description.contains(text) == true)
  }

  @Test(
    "what is finer than a billionth is refused, and the message says so",
    arguments: [
      ("0.0000000001", 9), ("0.00000001%", 7), ("10.1234567891%", 7), (".1234567891", 9),
    ])
  func tooFine(text: String, places: Int) {
    let error = #expect(throws: Weight.SyntaxError.self) { try Weight(argument: text) }
    #expect(
      error?.description
        == "'\(text)' has more than \(places) decimals: shares are whole billionths")
  }
}
