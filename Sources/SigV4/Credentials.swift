/// The key pair that signs a request, and the token that goes with a temporary one.
///
/// [AWS security credentials](https://docs.aws.amazon.com/IAM/latest/UserGuide/security-creds.html).
/// Neither the secret key nor the token appears in a description, a debug description, a dump or
/// an error.
public struct Credentials: Sendable, Equatable {
  /// The access key id, such as `AKIDEXAMPLE`.
  ///
  /// It is no secret and is sent with every request.
  public var accessKeyId: String
  /// The secret access key.
  ///
  /// It never leaves this value but as the key of an HMAC.
  public var secretAccessKey: String
  /// The session token of temporary credentials, or nil for a long-term key.
  public var sessionToken: String?

  /// Makes credentials from their parts.
  ///
  /// An empty session token counts as none.
  public init(accessKeyId: String, secretAccessKey: String, sessionToken: String? = nil) {
    self.accessKeyId = accessKeyId
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken == "" ? nil : sessionToken
  }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The access key id, and whether there is a session token; never the secret or the token.
  public var description: String {
    "Credentials(\(accessKeyId)\(sessionToken == nil ? "" : ", with a session token"))"
  }

  /// The same as `description`.
  public var debugDescription: String { description }

  /// A mirror of the access key id alone, so that `dump` shows no secret.
  public var customMirror: Mirror { Mirror(self, children: ["accessKeyId": accessKeyId]) }
}
