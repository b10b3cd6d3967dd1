import Cryptography
import SigV4

/// The credentials of a console sign-in by `aws login`: `login_session` of a profile.
///
/// See "Login credential provider" in the AWS SDKs and Tools Reference Guide.
struct LoginCredentials {
  let session: String
  let profile: Profile
  let context: CredentialContext

  func credentials() throws(CredentialsError) -> ResolvedCredentials {
    guard let file else {
      throw CredentialsError("HOME is not set: there is no ~/.aws/login/cache")
    }
    let kept = try read(file)
    let resolved = try resolved(kept, file)
    let now = context.world.now()
    let left = (resolved.expiration?.seconds ?? 0) - now.seconds
    guard left <= LoginRenewal.window || context.isForced else { return resolved }
    do throws(CredentialsError) {
      let new = try LoginRenewal(context: context).renewed(kept, again: again)
      write(new, file)
      return try self.resolved(new, file)
    } catch {
      guard left > 0, !context.isForced else { throw error }
      context.world.debug("credentials: \(error.message)")
      return resolved
    }
  }

  private func write(_ kept: JSONValue, _ file: String) {
    do throws(FileError) {
      try context.world.files.write(file, Array((kept.serialized + "\n").utf8))
    } catch {
      context.world.say("\(file) is not written (\(error.words)): \(again), for the next command")
    }
  }

  /// The file that `aws login` keeps the sign-in in.
  private var file: String? {
    let folder = context.world.variable("AWS_LOGIN_CACHE_DIRECTORY") ?? "~/.aws/login/cache"
    return context.world.expandedPath(
      "\(folder)/\(Hex.encode(Digest.sha256(session))).json")
  }

  private var again: String {
    "run: aws login --profile \(CommandLineWords.quoted(profile.name))"
  }

  private func read(_ file: String) throws(CredentialsError) -> JSONValue {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try context.world.files.readCache(file)
    } catch {
      guard error == .missing else { throw CredentialsError("\(file) \(error.words)") }
      throw CredentialsError("nobody has signed in for \(session): \(again)")
    }
    guard let kept = try? JSONValue.parse(bytes), kept.members != nil else {
      throw CredentialsError("\(file) is no JSON: \(again)")
    }
    context.world.secrets.add(in: kept)
    for name in ["clientId", "refreshToken", "dpopKey"] where kept[name]?.string == nil {
      throw CredentialsError("\(file) lacks \(name): \(again)")
    }
    return kept
  }

  private func resolved(
    _ kept: JSONValue, _ file: String
  ) throws(CredentialsError) -> ResolvedCredentials {
    guard let token = kept["accessToken"], let id = token["accessKeyId"]?.string,
      let secret = token["secretAccessKey"]?.string, let text = token["sessionToken"]?.string,
      let end = token["expiresAt"]?.string.flatMap({ Timestamp(iso8601: $0) })
    else { throw CredentialsError("\(file) lacks a whole accessToken: \(again)") }
    return ResolvedCredentials(
      credentials: Credentials(accessKeyId: id, secretAccessKey: secret, sessionToken: text),
      source: "the console sign-in of profile '\(profile.name)'", expiration: end,
      renewable: true)
  }
}
