/// One place that credentials may come from.
protocol CredentialProvider {
  /// What the place is called in the list of what was tried.
  var name: String { get }
  /// Looks there once.
  ///
  /// Fails when the place is set up but does not work: then no other is asked, so that nobody
  /// acts under an identity that was not meant.
  func find() throws(CredentialsError) -> CredentialFinding
}

/// What a look at one place gave.
enum CredentialFinding {
  /// Credentials.
  case found(ResolvedCredentials)
  /// The place is not set up: why it was passed over.
  case none(Message)
}
