import AWS
import Testing

@Suite("The Date header is read")
struct HTTPDateTests {
  @Test(
    "dates of RFC 9110",
    arguments: [
      ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
      ("Sun, 30 Aug 2015 12:36:00 GMT", 1_440_938_160),
      ("Tue, 29 Feb 2000 23:59:59 GMT", 951_868_799),
      ("Wed, 01 Mar 2000 00:00:00 GMT", 951_868_800),
      ("Thu, 29 Feb 2024 00:00:00 GMT", 1_709_164_800),
      ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800),
      ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
      ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
    ])
  func read(text: String, seconds: Int64) {
    #expect(Timestamp(httpDate: text)?.milliseconds == seconds * 1000)
  }

  @Test(
    "what is no such date is none",
    arguments: [
      "", "Sun, 30 Aug 2015 12:36:00", "Sun, 30 Aug 2015 12:36:00 UTC",
      "Sunday, 30-Aug-15 12:36:00 GMT", "Sun Aug 30 12:36:00 2015", "2015-08-30T12:36:00Z",
      "Sun, 32 Aug 2015 12:36:00 GMT", "Sun, 00 Aug 2015 12:36:00 GMT",
      "Sun, 30 Foo 2015 12:36:00 GMT", "Sun, 30 Aug 1969 12:36:00 GMT",
      "Sun, 30 Aug 2015 24:00:00 GMT", "Sun, 30 Aug 2015 12:60:00 GMT",
      "Sun, 30 Aug 2015 12:36 GMT", "Sun, 30 Aug 2015 12:x:36:00 GMT",
      "Sun, 30 Aug 2015 12:36:61 GMT", "Sun, 30 Aug 99999999999999999999 12:36:00 GMT",
    ])
  func refused(text: String) {
    #expect(Timestamp(httpDate: text) == nil)
  }
}
