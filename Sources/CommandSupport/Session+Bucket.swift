package import AWS
package import Release

extension Session {
  /// Makes the calls to a bucket; `region` is the record's.
  package func bucket(_ name: String, region: String?) throws(ReleaseFailure) -> BucketClient {
    let configuration = try configuration(region: region)
    var failure: ReleaseFailure?
    do throws(ServiceError) {
      return try BucketClient(bucket: name) { (region: String?) throws(ServiceError) in
        do throws(ReleaseFailure) {
          let elsewhere = region.flatMap { Region($0) }
          return try self.service(.s3(name), configuration, region: elsewhere)
        } catch {
          failure = error
          throw .request("\(name): cannot be called", operation: "PutObject")
        }
      }
    } catch {
      throw failure ?? .service(error)
    }
  }

  /// Says that a bucket is in another region than Lambda will be called in.
  package func warnAboutRegion(of bucket: BucketClient) {
    guard let here = try? configuration(region: nil).region.name, bucket.region != here else {
      return
    }
    say(
      "\(bucket.bucket) is in \(bucket.region), not in \(here): "
        + "Lambda takes code only from a bucket of its own region")
  }
}

/// The rules that S3 has for keys.
package enum ObjectKey {
  /// Refuses what S3 would refuse: 1 to 1024 bytes of UTF-8 without NUL.
  package static func check(_ key: String) throws(ReleaseFailure) -> String {
    guard (1...1024).contains(key.utf8.count), !key.utf8.contains(0) else {
      throw .usage("--key: a key has 1 to 1024 bytes, and no NUL: this one has \(key.utf8.count)")
    }
    return key
  }
}
