import CommandSupport
import Release
import Testing

@Suite("A length of time is written as 90, 90s, 10m or 1h")
struct SecondsTests {
  @Test(
    "lengths",
    arguments: [
      ("0", 0), ("90", 90), ("90s", 90), ("10m", 600), ("1h", 3600), ("007", 7), ("168h", 604_800),
      ("604800", 604_800),
    ])
  func lengths(text: String, value: Int) {
    #expect(Seconds(argument: text)?.value == value)
  }

  @Test(
    "what is none, or more than a week, is refused",
    arguments: [
      "", "s", "m", "1d", "1.5m", "-1", "+1", " 1", "1 s", "1h30m", "ten", "٣", "1e3", "169h",
      "604801", "9999999", "99999999999999999999s",
    ])
  func refused(text: String) {
    #expect(Seconds(argument: text) == nil)
  }

  @Test("a length is shown as a person would write it")
  func shown() {
    let table = [(300, "5m"), (3600, "1h"), (90, "90s"), (0, "0s"), (7200, "2h"), (61, "61s")]
    for (value, text) in table { #expect(Seconds(value).defaultValueDescription == text) }
  }
}
