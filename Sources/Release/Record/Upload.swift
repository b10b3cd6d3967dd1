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
    /// Computes the package's MD5 in lower-case hexadecimal; nil where that is not possible.
    package var md5: () -> String?

    /// Makes a request.
    package init(
      object: PutObject, codeSha256: String, size: Int, warnings: [String] = [],
      md5: @escaping () -> String? = { nil }
    ) {
      self.object = object
      self.codeSha256 = codeSha256
      self.size = size
      self.warnings = warnings
      self.md5 = md5
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
  /// A different object under the key is a conflict: it is left alone. An object that a store cannot
  /// show is put again under a key of its content, and is read under another key.
  package func put(_ request: Request) throws(ReleaseFailure) -> Result {
    let place = "s3://\(store.bucket)/\(request.object.key)"
    var isLost = false
    let outcome: Outcome
    do throws(ServiceError) {
      outcome = try self.outcome(request, &isLost)
    } catch {
      throw isLost ? failure(for: error).after(.object) : failure(for: error)
    }
    switch outcome {
    case .other(let what): throw .conflict("\(place): \(what)")
    case .same(let stored): return result(request, stored, wasThere: true)
    case .new(let stored):
      if let checksum = stored.checksumSHA256, checksum != request.codeSha256 {
        throw .refused(
          "\(place): S3 stored another content than was sent: its SHA-256 is \(checksum)")
      }
      return result(request, stored, wasThere: false)
    }
  }

  private func result(_ request: Request, _ stored: StoredObject, wasThere: Bool) -> Result {
    Result(
      package: RecordedPackage(
        bucket: store.bucket, key: request.object.key, objectVersion: stored.versionID,
        codeSha256: request.codeSha256, codeSize: request.size, warnings: request.warnings),
      wasThere: wasThere)
  }

  /// What the key came to.
  private enum Outcome {
    /// The package was put.
    case new(StoredObject)
    /// It was there already.
    case same(StoredObject)
    /// Something else may be there: what is known of it.
    case other(Message)
  }

  /// `isLost` becomes true when the object may be there although the call failed.
  private func outcome(_ request: Request, _ isLost: inout Bool) throws(ServiceError) -> Outcome {
    var object = request.object
    if !object.overwrites, !request.object.isKeyOfContent, store.mayIgnoreConditions,
      let there = try found(request, orDenied: true),
      let outcome = try compared(there, request)
    {
      return outcome
    }
    if let new = try put(object, request, &isLost) { return .new(new) }
    if let there = try found(request) {
      if let outcome = try compared(there, request) { return outcome }
      object.overwrites = true
    }
    if let new = try put(object, request, &isLost) { return .new(new) }
    return .other("somebody else puts and deletes this object: run the command again")
  }

  /// What S3 knows of the object; nil when there is none.
  private func found(_ request: Request, orDenied: Bool = false) throws(ServiceError)
    -> StoredObject?
  {
    do throws(ServiceError) {
      return try store.headObject(
        request.object.key, expectedBucketOwner: request.object.expectedBucketOwner)
    } catch {
      guard let status = error.fault?.status, status == 404 || orDenied && status == 403 else {
        throw error
      }
      return nil
    }
  }

  /// Compares what is there with the package; nil when it must be put again.
  private func compared(_ there: StoredObject, _ request: Request) throws(ServiceError)
    -> Outcome?
  {
    let other = Outcome.other("there already with another content; give --overwrite or --key")
    if let isSame = there.holds(request) { return isSame ? .same(there) : other }
    if there.md5 == nil, request.object.isKeyOfContent { return nil }
    do throws(ServiceError) {
      let sha256 = try store.objectSHA256(
        request.object.key, expectedBucketOwner: request.object.expectedBucketOwner)
      return sha256 == request.object.sha256 ? .same(there) : other
    } catch {
      guard error.kind == .permanent else { throw error }
      guard there.md5 == nil else { return other }
      return .other(
        "there already, and S3 knows no SHA-256 of it to compare, nor can it be read; "
          + "give --overwrite or another --key")
    }
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
    guard let stored, stored.holds(request) ?? (stored.size == request.size) else {
      throw Self.unread
    }
    return stored
  }

  private static let unread = ServiceError.unreadable(
    "neither an ETag nor a checksum is in it, and HeadObject does not show the object",
    operation: "PutObject")

  private func put(_ object: PutObject, _ request: Request, _ isLost: inout Bool)
    throws(ServiceError) -> StoredObject?
  {
    let new: StoredObject?
    do throws(ServiceError) {
      new = try store.putObject(object)
    } catch {
      isLost = error.mayHaveTakenEffect
      throw error
    }
    guard let new, !new.isShown else { return new }
    isLost = true
    return try confirmed(request)
  }

  /// A failed call in the terms of a release: AWS does not name the bucket that is missing.
  private func failure(for error: ServiceError) -> ReleaseFailure {
    guard error.fault?.code == "NoSuchBucket" else { return .service(error) }
    return .missing("bucket \(store.bucket) does not exist")
  }
}

extension StoredObject {
  /// Whether the object is the package, by checksum, size and MD5; nil when they do not prove it.
  fileprivate func holds(_ request: Upload.Request) -> Bool? {
    if let checksumSHA256 { return checksumSHA256 == request.codeSha256 }
    if let size, size != request.size { return false }
    return md5 != nil && md5 == request.md5() ? true : nil
  }
}
