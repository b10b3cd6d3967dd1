/// The query in the form that is signed: pairs of encoded keys and values, sorted.
package struct CanonicalQuery: Sendable {
  /// Keys and values without their escapes, in the order of the request.
  ///
  /// A key alone has the empty value; nothing at all between two `&` is no pair.
  private let decoded: [(key: [UInt8], value: [UInt8])]

  /// Reads the query of a request, without its `?`; its escapes must be well-formed.
  package init(_ query: some Collection<UInt8>) {
    decoded = Array(query).split(separator: UInt8(ascii: "&")).map { pair in
      let key = pair.prefix { $0 != UInt8(ascii: "=") }
      let value = pair.dropFirst(key.count + 1)
      return (URIEncoding.decode(key) ?? Array(key), URIEncoding.decode(value) ?? Array(value))
    }
  }

  /// The encoded pairs, sorted bytewise by key and then by value: as pairs, so that `a=2` comes
  /// before `a-b=1` although `-` is less than `=`.
  package var pairs: [(key: String, value: String)] {
    decoded.map { pair in
      (
        key: URIEncoding.encode(bytes: pair.key, keepingSlash: false),
        value: URIEncoding.encode(bytes: pair.value, keepingSlash: false)
      )
    }.sorted { one, other in
      one.key == other.key
        ? one.value.utf8.lexicographicallyPrecedes(other.value.utf8)
        : one.key.utf8.lexicographicallyPrecedes(other.key.utf8)
    }
  }

  /// The line of the canonical request.
  package var text: String {
    pairs.map { $0.key + "=" + $0.value }.joined(separator: "&")
  }

  /// The part of a target after its first `?`, or nothing.
  static func part(of target: String) -> Substring.UTF8View {
    target.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst()
  }
}
