import HTTP
import SigV4

/// The credentials of a role of IAM Identity Center, for an access token.
struct SSOCredentials {
  let settings: SSOSettings
  let context: CredentialContext

  /// The role's credentials.
  ///
  /// [GetRoleCredentials](https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html)
  func credentials() throws(CredentialsError) -> ResolvedCredentials {
    let token = try context.ssoTokens.token(settings, context: context)
    let call = ServiceCall(
      operation: "GetRoleCredentials", method: "GET", path: "/federation/credentials",
      query: [("account_id", settings.accountID), ("role_name", settings.roleName)],
      headers: [HTTPHeader("x-amz-sso_bearer_token", token.accessToken)],
      proof: [token.accessToken])
    let client = try context.client(.sso, in: settings.region)
    let words = "role \(settings.roleName) of account \(settings.accountID)"
    let answer: JSONValue?
    do throws(ServiceError) {
      let response = try client.send(call)
      answer = (try? JSONValue.parse(response.body))?["roleCredentials"]
    } catch {
      guard !error.wasRefused(401) else {
        throw CredentialsError(
          "IAM Identity Center does not take the sign-in for \(settings.cacheName): "
            + "run: \(settings.signIn)", refused: true)
      }
      throw CredentialsError(error, cannot: "get credentials for \(words)")
    }
    guard let id = answer?["accessKeyId"]?.string, let secret = answer?["secretAccessKey"]?.string,
      let session = answer?["sessionToken"]?.string, let end = answer?["expiration"]?.double,
      (0...32e12).contains(end)
    else {
      throw CredentialsError(
        "the answer to GetRoleCredentials lacks credentials for \(words)", refused: true)
    }
    let expiration = Timestamp(milliseconds: Int64(end))
    return ResolvedCredentials(
      credentials: Credentials(
        accessKeyId: id, secretAccessKey: secret, sessionToken: session),
      source: "\(words) by IAM Identity Center, profile '\(settings.profileName)'",
      expiration: expiration,
      renewable: (token.isRenewable && settings.session != nil) || token.expiration > expiration)
  }
}
