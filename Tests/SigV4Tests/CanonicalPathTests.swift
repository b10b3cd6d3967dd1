import SigV4
import Testing

@Suite("The path is signed in its canonical form")
struct CanonicalPathTests {
  @Test(
    "empty and dot segments go away, and a final slash stays when something is left",
    arguments: [
      ("/", "/"), ("//", "/"), ("///", "/"), ("/.", "/"), ("/..", "/"), ("/../..", "/"),
      ("/./", "/"), ("/a", "/a"), ("/a/", "/a/"), ("/a//", "/a/"), ("//a", "/a"),
      ("/a//b", "/a/b"), ("/a/./b", "/a/b"), ("/a/../b", "/b"), ("/a/b/..", "/a"),
      ("/a/b/../", "/a/"), ("/a/..", "/"), ("/a/../", "/"), ("/../a", "/a"), ("/a/.", "/a"),
      ("/...", "/..."), ("/.a/..b", "/.a/..b"), ("/a/../../b/c/", "/b/c/"),
    ])
  func normalized(wire: String, canonical: String) throws {
    #expect(try Example.lines(wire)[1] == canonical)
  }

  @Test(
    "what is encoded on the wire is encoded once more",
    arguments: [
      ("/a%3Ab", "/a%253Ab"), ("/a%3ab", "/a%253ab"), ("/a%2Fb", "/a%252Fb"), ("/a:b", "/a%3Ab"),
      ("/a=b@c,d;e", "/a%3Db%40c%2Cd%3Be"), ("/%2E%2E/a", "/%252E%252E/a"),
      ("/a%20b", "/a%2520b"), ("/~-._", "/~-._"), ("/a+b", "/a%2Bb"), ("/%C3%A9", "/%25C3%25A9"),
    ])
  func encodedTwice(wire: String, canonical: String) throws {
    #expect(try Example.lines(wire, service: "lambda")[1] == canonical)
  }

  @Test(
    "S3 signs the path as it is on the wire",
    arguments: [
      "/", "//", "/a/../b//c", "/.", "/..", "/a/", "/a%3Db", "/a%2fb", "/%2E%2E/", "/a%20b", "/~",
    ])
  func s3(wire: String) throws {
    #expect(try Example.lines(wire, service: "s3")[1] == wire)
  }

  @Test("a query is no part of the path")
  func query() throws {
    #expect(try Example.lines("/a/..?b=/../c")[1...2] == ["/", "b=%2F..%2Fc"])
  }
}
