import SigV4

extension Timestamp {
  /// Reads the `Date` header of an answer: `Sun, 30 Aug 2015 12:36:00 GMT` (RFC 9110, 5.6.7).
  package init?(httpDate text: String) {
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let words = text.split(separator: " ")
    guard words.count == 6, words[5] == "GMT", let day = Int(words[1]),
      let month = months.firstIndex(of: String(words[2])), let year = Int(words[3]),
      (1...31).contains(day), (1970...9999).contains(year)
    else { return nil }
    let parts = words[4].split(separator: ":", omittingEmptySubsequences: false)
    let clock = parts.compactMap { Int($0) }
    guard parts.count == 3, clock.count == 3, (0...23).contains(clock[0]),
      (0...59).contains(clock[1]),
      (0...60).contains(clock[2])
    else { return nil }
    let date = CivilDate(year: year, month: month + 1, day: day)
    let seconds = ((date.daysSince1970 * 24 + clock[0]) * 60 + clock[1]) * 60 + clock[2]
    self.init(milliseconds: Int64(seconds) * 1000)
  }
}
