import SigV4
import Testing

@Suite("The query is signed in its canonical form")
struct CanonicalQueryTests {
  @Test(
    "pairs are encoded and sorted by key, then by value",
    arguments: [
      ("", ""), ("b=2&a=1", "a=1&b=2"), ("a=2&a=1", "a=1&a=2"), ("a=10&a=9", "a=10&a=9"),
      ("a-b=1&a=2&a%20=3", "a=2&a%20=3&a-b=1"), ("b&a", "a=&b="), ("uploads", "uploads="),
      ("a=b=c", "a=b%3Dc"), ("B=1&a=2", "B=1&a=2"), ("aa=1&a=z", "a=z&aa=1"),
      ("a=%2f", "a=%2F"), ("a=/:?@", "a=%2F%3A%3F%40"), ("a=%41%7e", "a=A~"),
      ("a=%2B", "a=%2B"), ("a=%20", "a=%20"), ("a=%00%FF", "a=%00%FF"), ("?=?", "%3F=%3F"),
      ("=v&b", "=v&b="), ("=", "="), ("a&&b&", "a=&b="), ("a=%C3%A9", "a=%C3%A9"),
      ("a=%26%3D", "a=%26%3D"), ("%61=1", "a=1"),
    ])
  func canonical(wire: String, canonical: String) throws {
    #expect(try Example.lines("/?" + wire)[2] == canonical)
  }

  @Test("a target without a query has an empty one")
  func none() throws {
    #expect(try Example.lines("/a")[2] == "")
  }

  @Test("the order of the pairs on the wire does not matter")
  func anyOrder() {
    let pairs = ["a=", "a", "a=a", "a%3D=", "=", "aa=", "a-=", "A="]
    let canonical = CanonicalQuery(pairs.joined(separator: "&").utf8).text
    for order in permutations(of: Array(pairs.prefix(6))) {
      let wire = (order + pairs.suffix(2)).joined(separator: "&")
      #expect(CanonicalQuery(wire.utf8).text == canonical)
    }
  }
}

/// Every order of some elements.
func permutations<Element>(of elements: [Element]) -> [[Element]] {
  guard let last = elements.last else { return [[]] }
  return permutations(of: elements.dropLast()).flatMap { shorter in
    (0...shorter.count).map { Array(shorter[..<$0]) + [last] + Array(shorter[$0...]) }
  }
}
