/// The host of a service in a region, by the formulas that AWS's endpoint rule sets come to.
struct EndpointRules {
  let region: Region
  let fips: Bool
  let dualStack: Bool

  /// The host of a service; for S3 the one without the bucket.
  func host(_ service: Service) throws(ConfigurationError) -> String {
    let partition = region.partition
    let suffix = dualStack ? partition.dualStackSuffix : partition.dnsSuffix
    switch service {
    case .lambda: return "lambda\(fips ? "-fips" : "").\(region).\(suffix)"
    case .s3:
      guard !(fips && partition == .china) else {
        throw ConfigurationError("S3 has no FIPS endpoint in \(region)")
      }
      let words = "s3\(fips ? "-fips" : "")\(dualStack ? ".dualstack" : "")"
      return "\(words).\(region).\(partition.dnsSuffix)"
    case .sts: return plainInGovernment("sts", suffix)
    case .cloudwatch: return plainInGovernment("monitoring", suffix)
    case .sso: return plainInGovernment("portal.sso", suffix)
    case .ssoOidc: return plainInGovernment("oidc", suffix)
    case .signin: return signin(partition, suffix)
    }
  }

  /// The plain endpoint of these services is the FIPS one in AWS GovCloud.
  private func plainInGovernment(_ name: String, _ suffix: String) -> String {
    let isPlain =
      region.partition == .usGovernment && (!dualStack || name == "monitoring")
    return "\(name)\(fips && !isPlain ? "-fips" : "").\(region).\(suffix)"
  }

  private func signin(_ partition: Partition, _ suffix: String) -> String {
    if fips || dualStack { return "signin\(fips ? "-fips" : "").\(region).\(suffix)" }
    switch partition {
    case .aws: return "\(region).signin.aws.amazon.com"
    case .china: return "\(region).signin.amazonaws.cn"
    case .usGovernment: return "\(region).signin.amazonaws-us-gov.com"
    case .europeanSovereign: return "\(region).signin.amazonaws-eusc.eu"
    default: return "signin.\(region).\(suffix)"
    }
  }
}
