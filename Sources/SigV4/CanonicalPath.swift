/// The path in the form that is signed.
package enum CanonicalPath {
  /// Makes it from the path as it is sent.
  ///
  /// S3 signs the very path that is sent. Every other service takes out empty and dot segments and
  /// percent-encodes what is left once more: the `%3A` that stands for a colon of an ARN is signed
  /// as `%253A`. An escaped dot (`%2E`) is no dot segment.
  package static func make(wirePath: some Collection<UInt8>, rules: SigningRules) -> String {
    let path = rules.normalizesPath ? normalized(Array(wirePath)) : Array(wirePath)
    guard rules.doubleEncodesPath else { return String(decoding: path, as: UTF8.self) }
    return URIEncoding.encode(bytes: path, keepingSlash: true)
  }

  /// The part of a target before its query.
  static func part(of target: String) -> Substring.UTF8View {
    target.utf8.prefix { $0 != UInt8(ascii: "?") }
  }

  /// Takes out empty and `.` segments, and each `..` with the segment before it.
  ///
  /// A final slash stays when anything is left before it: `/a/b/..` is `/a`, `/a//` is `/a/`.
  private static func normalized(_ path: [UInt8]) -> [UInt8] {
    let slash = UInt8(ascii: "/")
    var kept: [ArraySlice<UInt8>] = []
    for segment in path.split(separator: slash) {
      if segment.elementsEqual("..".utf8) {
        _ = kept.popLast()
      } else if !segment.elementsEqual(".".utf8) {
        kept.append(segment)
      }
    }
    var result: [UInt8] = []
    result.reserveCapacity(path.count + 1)
    for segment in kept {
      result.append(slash)
      result += segment
    }
    if result.isEmpty { result.append(slash) }
    if path.last == slash, !kept.isEmpty { result.append(slash) }
    return result
  }
}
