import SigV4

/// Keys in the environment: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
///
/// See "Environment variables support" in the AWS SDKs and Tools Reference Guide.
struct EnvironmentCredentials: CredentialProvider {
  let world: World

  var name: String { "environment" }

  func find() throws(CredentialsError) -> CredentialFinding {
    let id = world.variable("AWS_ACCESS_KEY_ID")
    let secret = world.variable("AWS_SECRET_ACCESS_KEY")
    switch (id, secret) {
    case (nil, nil):
      return .none("AWS_ACCESS_KEY_ID is not set")
    case (nil, _):
      let reason: Message = "AWS_SECRET_ACCESS_KEY is set and AWS_ACCESS_KEY_ID is not"
      world.say("\(reason): the environment's keys are passed over")
      return .none(reason)
    case (_, nil):
      throw CredentialsError("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not: set both")
    case (let id?, let secret?):
      return .found(try resolved(id, secret))
    }
  }

  private func resolved(
    _ id: String, _ secret: String
  ) throws(CredentialsError) -> ResolvedCredentials {
    if world.variable("AWS_SECURITY_TOKEN") != nil {
      world.say("AWS_SECURITY_TOKEN is not used: the session token goes into AWS_SESSION_TOKEN")
    }
    let expiration = try expiration()
    return ResolvedCredentials(
      credentials: Credentials(
        accessKeyId: id, secretAccessKey: secret,
        sessionToken: world.variable("AWS_SESSION_TOKEN")),
      source: "the environment (AWS_ACCESS_KEY_ID)", expiration: expiration)
  }

  private func expiration() throws(CredentialsError) -> Timestamp? {
    guard let text = world.variable("AWS_CREDENTIAL_EXPIRATION") else { return nil }
    guard let moment = Timestamp(iso8601: text) else {
      world.say("AWS_CREDENTIAL_EXPIRATION is '\(text)', which is no ISO 8601 time: not used")
      return nil
    }
    let left = moment.seconds - world.now().seconds
    guard left > 0 else {
      throw CredentialsError(
        "the credentials of the environment ended at \(moment.iso8601): get new ones",
        refused: true)
    }
    if left < CredentialChain.margin {
      world.say("the credentials of the environment end in \(Int(left)) s, at \(moment.iso8601)")
    }
    return moment
  }
}
