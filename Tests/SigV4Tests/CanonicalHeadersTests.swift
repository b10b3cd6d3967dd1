import SigV4
import Testing

@Suite("The headers are signed in their canonical form")
struct CanonicalHeadersTests {
  @Test("names are in lower case and sorted without the colon")
  func sorted() throws {
    #expect(
      try Example.headerLines([("B", "1"), ("a-b", "2"), ("A", "3"), ("a0", "4"), ("a.b", "5")])
        == ["a:3", "a-b:2", "a.b:5", "a0:4", "b:1"])
  }

  @Test(
    "values are trimmed, and blanks and tabs inside become one blank",
    arguments: [
      (" a ", "a"), ("a  b", "a b"), ("\ta\t\tb \t c\t", "a b c"), ("\"a  b\"", "\"a b\""),
      ("", ""), (" \t ", ""), ("é  ☃", "é ☃"), ("a\u{A0}b", "a\u{A0}b"), ("a,  b", "a, b"),
    ])
  func collapsed(value: String, canonical: String) throws {
    #expect(try Example.headerLines([("x", value)]) == ["x:" + canonical])
  }

  @Test("the values of a repeated name are joined with commas in their order")
  func repeated() throws {
    #expect(
      try Example.headerLines([("X", " b  1 "), ("y", "2"), ("x", ""), ("X", "a")])
        == ["x:b 1,,a", "y:2"])
  }

  @Test(
    "headers that a proxy or the HTTP library may change are not signed, and are sent",
    arguments: [
      "Connection", "Expect", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization",
      "Sec-WebSocket-Key", "Sec-WebSocket-Protocol", "Sec-WebSocket-Version", "TE", "Trailer",
      "Transfer-Encoding", "Upgrade", "User-Agent", "X-Amzn-Trace-Id",
    ])
  func unsigned(name: String) throws {
    let request = Example.request(headers: (name, "v"), (name.uppercased(), "w"))
    let signed = try Example.signer().sign(request, at: Example.date)
    #expect(signed.signedHeaders == "host;x-amz-date")
    #expect(signed.values(name) == ["v", "w"])
  }

  @Test(
    "every other header is signed",
    arguments: ["Accept", "Content-Length", "Date", "Range", "amz-sdk-request", "x-amzn-trace"])
  func signed(name: String) throws {
    let signed = try Example.signer().sign(
      Example.request(headers: (name, "v")), at: Example.date)
    #expect(signed.signedHeaders.split(separator: ";").contains(Substring(name.lowercased())))
  }

  @Test("the order of different names on the wire does not matter")
  func anyOrder() {
    let headers = ["a", "a-b", "a0", "aa", "A-A", "b"].map { SignableRequest.Header($0, $0) }
    let canonical = CanonicalHeaders(headers).lines
    for order in permutations(of: headers) { #expect(CanonicalHeaders(order).lines == canonical) }
  }
}
