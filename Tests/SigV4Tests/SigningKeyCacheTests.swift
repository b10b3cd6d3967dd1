import SigV4
import Testing

@Suite("A kept signing key signs for its own scope and secret alone")
struct SigningKeyCacheTests {
  private static let scope = CredentialScope(day: "20150830", region: "r", service: "s")

  @Test(
    "whatever came before, the key is the one that is derived anew",
    arguments: [
      ("secret", scope),
      ("other", scope),
      ("secret", CredentialScope(day: "20150831", region: "r", service: "s")),
      ("secret", CredentialScope(day: "20150830", region: "q", service: "s")),
      ("secret", CredentialScope(day: "20150830", region: "r", service: "t")),
    ])
  func sameAsDerived(secret: String, scope: CredentialScope) {
    var keys = SigningKeyCache()
    for _ in 1...2 {
      let first = keys.key(secretAccessKey: "secret", scope: Self.scope)
      #expect(first.bytes == SigningKey(secretAccessKey: "secret", scope: Self.scope).bytes)
      let then = keys.key(secretAccessKey: secret, scope: scope)
      #expect(then.bytes == SigningKey(secretAccessKey: secret, scope: scope).bytes)
    }
  }

  @Test("requests of one client are signed as each would be alone")
  func sameSignature() throws {
    let signer = try Example.signer()
    var keys = SigningKeyCache()
    for target in ["/", "/a", "/a?b=c"] {
      let request = Example.request("GET", target)
      let kept = try signer.sign(request, at: Example.date, keys: &keys)
      let alone = try signer.sign(request, at: Example.date)
      #expect(kept == alone)
    }
  }
}
