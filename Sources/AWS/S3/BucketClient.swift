import HTTP
import SigV4

/// The operations of Amazon S3 on one bucket that an upload uses, one extension a file.
///
/// [API reference](https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html)
package final class BucketClient {
  /// The bucket's name.
  package let bucket: String
  /// The region that the bucket is in, as far as AWS has said so; else the one it was looked for in.
  package private(set) var region: String
  private var service: ServiceClient
  private let makeService: (_ region: String?) throws(ConfigurationError) -> ServiceClient
  private var followed = false

  /// Makes a client of a bucket.
  ///
  /// `service` makes the calls to the bucket's endpoint, whose path prefix holds the bucket when its
  /// host does not; it is asked again, with a region, when AWS says that the bucket is elsewhere.
  package init(
    bucket: String,
    service: @escaping (_ region: String?) throws(ConfigurationError) -> ServiceClient
  ) throws(ConfigurationError) {
    self.bucket = bucket
    makeService = service
    self.service = try service(nil)
    region = self.service.endpoint.signingRegion
  }

  /// Sends a call; when the bucket is in another region, signs and sends it once more there.
  func answer(_ call: ServiceCall, alsoAccepting: Set<Int> = []) throws(ServiceError)
    -> HTTPResponse
  {
    do throws(ServiceError) {
      return try service.send(call, alsoAccepting: alsoAccepting)
    } catch {
      guard !followed, let fault = error.fault, Self.tellsRegion(fault) else { throw error }
      var told = fault.details["Region"]
      if told == nil { told = try lookedUpRegion() }
      guard let elsewhere = told, elsewhere != region else { throw error }
      followed = true
      do throws(ConfigurationError) {
        service = try makeService(elsewhere)
      } catch {
        throw .request(error.message, operation: call.operation)
      }
      region = elsewhere
      return try service.send(call, alsoAccepting: alsoAccepting)
    }
  }

  /// Whether the user named the endpoint, so that it may be a store that ignores what it does not know.
  package var mayIgnoreConditions: Bool { service.endpoint.explicit }

  /// Says one line to the user.
  func say(_ line: Message) { service.world.say(line) }

  /// The path of a key: each byte but the unreserved and the slash percent-encoded, `//` and `..` kept.
  func path(of key: String) -> String {
    "/" + URIEncoding.encode(key, keepingSlash: true)
  }

  private static func tellsRegion(_ fault: ServiceFault) -> Bool {
    switch fault.code {
    case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed",
      "IllegalLocationConstraintException":
      return true
    default:
      // HEAD has no body: a wrong region is a bare 301 or 400 there.
      return [301, 302, 307].contains(fault.status) || fault.status == 400 && fault.code.isEmpty
    }
  }

  /// Asks the bucket itself for its region, which even a refusal names.
  private func lookedUpRegion() throws(ServiceError) -> String? {
    let call = ServiceCall(operation: "HeadBucket", method: "HEAD", path: "/")
    let response = try service.send(call, alsoAccepting: [301, 302, 307, 400, 403, 404])
    return response.header("x-amz-bucket-region")
  }
}
