package import HTTP
package import SigV4
import Synchronization

/// The secrets of this process, which nothing that it writes may hold.
///
/// They are added where they are read, sent or derived: `World.send(_:)` adds those of each request,
/// `CredentialChain` those of what it finds, `World` those of the environment. What a server, a
/// proxy or a program echoes is compared by its letters and digits alone, so that it is found with
/// line ends in it, percent-encoded, and escaped for JSON or HTML; beside each secret its Base64 is
/// known. A part of a secret counts from 11 letters on, a secret of less than 8 does not.
package final class Secrets: Sendable {
  /// What stands in a secret's place.
  package static let blank = "(not shown)"
  /// The shortest secret that is known, in letters and digits.
  static let shortest = 8

  private struct State {
    var known: Set<String> = []
    /// Those that are not in the index yet: most runs show no foreign text.
    var waiting: [String] = []
    var index = SecretIndex()
  }

  private let state = Mutex(State())

  package init() {}

  /// Adds a secret.
  package func add(_ secret: String?) {
    guard let secret, secret.utf8.count >= Self.shortest else { return }
    state.withLock { state in
      if state.known.insert(secret).inserted { state.waiting.append(secret) }
    }
  }

  /// Adds the secrets of credentials.
  package func add(_ credentials: SigV4.Credentials) {
    add(credentials.secretAccessKey)
    add(credentials.sessionToken)
  }

  /// Adds what the headers of a request prove the caller's identity with.
  package func add(sentIn request: HTTPRequest) {
    for header in request.headers {
      let name = header.name.lowercased()
      if name.hasSuffix("authorization") {
        // In a signature's header only the last part is secret; in others, what follows the scheme.
        add(header.value.split { $0 == " " || $0 == "=" }.last.map { String($0) })
        add(header.value.split(separator: " ").last.map { String($0) })
      } else if ["token", "dpop", "cookie", "secret"].contains(where: { name.hasSuffix($0) }) {
        add(header.value)
      }
    }
  }

  /// Adds the secrets of an environment: keys and tokens of AWS and GitHub, passwords of proxies.
  package func add(of environment: [String: String]) {
    for (name, value) in environment {
      let kinds = ["TOKEN", "SECRET", "SECRET_ACCESS_KEY", "PASSWORD"]
      if ["AWS_", "ACTIONS_", "GITHUB_"].contains(where: { name.hasPrefix($0) }),
        kinds.contains(where: { name.hasSuffix($0) })
      {
        add(value)
      }
      if name.lowercased().hasSuffix("_proxy"), let end = value.lastIndex(of: "@") {
        add(value[..<end].split(separator: ":").last.map { String($0) })
      }
    }
  }

  /// Adds each text in a document whose name is that of a secret: tokens, keys, passwords.
  package func add(in document: JSONValue) {
    for member in document.members ?? [] {
      let name = member.name.lowercased()
      if name.hasSuffix("token") || name.hasSuffix("secret") || name.hasSuffix("accesskey")
        || name.hasSuffix("dpopkey") || name.hasSuffix("password")
      {
        add(member.value.string)
      }
      add(in: member.value)
    }
    for element in document.array ?? [] { add(in: element) }
  }

  /// The text with `(not shown)` for each secret, and each long part of one.
  package func blanked(_ text: String) -> String {
    guard text.utf8.count >= SecretIndex.shortestTail else { return text }
    return state.withLock { state in
      for secret in state.waiting { state.index.add(secret) }
      state.waiting = []
      let ranges = state.index.ranges(in: Array(text.utf8))
      return ranges.isEmpty ? text : Self.blanked(text, ranges)
    }
  }

  private static func blanked(_ text: String, _ ranges: [Range<Int>]) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var place = 0
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound >= place {
        result += bytes[place..<range.lowerBound]
        result += Array(blank.utf8)
      }
      place = max(place, range.upperBound)
    }
    return String(decoding: result + bytes[place...], as: UTF8.self)
  }
}
