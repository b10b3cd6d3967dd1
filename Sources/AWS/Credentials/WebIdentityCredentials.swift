/// A role that is assumed with a token of an OpenID Connect provider.
///
/// See "Assume role with web identity" in the AWS SDKs and Tools Reference Guide.
struct WebIdentityCredentials {
  /// Where the token is had, anew for each session.
  enum Token {
    /// A file that somebody keeps fresh.
    case file(String)
    /// GitHub's endpoint for the tokens of a running job.
    case github(GitHubIdentity)
  }

  let roleArn: String
  let token: Token
  let sessionName: String?
  let context: CredentialContext

  func credentials() throws(CredentialsError) -> ResolvedCredentials {
    let client = STSClient(service: try context.client(.sts))
    let name = sessionName ?? context.standardSessionName
    try RoleSettings.check(sessionName: name)
    var wait = IdentityWait(context.world)
    while true {
      let text = try fetch()
      do throws(ServiceError) {
        let session = try client.assumeRoleWithWebIdentity(
          roleArn: roleArn, roleSessionName: name, token: text)
        return ResolvedCredentials(
          credentials: session.credentials, source: "\(roleArn) by \(words)",
          expiration: session.expiration, renewable: isRenewable(text, after: session.expiration))
      } catch {
        guard mayPass(error), let fault = error.fault,
          wait.goesOn(after: "cannot assume \(roleArn) yet: \(fault.name)")
        else { throw failure(error, text) }
      }
    }
  }

  /// Whether a refusal may be about a role, a provider or a key that was made a moment ago, and is
  /// not known everywhere yet.
  ///
  /// A role that this process has assumed before is known.
  private func mayPass(_ error: ServiceError) -> Bool {
    switch error.fault?.code {
    case "InvalidIdentityToken", "IDPCommunicationError": true
    case "AccessDenied", "AccessDeniedException": !context.isRenewal
    default: false
    }
  }

  /// The failure, with what the trust policy must allow when that may be the reason.
  private func failure(_ error: ServiceError, _ token: String) -> CredentialsError {
    var failure = CredentialsError(error, cannot: "assume \(roleArn) by \(words)")
    guard let fault = error.fault, fault.meaning == .denied, !fault.credentialsExpired,
      let claims = WebIdentityClaims(token: token)?.words
    else { return failure }
    failure.hints.append(
      "the token carries \(claims): the role's trust policy must allow them, and the account must "
        + "have the provider")
    return failure
  }

  /// Whether the next session can be had when this one ends.
  ///
  /// A file's token that ends before the session may never be replaced, as in a GitLab job; where
  /// somebody keeps the file fresh, as in EKS, its token outlives the session.
  private func isRenewable(_ text: String, after end: Timestamp) -> Bool {
    guard case .file = token else { return true }
    guard let seconds = WebIdentityClaims(token: text)?.expiration else { return true }
    return seconds > end.seconds
  }

  private var words: String {
    switch token {
    case .file(let path): "the web identity token in \(path)"
    case .github: "GitHub's token of this job"
    }
  }

  private func fetch() throws(CredentialsError) -> String {
    switch token {
    case .github(let github): return try github.token()
    case .file(let path):
      let bytes: [UInt8]
      do throws(FileError) {
        bytes = try context.world.files.read(path)
      } catch {
        throw CredentialsError("the web identity token file \(path) \(error.words)")
      }
      let text = String(decoding: bytes, as: UTF8.self).trimmingBlanks()
      guard !text.isEmpty else {
        throw CredentialsError("the web identity token file \(path) is empty")
      }
      return text
    }
  }
}

/// A web identity that the environment names: `AWS_ROLE_ARN` with `AWS_WEB_IDENTITY_TOKEN_FILE`,
/// or with GitHub's own variables in a job that may have a token.
struct EnvironmentWebIdentity: CredentialProvider {
  let context: CredentialContext

  var name: String { "web identity" }

  func find() throws(CredentialsError) -> CredentialFinding {
    let world = context.world
    let role = world.variable("AWS_ROLE_ARN")
    let sessionName = world.variable("AWS_ROLE_SESSION_NAME")
    if let path = world.variable("AWS_WEB_IDENTITY_TOKEN_FILE") {
      guard let role else {
        throw CredentialsError(
          "AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is not: set both")
      }
      return .found(
        try WebIdentityCredentials(
          roleArn: role, token: .file(path), sessionName: sessionName, context: context
        ).credentials())
    }
    guard let role else { return .none("AWS_ROLE_ARN is not set") }
    guard let github = GitHubIdentity(world: world) else {
      return .none(
        "AWS_WEB_IDENTITY_TOKEN_FILE is not set, nor is ACTIONS_ID_TOKEN_REQUEST_URL "
          + "(a GitHub job needs permissions: id-token: write)")
    }
    return .found(
      try WebIdentityCredentials(
        roleArn: role, token: .github(github), sessionName: sessionName, context: context
      ).credentials())
  }
}
