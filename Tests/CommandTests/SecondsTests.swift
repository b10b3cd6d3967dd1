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

  @Test(
    "what a person probably meant by another spelling",
    arguments: [
      ("5mins", 300), ("5 minutes", 300), ("1.5m", 90), ("1.5 Hours", 5400), ("2d", 172_800),
      ("90sec", 90), ("7 days", 604_800),
    ])
  func meant(text: String, value: Int) {
    #expect(Seconds.meant(by: text)?.value == value)
  }

  @Test(
    "what nobody can tell is not guessed",
    arguments: ["", "5", "5ms", "5 months", "minutes", "-5m", "8d", "0.1s", "1.2.3m", "５m", "5x"])
  func notGuessed(text: String) {
    #expect(Seconds.meant(by: text) == nil)
  }

  @Test("a length is shown as a person would write it")
  func shown() {
    let table = [(300, "5m"), (3600, "1h"), (90, "90s"), (0, "0s"), (7200, "2h"), (61, "61s")]
    for (value, text) in table { #expect(Seconds(value).defaultValueDescription == text) }
  }
}
