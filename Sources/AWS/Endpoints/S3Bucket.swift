import HTTP
import SigV4

/// Where a bucket's name goes in an endpoint of S3.
enum S3Bucket {
  /// Refuses what is no bucket, or a bucket of a kind that is called in another way.
  static func check(_ bucket: String) throws(ConfigurationError) {
    guard !bucket.isEmpty else { throw ConfigurationError("the bucket's name is empty") }
    if bucket.hasPrefix("arn:") {
      throw ConfigurationError("\(bucket): access points are not supported; name the bucket")
    }
    let kinds = [
      "--x-s3": "directory buckets", "--xa-s3": "access points of directory buckets",
      "--op-s3": "S3 on Outposts", "--table-s3": "table buckets",
      ".mrap": "multi-region access points",
    ]
    for (suffix, kind) in kinds where bucket.hasSuffix(suffix) {
      throw ConfigurationError("\(bucket): \(kind) are not supported; use a general purpose bucket")
    }
  }

  /// Puts the bucket into the endpoint's host, where the certificate and DNS allow it, or in front
  /// of its path; leaves endpoints of other services as they are.
  ///
  /// A name with dots does not match the certificate of an endpoint; without TLS it may.
  static func place(
    _ endpoint: Endpoint, _ service: Service, style: S3AddressingStyle, isAddress: Bool
  ) -> Endpoint {
    guard case .s3(let bucket) = service else { return endpoint }
    var endpoint = endpoint
    let wanted = endpoint.explicit ? style == .virtual : style != .path
    let parts =
      endpoint.scheme == .http
      ? bucket.split(separator: ".", omittingEmptySubsequences: false) : [bucket[...]]
    if wanted, !isAddress, (3...63).contains(bucket.utf8.count), parts.allSatisfy(isLabel) {
      endpoint.host = "\(bucket).\(endpoint.host)"
    } else {
      endpoint.pathPrefix += "/" + URIEncoding.encode(bucket)
    }
    return endpoint
  }

  /// Whether a part of a bucket's name is a DNS label: `a-z 0-9 -`, no hyphen at either end.
  private static func isLabel(_ part: Substring) -> Bool {
    let isLetterOrDigit: (UInt8) -> Bool = {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
    }
    let bytes = part.utf8
    guard let first = bytes.first, let last = bytes.last else { return false }
    return isLetterOrDigit(first) && isLetterOrDigit(last)
      && bytes.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
  }
}
