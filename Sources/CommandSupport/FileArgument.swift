package import AWS

/// What a person may have meant by a file that does not exist.
package enum FileArgument {
  /// A hint about the path of an option or an argument; empty when there is nothing to say.
  package static func hints(_ path: String, s3: Message? = nil) -> [Message] {
    for start in ["fileb://", "file://"] where path.hasPrefix(start) {
      return ["give the path alone, without \(start)"]
    }
    if path.hasPrefix("s3://"), let s3 { return [s3] }
    if path.contains("*") || path.contains("?") { return ["no file matches the pattern"] }
    return []
  }
}
