/// How failed calls are repeated: `AWS_RETRY_MODE` or `retry_mode`.
package enum RetryMode: String, Sendable, CaseIterable {
  /// The mode of old SDKs; treated as `standard`.
  case legacy
  /// Back-off with a quota.
  case standard
  /// As `standard`: a rate limiter is of no use to a command that makes a few calls.
  case adaptive
}

/// Where a bucket's name goes: `addressing_style` below `s3 =` of the profile.
package enum S3AddressingStyle: String, Sendable, CaseIterable {
  /// In the host where that works, else in the path.
  case auto
  /// In the path, always.
  case path
  /// In the host, also at an endpoint that the user gave.
  case virtual
}
