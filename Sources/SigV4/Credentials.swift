/// The keys a request is signed with.
///
/// Printing a value of this type never shows the secret key or the session token.
public struct Credentials: Sendable, Equatable {
  /// The access key id, such as `AKIDEXAMPLE`.
  public var accessKeyId: String
  /// The secret access key.
  public var secretAccessKey: String
  /// The session token of temporary credentials.
  public var sessionToken: String?

  /// Makes credentials.
  public init(accessKeyId: String, secretAccessKey: String, sessionToken: String? = nil) {
    self.accessKeyId = accessKeyId
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
  }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The access key id alone.
  public var description: String { "Credentials(\(accessKeyId))" }
  /// The access key id alone.
  public var debugDescription: String { description }
  /// The access key id alone.
  public var customMirror: Mirror { Mirror(self, children: ["accessKeyId": accessKeyId]) }
}
