/// S3's rule for the keys of objects.
///
/// [Naming Amazon S3 objects](https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html)
package enum ObjectKey {
  /// Refuses what S3 would: a key has 1 to 1024 bytes of UTF-8 without NUL.
  package static func check(_ key: String) throws(InvalidName) {
    guard (1...1024).contains(key.utf8.count), !key.utf8.contains(0) else {
      throw InvalidName("a key has 1 to 1024 bytes, and no NUL: this one has \(key.utf8.count)")
    }
  }
}
