import Cryptography
import HTTP

/// An access token of IAM Identity Center.
struct SSOToken {
  /// The token itself; never printed.
  let accessToken: String
  /// When it ends.
  let expiration: Timestamp
  /// Whether it can be renewed without a person.
  let isRenewable: Bool
}

/// The access tokens that `aws sso login` keeps below `~/.aws/sso/cache`, renewed when they end.
final class SSOTokens {
  /// Seconds before its end from which a token is renewed.
  private static let window = 900.0
  private var lastRenewal: [String: Timestamp] = [:]

  /// The token for a profile's settings, from the cache's file, renewed when less than 15 minutes
  /// of it are left and it can be; a failed renewal is not tried again for a minute.
  ///
  /// A token of the older form without a session is never renewed.
  func token(_ settings: SSOSettings, context: CredentialContext) throws(CredentialsError)
    -> SSOToken
  {
    let again = "run: \(settings.signIn)"
    guard let file = Self.file(settings, world: context.world) else {
      throw CredentialsError("HOME is not set: there is no ~/.aws/sso/cache")
    }
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try context.world.files.readCache(file)
    } catch {
      guard error == .missing else { throw CredentialsError("\(file) \(error.words)") }
      throw CredentialsError("nobody has signed in for \(settings.cacheName): \(again)")
    }
    guard var kept = try? JSONValue.parse(bytes) else {
      throw CredentialsError("\(file) holds no access token: \(again)")
    }
    context.world.secrets.add(in: kept)
    guard let token = Self.token(kept, context.world) else {
      throw CredentialsError("\(file) holds no access token: \(again)")
    }
    guard token.expiration.seconds - context.world.now().seconds < Self.window else { return token }
    if token.isRenewable, settings.session != nil, isDue(file, context.world) {
      lastRenewal[file] = context.world.now()
      if try renew(&kept, settings, context: context), let new = Self.token(kept, context.world) {
        Self.write(kept, file, context.world)
        return new
      }
    }
    guard token.expiration > context.world.now() else {
      throw CredentialsError(
        "the sign-in for \(settings.cacheName) ended at \(token.expiration.iso8601): \(again)",
        refused: true)
    }
    return token
  }

  private static func file(_ settings: SSOSettings, world: World) -> String? {
    let name = Hex.encode(Digest.sha1(Array(settings.cacheName.utf8)))
    return world.expandedPath("~/.aws/sso/cache/\(name).json")
  }

  private static func token(_ kept: JSONValue, _ world: World) -> SSOToken? {
    guard let text = kept["accessToken"]?.string, !text.isEmpty,
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
      let expiration = kept["expiresAt"]?.string.flatMap({ Timestamp(iso8601: $0) })
    else { return nil }
    let needed = ["refreshToken", "clientId", "clientSecret"]
    let registration = kept["registrationExpiresAt"]?.string.flatMap { Timestamp(iso8601: $0) }
    let isRenewable =
      needed.allSatisfy { kept[$0]?.string?.isEmpty == false }
      && registration.map { $0 > world.now() } == true
    return SSOToken(accessToken: text, expiration: expiration, isRenewable: isRenewable)
  }

  private func isDue(_ file: String, _ world: World) -> Bool {
    lastRenewal[file].map { world.now().seconds - $0.seconds >= 60 } ?? true
  }

  /// Renews a token; false when that did not work.
  ///
  /// [CreateToken](https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html)
  private func renew(
    _ kept: inout JSONValue, _ settings: SSOSettings, context: CredentialContext
  ) throws(CredentialsError) -> Bool {
    var body: JSONValue = ["grantType": "refresh_token"]
    for name in ["clientId", "clientSecret", "refreshToken"] { body[name] = kept[name] }
    let call = ServiceCall(
      operation: "CreateToken", method: "POST", path: "/token",
      headers: [HTTPHeader("Content-Type", "application/json")],
      body: .bytes(Array(body.serialized.utf8)), repetition: .unlessApplied,
      proof: [kept["refreshToken"]?.string, kept["clientSecret"]?.string])
    let client = try context.client(.ssoOidc, in: settings.region)
    do throws(ServiceError) {
      let response = try client.send(call)
      let answer = try? JSONValue.parse(response.body)
      if let answer { context.world.secrets.add(in: answer) }
      guard let token = answer?["accessToken"], let seconds = answer?["expiresIn"]?.double else {
        context.world.debug("credentials: the answer to CreateToken lacks a token")
        return false
      }
      kept["accessToken"] = token
      kept["expiresAt"] = .string(context.world.now().advanced(by: seconds).iso8601)
      if let next = answer?["refreshToken"]?.string { kept["refreshToken"] = .string(next) }
      return true
    } catch {
      let error = CredentialsError(error, cannot: "renew the sign-in for \(settings.cacheName)")
      context.world.debug("credentials: \(error.message)")
      return false
    }
  }

  private static func write(_ kept: JSONValue, _ file: String, _ world: World) {
    do throws(FileError) {
      try world.files.write(file, Array((kept.serialized + "\n").utf8))
    } catch {
      world.debug("credentials: \(file) is not written: \(error.words)")
    }
  }
}
