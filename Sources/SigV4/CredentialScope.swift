/// The day, region and service for which a signature is good.
package struct CredentialScope: Sendable, Equatable {
  /// The day, such as `20150830`.
  package var day: String
  /// The region, such as `us-east-1`.
  package var region: String
  /// The service's signing name, such as `lambda`, or `monitoring` for CloudWatch.
  package var service: String

  /// Makes a scope from its parts.
  package init(day: String, region: String, service: String) {
    self.day = day
    self.region = region
    self.service = service
  }

  /// The scope as it is signed, such as `20150830/us-east-1/iam/aws4_request`.
  package var text: String { day + "/" + region + "/" + service + "/" + Self.terminator }

  /// The last part of every scope.
  package static let terminator = "aws4_request"
}
