import SigV4

/// What AWS's documentation signs its examples with.
enum Example {
  static let credentials = Credentials(
    accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
  /// 2015-08-30T12:36:00Z.
  static let date = SignatureDate(secondsSince1970: 1_440_938_160)

  /// What the S3 reference signs its examples with, at 2013-05-24T00:00:00Z.
  static let s3Credentials = Credentials(
    accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
  )
  static let s3Date = SignatureDate(secondsSince1970: 1_369_353_600)

  static let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  static func signer(
    _ service: String = "service", _ credentials: Credentials = credentials
  ) throws -> Signer {
    try Signer(credentials: credentials, region: "us-east-1", service: service)
  }

  /// A request to `example.amazonaws.com`.
  static func request(
    _ method: String = "GET", _ target: String = "/", _ headers: [(String, String)] = [],
    host: String = "example.amazonaws.com", payload: SignableRequest.Payload = .bytes([])
  ) -> SignableRequest {
    SignableRequest(
      method: method, target: target,
      headers: [.init("Host", host)] + headers.map { .init($0.0, $0.1) }, payload: payload)
  }

  /// The canonical request of a target, line by line.
  static func lines(_ target: String, service: String = "service") throws -> [String] {
    try signer(service).sign(request("GET", target), at: date).canonicalRequest
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The canonical header lines of a request with these headers, without those of every request.
  static func headerLines(_ headers: [(String, String)]) throws -> [String] {
    CanonicalHeaders(headers.map { .init($0.0, $0.1) }).lines
  }
}

extension SignedRequest {
  /// The values of a header of the request to send, whatever the case of its name.
  func values(_ name: String) -> [String] {
    request.headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
  }
}
