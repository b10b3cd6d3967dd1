import Cryptography
package import HTTP

/// An object to put into a bucket in one request.
///
/// [PutObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html)
package struct PutObject: Sendable {
  /// The object's key.
  package var key: String
  /// The object's bytes.
  package var body: HTTPRequest.Body
  /// The SHA-256 of the body, 32 bytes: signed, sent as the checksum, and verified by S3.
  package var sha256: [UInt8]
  /// Whether an object that is there already is replaced; else `If-None-Match: *` guards it.
  package var overwrites: Bool
  /// The account that must own the bucket.
  package var expectedBucketOwner: String?
  /// `AES256`, `aws:kms` or `aws:kms:dsse`.
  package var serverSideEncryption: String?
  /// The key for `aws:kms`.
  package var kmsKeyID: String?

  /// Makes an object to put.
  package init(
    key: String, body: HTTPRequest.Body, sha256: [UInt8], overwrites: Bool = false,
    expectedBucketOwner: String? = nil, serverSideEncryption: String? = nil,
    kmsKeyID: String? = nil
  ) {
    self.key = key
    self.body = body
    self.sha256 = sha256
    self.overwrites = overwrites
    self.expectedBucketOwner = expectedBucketOwner
    self.serverSideEncryption = serverSideEncryption
    self.kmsKeyID = kmsKeyID
  }
}

/// What S3 knows of an object.
package struct StoredObject: Sendable, Equatable {
  /// The object's version, or nil in a bucket without versioning.
  package var versionID: String?
  /// The SHA-256 of the object in Base64, when S3 has it.
  package var checksumSHA256: String?
  /// The object's length in bytes, when S3 told it.
  package var size: Int?
  /// Whether the answer shows that S3 has the object: by its ETag or its checksum.
  package var isShown = true
}

extension BucketClient {
  /// Puts an object, or returns nil when one is there already and must not be replaced.
  ///
  /// An answer that does not show the object may be a proxy's page: then it may lie there or not.
  package func putObject(_ object: PutObject) throws(ServiceError) -> StoredObject? {
    var headers = [
      HTTPHeader("Content-Type", "application/zip"),
      HTTPHeader("x-amz-checksum-sha256", Base64.encode(object.sha256)),
    ]
    if !object.overwrites { headers.append(HTTPHeader("If-None-Match", "*")) }
    headers += Self.headers(owner: object.expectedBucketOwner)
    if let encryption = object.serverSideEncryption {
      headers.append(HTTPHeader("x-amz-server-side-encryption", encryption))
    }
    if let key = object.kmsKeyID {
      headers.append(HTTPHeader("x-amz-server-side-encryption-aws-kms-key-id", key))
    }
    let call = ServiceCall(
      operation: "PutObject", method: "PUT", path: path(of: object.key), headers: headers,
      body: object.body, payloadSHA256: Hex.encode(object.sha256),
      timeouts: HTTPTimeouts(total: nil))
    let response = try answer(call, alsoAccepting: object.overwrites ? [] : [412])
    if response.status == 412 { return nil }
    var object = StoredObject(response)
    object.isShown = object.isShown && response.body.isEmpty
    return object
  }

  /// Reads what S3 knows of an object: version, length and checksum.
  ///
  /// [HeadObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html)
  package func headObject(_ key: String, expectedBucketOwner: String? = nil)
    throws(ServiceError) -> StoredObject
  {
    let call = ServiceCall(
      operation: "HeadObject", method: "HEAD", path: path(of: key),
      headers: [HTTPHeader("x-amz-checksum-mode", "ENABLED")]
        + Self.headers(owner: expectedBucketOwner))
    let object = StoredObject(try answer(call))
    guard object.isShown else {
      throw .unreadable("neither an ETag nor a checksum is in it", operation: call.operation)
    }
    return object
  }

  private static func headers(owner: String?) -> [HTTPHeader] {
    owner.map { [HTTPHeader("x-amz-expected-bucket-owner", $0)] } ?? []
  }
}

extension StoredObject {
  /// Reads the headers of an answer; a version of `null` is none.
  init(_ response: HTTPResponse) {
    let version = response.header("x-amz-version-id")
    self.init(
      versionID: version == "null" ? nil : version,
      checksumSHA256: response.header("x-amz-checksum-sha256"),
      size: response.header("Content-Length").flatMap { Int($0) })
    isShown = checksumSHA256 != nil || response.header("ETag") != nil
  }
}
