import Cryptography
import FoundationEssentials
import SigV4

// The signer over JSON lines: one case in, one answer out, until the end of standard input.

/// One case: a request and with what to sign it.
struct Case: Decodable {
  var id: Int
  var method: String
  var target: String
  /// The value of the Host header.
  var host: String
  var headers: [[String]]
  /// The body in base 64; without it the payload is unsigned.
  var body: String?
  var accessKeyId: String
  var secretAccessKey: String
  var sessionToken: String?
  var region: String
  var service: String
  var seconds: Int64
  /// For a presigned URL: how long it lives, in seconds.
  var expires: Int?

  func signed() throws(SigningError) -> SignedRequest {
    let signer = try Signer(
      credentials: Credentials(
        accessKeyId: accessKeyId, secretAccessKey: secretAccessKey, sessionToken: sessionToken),
      region: region, service: service)
    let payload: SignableRequest.Payload =
      body.map { .bytes(Base64.decode($0) ?? Array("no base 64".utf8)) } ?? .unsigned
    let request = SignableRequest(
      method: method, target: target,
      headers: [.init("Host", host)] + headers.map { .init($0[0], $0[1]) }, payload: payload)
    let date = SignatureDate(secondsSince1970: seconds)
    guard let expires else { return try signer.sign(request, at: date) }
    return try signer.presign(request, at: date, expires: expires)
  }
}

/// The answer to one case: every stage, or the reason why there is none.
struct Answer: Encodable {
  var id: Int
  var canonicalRequest: String?
  var stringToSign: String?
  var signedHeaders: String?
  var signature: String?
  var target: String?
  var headers: [[String]]?
  var error: String?
}

let decoder = JSONDecoder()
let encoder = JSONEncoder()
while let line = readLine() {
  let signingCase = try decoder.decode(Case.self, from: Data(line.utf8))
  var answer = Answer(id: signingCase.id)
  do {
    let signed = try signingCase.signed()
    answer.canonicalRequest = signed.canonicalRequest
    answer.stringToSign = signed.stringToSign
    answer.signedHeaders = signed.signedHeaders
    answer.signature = signed.signature
    answer.target = signed.request.target
    answer.headers = signed.request.headers.map { [$0.name, $0.value] }
  } catch {
    answer.error = error.description
  }
  print(String(decoding: try encoder.encode(answer), as: UTF8.self))
}
