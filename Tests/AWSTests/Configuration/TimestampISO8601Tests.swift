import AWS
import Testing

@Suite("Times are read and written as ISO 8601 and RFC 3339 have them")
struct TimestampISO8601Tests {
  @Test(
    "a time in any of its forms",
    arguments: [
      ("1970-01-01T00:00:00Z", 0),
      ("2015-08-30T12:36:00Z", 1_440_938_160_000),
      ("20150830T123600Z", 1_440_938_160_000),
      ("2015-08-30T12:36:00UTC", 1_440_938_160_000),
      ("2015-08-30t12:36:00z", 1_440_938_160_000),
      ("2015-08-30 12:36:00+00:00", 1_440_938_160_000),
      ("2015-08-30T14:36:00+02:00", 1_440_938_160_000),
      ("2015-08-30T14:36:00+0200", 1_440_938_160_000),
      ("2015-08-30T14:36:00+02", 1_440_938_160_000),
      ("2015-08-30T07:06:00-05:30", 1_440_938_160_000),
      ("2015-08-30T12:36:00.5Z", 1_440_938_160_500),
      ("2015-08-30T12:36:00.123456789Z", 1_440_938_160_123),
      ("2015-08-30T12:36:00.000001+00:00", 1_440_938_160_000),
      ("2000-02-29T00:00:00Z", 951_782_400_000),
      ("1969-12-31T23:59:59Z", -1000),
      ("2016-12-31T23:59:60Z", 1_483_228_800_000),
      ("3025-09-14T04:05:45Z", 33_314_731_545_000),
    ] as [(String, Int64)])
  func reads(text: String, milliseconds: Int64) {
    #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
  }

  @Test(
    "what is no time",
    arguments: [
      "", "2015-08-30", "2015-08-30T12:36Z", "2015-08-30T12:36:00", "2015-13-01T00:00:00Z",
      "2015-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2015-00-10T00:00:00Z",
      "2015-01-00T00:00:00Z", "2015-01-01T24:00:00Z", "2015-01-01T00:60:00Z",
      "2015-01-01T00:00:61Z", "2015-01-01T00:00:00.Z", "2015-01-01T00:00:00Zx",
      "2015-0101T00:00:00Z", "2015-01-01T000000Z", "2015-01-01T00:00:00GMT",
      "2015-01-01T00:00:00+1", "+015-01-01T00:00:00Z", "1440938160",
    ])
  func refuses(text: String) {
    #expect(Timestamp(iso8601: text) == nil)
  }

  @Test(
    "what is written is read again",
    arguments: Array(stride(from: -3_000_000_000, to: 64_000_000_000, by: 1_234_567_891)))
  func roundTrip(seconds: Int) {
    let moment = Timestamp(milliseconds: Int64(seconds) * 1000)
    #expect(Timestamp(iso8601: moment.iso8601) == moment)
  }

  @Test("a time is written to the second")
  func writes() {
    #expect(Timestamp(milliseconds: 1_440_938_160_999).iso8601 == "2015-08-30T12:36:00Z")
    #expect(Timestamp(milliseconds: -1).iso8601 == "1969-12-31T23:59:59Z")
  }
}
