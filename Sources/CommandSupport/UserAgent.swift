/// The `User-Agent` header: which tool, which version, on what.
enum UserAgent {
  /// The text, with the parts that the environment adds; never signed.
  static func text(_ environment: [String: String], appID: String?) -> String {
    var text = "lambda-release/\(Version.number) ua/2.1 os/linux lang/swift#6.3"
    if let host = environment["AWS_EXECUTION_ENV"], !host.isEmpty {
      text += " exec-env/" + cleaned(host)
    }
    if let appID, !appID.isEmpty { text += " app/" + cleaned(String(appID.prefix(50))) }
    return text
  }

  private static func cleaned(_ text: String) -> String {
    let allowed = Set("!$%&'*+-.^_~,`|".utf8)
    let bytes = text.utf8.map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        return byte
      default: return allowed.contains(byte) ? byte : UInt8(ascii: "-")
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
