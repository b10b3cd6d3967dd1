import SigV4
import Testing

@Suite("A date is written as AWS reads it")
struct SignatureDateTests {
  @Test(
    "in ISO 8601 basic format",
    arguments: [
      (0, "19700101T000000Z"), (-1, "19691231T235959Z"), (1_440_938_160, "20150830T123600Z"),
      (951_782_399, "20000228T235959Z"), (951_782_400, "20000229T000000Z"),
      (951_868_800, "20000301T000000Z"), (4_107_542_400, "21000301T000000Z"),
      (4_107_542_399, "21000228T235959Z"), (1_709_164_800, "20240229T000000Z"),
      (1_735_689_599, "20241231T235959Z"), (-62_167_219_200, "00000101T000000Z"),
      (253_402_300_799, "99991231T235959Z"), (-2_203_891_201, "19000228T235959Z"),
    ] as [(Int64, String)])
  func written(seconds: Int64, text: String) {
    let date = SignatureDate(secondsSince1970: seconds)
    #expect(date.timestamp == text)
    #expect(date.day == text.prefix(8))
    #expect(date.description == text)
  }

  @Test("day after day through 800 years, as the calendar counts")
  func everyDay() {
    var expected = (year: 1600, month: 1, day: 1)
    var seconds: Int64 = -11_676_096_000
    while expected.year < 2400 {
      let number = expected.year * 10000 + expected.month * 100 + expected.day
      guard SignatureDate(secondsSince1970: seconds).day == String(number) else {
        Issue.record("\(seconds) is not \(number)")
        return
      }
      let date = CivilDate(year: expected.year, month: expected.month, day: expected.day)
      guard date.daysSince1970 * 86400 == seconds, date.isInCalendar else {
        Issue.record("\(number) is not \(seconds)")
        return
      }
      seconds += 86400
      let year = expected.year
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      expected.day += 1
      if expected.day > days[expected.month - 1] { expected = (year, expected.month + 1, 1) }
      if expected.month > 12 { expected = (year + 1, 1, 1) }
    }
  }

  @Test("any number of seconds has a day", arguments: [Int64.min, .max])
  func extremes(seconds: Int64) {
    #expect(!SignatureDate(secondsSince1970: seconds).timestamp.isEmpty)
  }
}
