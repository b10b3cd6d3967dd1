package import AWS

/// The one job of `upload`: a deployment package into S3, once.
package struct Upload {
  /// What to put where.
  package struct Request {
    /// The object, its key and its digest.
    package var object: PutObject
    /// The SHA-256 of the package in Base64.
    package var codeSha256: String
    /// The package's length in bytes.
    package var size: Int
    /// What Lambda may trip over in it, a line each.
    package var warnings: [String]

    /// Makes a request.
    package init(object: PutObject, codeSha256: String, size: Int, warnings: [String] = []) {
      self.object = object
      self.codeSha256 = codeSha256
      self.size = size
      self.warnings = warnings
    }
  }

  /// What was done.
  package struct Result {
    /// The package as it lies in S3 now.
    package var package: RecordedPackage
    /// Whether the object was there already with the same content.
    package var wasThere: Bool
  }

  /// The bucket.
  package let store: any ObjectStore

  package init(to store: any ObjectStore) {
    self.store = store
  }

  /// The key that says the content: `name/sha256.zip`, so that repeats cost nothing.
  package static func key(name: String, sha256Hex: String) -> String {
    "\(name)/\(sha256Hex).zip"
  }

  /// Puts the package, or finds that the same one is there already.
  ///
  /// A different object under the key is a conflict: it is left alone.
  package func put(_ request: Request) throws(ReleaseFailure) -> Result {
    let stored: StoredObject
    var (wasThere, isLost) = (false, false)
    do throws(ServiceError) {
      if let new = try put(request.object, &isLost) {
        isLost = !new.isShown
        stored = new.isShown ? new : try confirmed(request)
      } else {
        stored = try store.headObject(
          request.object.key, expectedBucketOwner: request.object.expectedBucketOwner)
        wasThere = true
      }
    } catch {
      throw isLost ? failure(for: error).after(.object) : failure(for: error)
    }
    let place = "s3://\(store.bucket)/\(request.object.key)"
    if wasThere {
      guard let checksum = stored.checksumSHA256 else {
        throw .conflict(
          "\(place): there already, and S3 knows no SHA-256 of it to compare; "
            + "give --overwrite or another --key")
      }
      guard checksum == request.codeSha256 else {
        throw .conflict("\(place): there already with another content; give --overwrite or --key")
      }
    } else if let checksum = stored.checksumSHA256, checksum != request.codeSha256 {
      throw .refused(
        "\(place): S3 stored another content than was sent: its SHA-256 is \(checksum)")
    }
    return Result(
      package: RecordedPackage(
        bucket: store.bucket, key: request.object.key, objectVersion: stored.versionID,
        codeSha256: request.codeSha256, codeSize: request.size, warnings: request.warnings),
      wasThere: wasThere)
  }

  /// What S3 has after a PutObject whose answer does not show it.
  private func confirmed(_ request: Request) throws(ServiceError) -> StoredObject {
    let stored: StoredObject?
    do throws(ServiceError) {
      stored = try store.headObject(
        request.object.key, expectedBucketOwner: request.object.expectedBucketOwner)
    } catch {
      guard error.wasRefused(404) else { throw Self.unread }
      stored = nil
    }
    guard let stored,
      stored.checksumSHA256.map({ $0 == request.codeSha256 }) ?? (stored.size == request.size)
    else { throw Self.unread }
    return stored
  }

  private static let unread = ServiceError.unreadable(
    "neither an ETag nor a checksum is in it, and HeadObject does not show the object",
    operation: "PutObject")

  /// `isLost` becomes true when the object may be there although the call failed.
  private func put(_ object: PutObject, _ isLost: inout Bool) throws(ServiceError)
    -> StoredObject?
  {
    do throws(ServiceError) {
      return try store.putObject(object)
    } catch {
      isLost = error.mayHaveTakenEffect
      throw error
    }
  }

  /// A failed call in the terms of a release: AWS does not name the bucket that is missing.
  private func failure(for error: ServiceError) -> ReleaseFailure {
    guard error.fault?.code == "NoSuchBucket" else { return .service(error) }
    return .missing("bucket \(store.bucket) does not exist")
  }
}
