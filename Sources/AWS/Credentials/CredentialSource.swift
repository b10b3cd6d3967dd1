package import SigV4

/// Something that gives credentials when a request is about to be signed.
package protocol CredentialSource: AnyObject {
  /// The credentials to sign with now; renewed when they are about to expire.
  func credentials() throws(CredentialsError) -> ResolvedCredentials
  /// Forgets what is cached: AWS has said that it is expired or not known.
  func expireNow()
}

/// Credentials, and what is known of where they came from.
package struct ResolvedCredentials: Sendable {
  /// The keys themselves.
  package var credentials: SigV4.Credentials
  /// Where they came from, in words for a person: "profile 'ci' in ~/.aws/credentials".
  package var source: String
  /// When they end, if that is known.
  package var expiration: Timestamp?
  /// Whether the source can give new ones without a person.
  package var renewable: Bool

  /// Makes resolved credentials.
  package init(
    credentials: SigV4.Credentials, source: String, expiration: Timestamp? = nil,
    renewable: Bool = false
  ) {
    self.credentials = credentials
    self.source = source
    self.expiration = expiration
    self.renewable = renewable
  }
}

/// Why there are no credentials.
package struct CredentialsError: Error, Sendable, Equatable {
  /// One line of what is wrong and the way out.
  package var message: Message
  /// What helps, a line each: every source that was tried, and why it was skipped.
  package var hints: [Message]
  /// Whether a source was found but refused or could not be reached, rather than none configured.
  package var refused: Bool

  /// Makes an error.
  package init(_ message: Message, hints: [Message] = [], refused: Bool = false) {
    self.message = message
    self.hints = hints
    self.refused = refused
  }
}
