import AWS
import Testing

@Suite("A bucket is named by its name alone")
struct BucketNameTests {
  private func refusal(_ name: String, region: String? = "eu-central-1") -> String? {
    do throws(InvalidName) {
      try BucketName.check(name, region: region)
      return nil
    } catch {
      return error.description
    }
  }

  @Test("names", arguments: ["abc", "lambda-sources", "1.2.3", "a.b-c", "0.0.0.256"])
  func names(name: String) {
    #expect(refusal(name) == nil)
  }

  @Test(
    "what names a bucket in another way leads to its name",
    arguments: [
      "s3://bucket", "s3://bucket/", "s3://bucket/a/b", "bucket/", "bucket/a",
      "arn:aws:s3:::bucket", "arn:aws:s3:::bucket/a", "arn:aws-cn:s3:::bucket",
      "https://bucket.s3.amazonaws.com", "https://bucket.s3.eu-central-1.amazonaws.com/a",
      "http://s3.amazonaws.com/bucket/a", "https://s3-us-west-2.amazonaws.com/bucket",
    ])
  func places(name: String) {
    #expect(refusal(name) == "'\(name)' is not a bucket's name: did you mean bucket?")
  }

  @Test(
    "what no bucket is called",
    arguments: [
      "", "ab", "-abc", "abc-", ".abc", "a b", "b\u{FC}cket", "192.168.0.1", "s3://", "/",
      "https://example.com/bucket", "arn:aws:s3:eu-central-1:123456789012:accesspoint/x",
      String(repeating: "a", count: 64),
    ])
  func refused(name: String) {
    #expect(refusal(name)?.contains("3 to 63 lower-case letters") ?? false)
  }

  @Test("capitals and underscores are left to the region that has such buckets, or may be it")
  func old() {
    for name in ["BAD", "my_bucket"] {
      #expect(refusal(name) != nil)
      #expect(refusal(name, region: "us-east-1") == nil)
      #expect(refusal(name, region: nil) == nil)
    }
  }
}
