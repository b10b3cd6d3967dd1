extension STSClient {
  /// Assumes a role with a token of an OpenID Connect provider; the request is not signed.
  ///
  /// [AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)
  func assumeRoleWithWebIdentity(
    roleArn: String, roleSessionName: String, token: String
  ) throws(ServiceError) -> RoleSession {
    let parameters = [
      (key: "RoleArn", value: roleArn), (key: "RoleSessionName", value: roleSessionName),
      (key: "WebIdentityToken", value: token),
    ]
    return try session("AssumeRoleWithWebIdentity", parameters, proof: [token])
  }
}
