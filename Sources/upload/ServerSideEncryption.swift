import ArgumentParser

/// How S3 encrypts an object at rest.
enum ServerSideEncryption: String, ExpressibleByArgument, CaseIterable {
  case s3 = "AES256"
  case kms = "aws:kms"
  case kmsTwice = "aws:kms:dsse"
}
