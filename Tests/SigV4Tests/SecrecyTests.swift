import SigV4
import Testing

@Suite("No secret and no token is shown")
struct SecrecyTests {
  private let credentials = Credentials(
    accessKeyId: "AKIDEXAMPLE", secretAccessKey: "TOPSECRET", sessionToken: "TOPTOKEN+/=")

  /// Every way in which a program may write a value by accident.
  private func texts(_ value: Any) -> String {
    var dumped = ""
    dump(value, to: &dumped)
    return "\(value) \(String(describing: value)) \(String(reflecting: value)) \(dumped)"
  }

  private func expectNoSecret(_ text: String) {
    #expect(!text.contains("TOPSECRET"))
    #expect(!text.contains("TOPTOKEN"))
  }

  @Test("by credentials and signers, which show the key id")
  func credentialsAndSigner() throws {
    let signer = try Signer(credentials: credentials, region: "us-east-1", service: "s3")
    expectNoSecret(texts(credentials) + texts(signer) + texts([credentials]))
    #expect(texts(credentials).contains("AKIDEXAMPLE"))
    expectNoSecret(texts(Optional(credentials) as Any))
  }

  @Test("by a signing key")
  func signingKey() {
    let key = SigningKey(
      secretAccessKey: "s", scope: CredentialScope(day: "20150830", region: "r", service: "s"))
    #expect(!texts(key).contains(String(key.bytes[0])))
    var keys = SigningKeyCache()
    _ = keys.key(
      secretAccessKey: "TOPSECRET", scope: CredentialScope(day: "d", region: "r", service: "s"))
    expectNoSecret(texts(keys))
  }

  @Test("by a signed request, whose canonical request can be shown without the token")
  func signedRequest() throws {
    let signer = try Signer(credentials: credentials, region: "us-east-1", service: "s3")
    for signed in [
      try signer.sign(Example.request("GET", "/?a=b"), at: Example.date),
      try signer.presign(Example.request("GET", "/?a=b"), at: Example.date, expires: 1),
    ] {
      expectNoSecret(texts(signed) + texts(signed.request.headers) + signed.shownCanonicalRequest)
      #expect(!texts(signed).contains(signed.signature))
      #expect(!texts(signed.request.headers).contains(signed.signature))
      #expect(signed.canonicalRequest.contains("TOPTOKEN"))
      #expect(signed.shownCanonicalRequest.contains("(not shown)"))
      #expect(signed.shownCanonicalRequest.hasPrefix("GET\n/\n"))
    }
  }

  @Test("by a canonical request without a token, which is shown as it is")
  func nothingToHide() throws {
    let signed = try Example.signer().sign(Example.request("GET", "/?a=b"), at: Example.date)
    #expect(signed.shownCanonicalRequest == signed.canonicalRequest)
  }

  @Test("by the refusal of a secret or a token that is malformed")
  func refusals() {
    for bad in [
      Credentials(accessKeyId: "A", secretAccessKey: "TOPSECRET\n"),
      Credentials(accessKeyId: "A", secretAccessKey: "s", sessionToken: "TOPTOKEN\n"),
    ] {
      #expect {
        try Example.signer("s3", bad)
      } throws: { error in
        expectNoSecret("\(error) " + texts(error))
        return true
      }
    }
  }
}
