import AWS
import Testing

@Suite("Numbers are written in decimals")
struct DecimalTextTests {
  @Test(
    "rounded, with and without zeros at the end",
    arguments: [
      (0, 0, "0", "0"), (0, 2, "0", "0.00"), (2.754, 2, "2.75", "2.75"), (3, 2, "3", "3.00"),
      (0.05, 1, "0.1", "0.1"), (0.994, 2, "0.99", "0.99"), (10, 0, "10", "10"),
      (1.005e3, 3, "1005", "1005.000"), (-0.001, 2, "0", "0.00"), (-1.5, 1, "-1.5", "-1.5"),
      (0.1, 9, "0.1", "0.100000000"), (1e12, 2, "infinity", "infinity"), (.nan, 2, "?", "?"),
    ] as [(Double, Int, String, String)])
  func number(value: Double, decimals: Int, short: String, full: String) {
    #expect(DecimalText.number(value, decimals: decimals) == short)
    #expect(DecimalText.number(value, decimals: decimals, keepingZeros: true) == full)
  }
}
