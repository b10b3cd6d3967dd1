package import AWS

/// The S3 calls that an upload is made of, on one bucket.
package protocol ObjectStore {
  /// The bucket's name.
  var bucket: String { get }

  /// Puts an object; nil when one is there already and must not be replaced.
  func putObject(_ object: PutObject) throws(ServiceError) -> StoredObject?

  /// Reads what S3 knows of an object.
  func headObject(_ key: String, expectedBucketOwner: String?) throws(ServiceError)
    -> StoredObject

  /// Reads an object, and returns the SHA-256 of its bytes.
  func objectSHA256(_ key: String, expectedBucketOwner: String?) throws(ServiceError) -> [UInt8]

  /// Whether the store may replace an object although it was asked not to.
  var mayIgnoreConditions: Bool { get }

  /// Whether there is such a bucket, as far as the caller may see.
  func bucketExists() throws(ServiceError) -> Bool
}

extension BucketClient: ObjectStore {}
