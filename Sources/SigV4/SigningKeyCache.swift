/// Keeps the signing key of the last request, which is good for all others of its day, region and
/// service: four of the five keyed hashes of a signature are the key's.
package struct SigningKeyCache: Sendable {
  private var secretAccessKey = ""
  private var scope: CredentialScope?
  private var key: SigningKey?

  /// Starts without a key.
  package init() {}

  /// The key for a scope: the one that is there, when it was derived from the same, or a new one.
  package mutating func key(secretAccessKey: String, scope: CredentialScope) -> SigningKey {
    if let key, self.scope == scope, self.secretAccessKey == secretAccessKey { return key }
    let new = SigningKey(secretAccessKey: secretAccessKey, scope: scope)
    self.secretAccessKey = secretAccessKey
    self.scope = scope
    key = new
    return new
  }
}

extension SigningKeyCache: CustomStringConvertible, CustomReflectable {
  /// Says nothing of the key.
  package var description: String { "SigningKeyCache" }

  /// A mirror of nothing.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
