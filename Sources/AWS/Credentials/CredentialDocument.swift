import SigV4

/// The JSON that programs and metadata services give credentials in: `AccessKeyId`,
/// `SecretAccessKey`, a token and `Expiration`.
struct CredentialDocument {
  let credentials: Credentials
  let expiration: Timestamp?

  /// What is wrong with a document, without anything of its content.
  struct Fault: Error {
    let reason: String
  }

  /// Reads a document; `tokenName` is `Token` or `SessionToken`.
  init(_ bytes: [UInt8], tokenName: String) throws(Fault) {
    let document: JSONValue
    do throws(JSONError) {
      document = try JSONValue.parse(bytes)
    } catch {
      throw Fault(reason: "no JSON (\(error.reason) at byte \(error.offset))")
    }
    try self.init(document, tokenName: tokenName)
  }

  /// Reads a parsed document.
  init(_ document: JSONValue, tokenName: String) throws(Fault) {
    guard document.members != nil else { throw Fault(reason: "no JSON object") }
    func required(_ name: String) throws(Fault) -> String {
      guard let text = document[name]?.string, !text.isEmpty else {
        throw Fault(reason: "an answer without \(name)")
      }
      return text
    }
    credentials = Credentials(
      accessKeyId: try required("AccessKeyId"), secretAccessKey: try required("SecretAccessKey"),
      sessionToken: document[tokenName]?.string.flatMap { $0.isEmpty ? nil : $0 })
    guard let text = document["Expiration"]?.string, !text.isEmpty else {
      expiration = nil
      return
    }
    guard let moment = Timestamp(iso8601: text) else {
      throw Fault(reason: "an Expiration that is no time")
    }
    expiration = moment
  }
}
