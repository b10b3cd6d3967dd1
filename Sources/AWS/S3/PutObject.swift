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

  /// Whether the key holds the SHA-256, so that no other content belongs there.
  package var isKeyOfContent: Bool { key.contains(Hex.encode(sha256)) }

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

extension BucketClient {
  /// Puts an object, or returns nil when one is there already and must not be replaced.
  ///
  /// A response that does not show the object may be a proxy's page: the object may exist or not. A
  /// store that refuses the guard or the checksum gets the object without them; it is then asked
  /// first whether the object is there.
  package func putObject(_ object: PutObject) throws(ServiceError) -> StoredObject? {
    var optional: Set<OptionalHeader> = object.overwrites ? [.checksum] : [.checksum, .guarded]
    while true {
      let refusal: ServiceError
      do throws(ServiceError) {
        return try put(object, optional)
      } catch {
        refusal = error
      }
      if optional.contains(.guarded), refusal.showsObject { return nil }
      let refused = OptionalHeader.refused(by: refusal, of: optional)
      guard !refused.isEmpty, let fault = refusal.fault else { throw refusal }
      optional.subtract(refused)
      let names = refused.map(\.rawValue).sorted().joined(separator: " and ")
      say("PutObject: \(fault.name): the store refuses \(names): trying again without")
      if refused.contains(.guarded), try exists(object) { return nil }
    }
  }

  private func put(_ object: PutObject, _ optional: Set<OptionalHeader>) throws(ServiceError)
    -> StoredObject?
  {
    var headers = [HTTPHeader("Content-Type", "application/zip")]
    if optional.contains(.checksum) {
      headers.append(
        HTTPHeader(OptionalHeader.checksum.rawValue, Base64.encode(object.sha256)))
    }
    if optional.contains(.guarded) {
      headers.append(HTTPHeader(OptionalHeader.guarded.rawValue, "*"))
    }
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
    // Some stores answer 304 where S3 answers 412.
    let taken: Set<Int> = optional.contains(.guarded) ? [304, 412] : []
    let response = try answer(call, alsoAccepting: taken)
    if taken.contains(response.status) { return nil }
    var stored = StoredObject(response)
    stored.isShown = stored.isShown && response.body.isEmpty
    return stored
  }

  private func exists(_ object: PutObject) throws(ServiceError) -> Bool {
    do throws(ServiceError) {
      _ = try headObject(object.key, expectedBucketOwner: object.expectedBucketOwner)
      return true
    } catch {
      guard error.fault?.status == 404 else { throw error }
      return false
    }
  }

  /// The header that asks for another owner's bucket to be refused.
  static func headers(owner: String?) -> [HTTPHeader] {
    owner.map { [HTTPHeader("x-amz-expected-bucket-owner", $0)] } ?? []
  }
}

/// A header of PutObject that an upload can do without.
private enum OptionalHeader: String {
  /// The body's SHA-256; the signature covers it too.
  case checksum = "x-amz-checksum-sha256"
  /// The condition that no object is there yet.
  case guarded = "If-None-Match"

  /// The headers among `sent` that a store does not know, as its refusal tells.
  ///
  /// A refusal that says "not implemented", and not of what, is about all of them.
  static func refused(by error: ServiceError, of sent: Set<Self>) -> Set<Self> {
    guard let fault = error.fault, [400, 405, 415, 422, 501].contains(fault.status),
      !["BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch"].contains(fault.code)
    else { return [] }
    func says(_ words: String) -> Bool { fault.says(words, ignoringCase: true) }
    let header = (fault.details["Header"] ?? fault.details["ArgumentName"] ?? "").lowercased()
    var named: Set<Self> = []
    if says("if-none-match") || header == "if-none-match" { named.insert(.guarded) }
    if says("checksum") || header.hasPrefix("x-amz-checksum") { named.insert(.checksum) }
    named.formIntersection(sent)
    guard named.isEmpty else { return named }
    let words = [
      "not implemented", "unsupported", "not supported", "unknown header", "unrecognized header",
      "conditional",
    ]
    let isUnknown =
      fault.status == 501 || fault.code == "NotImplemented" || words.contains(where: says)
    return isUnknown && header.isEmpty ? sent : []
  }
}

extension ServiceError {
  /// Whether a store refuses a guarded put, in other words than S3's 412, since the object is there.
  fileprivate var showsObject: Bool {
    guard let fault, (400..<500).contains(fault.status) else { return false }
    return fault.code == "PreconditionFailed" || fault.code.hasSuffix("AlreadyExists")
  }
}
