import Cryptography
import SigV4

/// The session of a profile's role, kept on disk so that the commands of one pipe ask once: for
/// the MFA code, and STS.
///
/// A file of mode 0600 below `$XDG_CACHE_HOME` or `~/.cache`, named by a hash of all that the
/// session depends on: another word in a profile on the way is another file.
struct RoleSessionCache {
  private let context: CredentialContext
  private let file: String

  /// The cache of the session that the profiles of `path` lead to; nil when there is no folder for
  /// it or when the session hangs on a machine's own credentials.
  init?(context: CredentialContext, path: [String]) {
    let world = context.world
    guard let folder = Self.folder(world),
      let shared = try? context.configuration.files.load(),
      let endpoint = try? context.configuration.endpoint(for: .sts)
    else { return nil }
    var parts = ["sts \(endpoint.scheme) \(endpoint.authority)\(endpoint.pathPrefix)"]
    var names = path
    while let name = names.last, let profile = shared.profiles[name] {
      parts.append("profile \(name)")
      for (key, property) in profile.properties.sorted(by: { $0.key < $1.key }) {
        parts.append("\(key)=\(property.value)")
      }
      switch profile["credential_source"] {
      case nil: break
      case "Environment": parts += [world.variable("AWS_ACCESS_KEY_ID") ?? ""]
      default: return nil
      }
      guard let next = profile["source_profile"], !names.contains(next) else { break }
      names.append(next)
    }
    self.context = context
    let text = parts.map { "\($0.utf8.count):\($0)" }.joined(separator: "\n")
    file = "\(folder)/lambda-release/sessions/\(Hex.encode(Digest.sha256(text))).json"
  }

  private static func folder(_ world: World) -> String? {
    if let folder = world.variable("XDG_CACHE_HOME"), folder.hasPrefix("/") { return folder }
    return world.expandedPath("~/.cache")
  }

  /// The kept session while more than five minutes of it are left.
  func read() -> ResolvedCredentials? {
    guard !context.isForced, let bytes = bytes(),
      let value = try? JSONValue.parse(bytes), let source = value["Source"]?.string,
      let document = try? CredentialDocument(value, tokenName: "SessionToken"),
      let expiration = document.expiration,
      expiration.seconds - context.world.now().seconds > CredentialChain.margin
    else { return nil }
    return ResolvedCredentials(
      credentials: document.credentials, source: source, expiration: expiration,
      renewable: value["Renewable"]?.bool ?? false)
  }

  /// The file's content, when only the user can have written it.
  private func bytes() -> [UInt8]? {
    do throws(FileError) {
      return try context.world.files.readCache(file)
    } catch {
      if case .untrusted = error { context.world.say("\(file) \(error.words)") }
      return nil
    }
  }

  /// Keeps a session; that it cannot be kept is no failure.
  func write(_ resolved: ResolvedCredentials) {
    guard let expiration = resolved.expiration else { return }
    let value: JSONValue = [
      "AccessKeyId": .string(resolved.credentials.accessKeyId),
      "SecretAccessKey": .string(resolved.credentials.secretAccessKey),
      "SessionToken": .string(resolved.credentials.sessionToken ?? ""),
      "Expiration": .string(expiration.iso8601), "Source": .string(resolved.source),
      "Renewable": .bool(resolved.renewable),
    ]
    do throws(FileError) {
      try context.world.files.write(file, Array((value.serialized + "\n").utf8))
    } catch {
      context.world.debug("credentials: \(file) is not written: \(error.words)")
    }
  }
}
