package import AWS

/// A bucket for `--dry-run`: it reads, and throws `ServiceError.dryRun` instead of a PutObject.
package struct DryRunBucket: ObjectStore {
  private let client: any ObjectStore
  private let size: Int

  /// `size` is the package's length in bytes, for the message.
  package init(_ client: any ObjectStore, size: Int) {
    self.client = client
    self.size = size
  }

  package var bucket: String { client.bucket }

  package func putObject(_ object: PutObject) throws(ServiceError) -> StoredObject? {
    let place = "s3://\(bucket)/\(object.key)"
    do throws(ServiceError) {
      _ = try headObject(object.key, expectedBucketOwner: object.expectedBucketOwner)
    } catch {
      // Without s3:ListBucket a missing key is answered like one that must not be read.
      // A store of the user's may give its answers no request id.
      let isMissing = client.mayIgnoreConditions && error.fault?.status == 404
      guard isMissing || error.wasRefused(404) || error.wasRefused(403) else { throw error }
      // An answer to HEAD has no words: a missing bucket looks like a missing key.
      guard try bucketExists() else {
        throw .fault(
          ServiceFault(
            operation: "HeadBucket", status: 404, code: "NoSuchBucket",
            message: "the bucket does not exist"))
      }
      let unseen =
        error.wasRefused(403)
        ? ", unless it is there: that is not visible without s3:GetObject and s3:ListBucket" : ""
      throw .dryRun("would put \(place), \(size) bytes\(unseen)")
    }
    guard object.overwrites else { return nil }
    throw .dryRun("would replace \(place) by \(size) bytes")
  }

  package func headObject(_ key: String, expectedBucketOwner: String?) throws(ServiceError)
    -> StoredObject
  {
    try client.headObject(key, expectedBucketOwner: expectedBucketOwner)
  }

  package func objectSHA256(_ key: String, expectedBucketOwner: String?) throws(ServiceError)
    -> [UInt8]
  {
    try client.objectSHA256(key, expectedBucketOwner: expectedBucketOwner)
  }

  /// False: it replaces nothing.
  package var mayIgnoreConditions: Bool { false }

  package func bucketExists() throws(ServiceError) -> Bool {
    try client.bucketExists()
  }
}
