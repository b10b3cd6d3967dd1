/// A service of AWS that is called here.
package enum Service: Sendable, Hashable {
  /// AWS Lambda.
  case lambda
  /// Amazon S3, for one bucket.
  case s3(String)
  /// AWS Security Token Service.
  case sts
  /// Amazon CloudWatch.
  case cloudwatch
  /// IAM Identity Center's portal: role credentials for an access token.
  case sso
  /// IAM Identity Center's OIDC: access tokens.
  case ssoOidc
  /// AWS Sign-In: the tokens of `aws login`.
  case signin

  /// The service's id as `AWS_ENDPOINT_URL_…` and the `[services]` sections spell it, in lower
  /// case.
  package var id: String {
    switch self {
    case .lambda: "lambda"
    case .s3: "s3"
    case .sts: "sts"
    case .cloudwatch: "cloudwatch"
    case .sso: "sso"
    case .ssoOidc: "sso_oidc"
    case .signin: "signin"
    }
  }

  /// The service of the credential scope.
  package var signingName: String {
    switch self {
    case .lambda: "lambda"
    case .s3: "s3"
    case .sts: "sts"
    case .cloudwatch: "monitoring"
    case .sso: "awsssoportal"
    case .ssoOidc: "sso-oauth"
    case .signin: "signin"
    }
  }
}
