package import AWS
package import Release

extension Session {
  /// Makes the calls to a bucket; `region` is the record's.
  package func bucket(_ name: String, region: String?) throws(ReleaseFailure) -> BucketClient {
    try Self.valid(BucketName.check(name, region: nil), of: "--bucket")
    let configuration = try configuration(region: region)
    try Self.valid(BucketName.check(name, region: configuration.region.name), of: "--bucket")
    return try Self.configured { () throws(ConfigurationError) in
      try BucketClient(bucket: name) { (region: String?) throws(ConfigurationError) in
        try self.client(.s3(name), configuration, region: region.flatMap { Region($0) })
      }
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
