/// S3's rule for the names of buckets.
///
/// [Bucket naming rules](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html)
package enum BucketName {
  /// Refuses what is not a bucket's name, and what names a bucket in another way: a URL, an ARN, a
  /// bucket with a folder.
  ///
  /// Capitals and underscores are refused outside of `us-east-1`, where buckets from before 2018 may
  /// have them; `region` is nil when it is not known.
  package static func check(_ name: String, region: String?) throws(InvalidName) {
    if let bucket = inner(name), isName(bucket, old: true) {
      throw InvalidName("'\(name)' is not a bucket's name: did you mean \(bucket)?")
    }
    guard isName(name, old: region ?? "us-east-1" == "us-east-1") else {
      throw InvalidName(
        "'\(name)' is not a bucket's name: it has 3 to 63 lower-case letters, digits, dots and "
          + "hyphens, without s3:// and without a folder")
    }
  }

  /// The bucket in a URL, an ARN or a path; nil when the text is none of these.
  private static func inner(_ text: String) -> String? {
    var rest = text[...]
    for start in ["s3://", "arn:aws:s3:::", "arn:aws-cn:s3:::", "arn:aws-us-gov:s3:::"]
    where rest.hasPrefix(start) {
      rest = rest.dropFirst(start.count)
    }
    if rest.hasPrefix("https://") || rest.hasPrefix("http://") {
      let parts = rest.split(separator: "/").dropFirst()
      let host = parts.first?.split(separator: ".") ?? []
      guard let place = host.firstIndex(where: { $0 == "s3" || $0.hasPrefix("s3-") }) else {
        return nil
      }
      return place > 0
        ? host[..<place].joined(separator: ".") : parts.dropFirst().first.map(String.init)
    }
    let bucket = String(rest.prefix { $0 != "/" })
    return bucket == text ? nil : bucket
  }

  private static func isName(_ name: String, old: Bool) -> Bool {
    let bytes = Array(name.utf8)
    guard (3...(old ? 255 : 63)).contains(bytes.count), let first = bytes.first,
      let last = bytes.last
    else { return false }
    let isAlphanumeric = { (byte: UInt8) -> Bool in
      AliasName.isNameByte(byte) && byte != UInt8(ascii: "-") && byte != UInt8(ascii: "_")
        && (old || !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte))
    }
    let isAllowed = { (byte: UInt8) -> Bool in
      isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        || (old && byte == UInt8(ascii: "_"))
    }
    let numbers = name.split(separator: ".", omittingEmptySubsequences: false)
    let isAddress = numbers.count == 4 && numbers.allSatisfy { UInt8($0) != nil }
    return isAlphanumeric(first) && isAlphanumeric(last) && bytes.allSatisfy(isAllowed)
      && !isAddress
  }
}
