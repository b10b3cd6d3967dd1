/// What differs from one service to another in Signature Version 4.
public struct SigningRules: Sendable, Equatable {
  /// Whether empty and dot segments are taken out of the path before it is signed.
  public let normalizesPath: Bool
  /// Whether the path, encoded as it is sent, is percent-encoded once more before it is signed.
  public let doubleEncodesPath: Bool
  /// Whether `x-amz-content-sha256` is sent and signed, whatever the payload.
  public let alwaysSendsPayloadHash: Bool
  /// Whether a presigned URL leaves the body open (`UNSIGNED-PAYLOAD`).
  public let presignsUnsignedPayload: Bool

  /// The rules of every service but S3.
  public static let standard = SigningRules(
    normalizesPath: true, doubleEncodesPath: true, alwaysSendsPayloadHash: false,
    presignsUnsignedPayload: false)

  /// The rules of S3: the path is signed as it is sent, and the payload's hash is always a header.
  public static let s3 = SigningRules(
    normalizesPath: false, doubleEncodesPath: false, alwaysSendsPayloadHash: true,
    presignsUnsignedPayload: true)

  /// The rules of a service, by the name in its credential scope, such as `lambda`.
  public static func rules(forService service: String) -> SigningRules {
    service == "s3" ? .s3 : .standard
  }
}
