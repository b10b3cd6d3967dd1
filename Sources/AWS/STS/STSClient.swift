import HTTP
import SigV4

/// The operations of AWS Security Token Service that the credential chain uses, one extension a
/// file.
///
/// [API reference](https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html)
final class STSClient {
  private let service: ServiceClient

  /// Makes a client that signs with `credentials`, where the operation is signed at all.
  init(service: ServiceClient) {
    self.service = service
  }

  /// Sends an operation of the query protocol and reads the credentials of its answer.
  func session(
    _ operation: String, _ parameters: [(key: String, value: String)], proof: [String?]? = nil
  ) throws(ServiceError) -> RoleSession {
    let form = [(key: "Action", value: operation), (key: "Version", value: "2011-06-15")]
    let call = ServiceCall(
      operation: operation, method: "POST", path: "/",
      headers: [
        HTTPHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
      ],
      body: .bytes(Array(URIEncoding.query(form + parameters).utf8)), proof: proof)
    return try RoleSession(service.send(call).body, operation: operation)
  }
}

/// The temporary credentials that STS gives for a role.
struct RoleSession: Sendable, Equatable {
  /// The keys and their token.
  let credentials: Credentials
  /// When they end.
  let expiration: Timestamp

  /// Reads the `Credentials` of an answer.
  init(_ document: [UInt8], operation: String) throws(ServiceError) {
    let text = { (name: String) in XMLElements.text(of: name, in: document) }
    guard let id = text("AccessKeyId"), let secret = text("SecretAccessKey"),
      let token = text("SessionToken")
    else {
      throw .unreadable("AccessKeyId, SecretAccessKey or SessionToken", operation: operation)
    }
    guard let expiration = text("Expiration").flatMap({ Timestamp(iso8601: $0) }) else {
      throw .unreadable("Expiration", operation: operation)
    }
    credentials = Credentials(accessKeyId: id, secretAccessKey: secret, sessionToken: token)
    self.expiration = expiration
  }
}
