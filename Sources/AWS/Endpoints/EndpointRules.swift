/// The host of a service in a region, by the formulas that AWS's endpoint rule sets come to.
struct EndpointRules {
  let region: Region
  let fips: Bool
  let dualStack: Bool
  /// The endpoints of no region that are asked for.
  var global: PseudoRegion.Global?

  /// The host of a service; for S3 the one without the bucket.
  func host(_ service: Service) throws(ConfigurationError) -> String {
    if let host = globalHost(service) { return host }
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

  /// The host that serves more than one region; nil where the service has none of that kind.
  private func globalHost(_ service: Service) -> String? {
    guard let global, !fips, !dualStack else { return nil }
    switch (global, service) {
    case (.services, .sts): return "sts.amazonaws.com"
    case (.services, .s3): return "s3.amazonaws.com"
    case (.externalS3, .s3): return "s3-external-1.amazonaws.com"
    default: return nil
    }
  }

  /// The plain endpoint of these services is the FIPS one in AWS GovCloud.
  private func plainInGovernment(_ name: String, _ suffix: String) -> String {
    let isPlain =
      region.partition == .usGovernment && (!dualStack || name == "monitoring")
    return "\(name)\(fips && !isPlain ? "-fips" : "").\(region).\(suffix)"
  }

  private func signin(_ partition: Partition, _ suffix: String) -> String {
    if dualStack || (fips && partition != .usGovernment) {
      return "signin\(fips ? "-fips" : "").\(region).\(suffix)"
    }
    let home =
      switch partition {
      case .aws: "aws.amazon.com"
      case .china: "amazonaws.cn"
      case .usGovernment: "amazonaws-us-gov.com"
      case .europeanSovereign: "amazonaws-eusc.eu"
      case .iso: "c2shome.ic.gov"
      case .isoB: "sc2shome.sgov.gov"
      case .isoE: "csphome.adc-e.uk"
      case .isoF: "csphome.hci.ic.gov"
      }
    if fips, region.name == "us-gov-west-1" { return "signin-fips.\(home)" }
    return "\(region).signin\(fips ? "-fips" : "").\(home)"
  }
}
