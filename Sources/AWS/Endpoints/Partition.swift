/// A group of regions with accounts and a DNS suffix of its own.
package enum Partition: String, Sendable, CaseIterable {
  /// The public regions.
  case aws
  /// China.
  case china = "aws-cn"
  /// The European Sovereign Cloud.
  case europeanSovereign = "aws-eusc"
  /// AWS GovCloud (US).
  case usGovernment = "aws-us-gov"
  /// US ISO.
  case iso = "aws-iso"
  /// US ISOB.
  case isoB = "aws-iso-b"
  /// EU ISOE.
  case isoE = "aws-iso-e"
  /// US ISOF.
  case isoF = "aws-iso-f"

  /// The partition of a region by the form of its name; an unknown form counts as `aws`.
  package init(region: String) {
    let parts = region.split(separator: "-", omittingEmptySubsequences: false)
    self =
      Self.allCases.first { partition in
        partition.regionPrefixes.contains { prefix in
          parts.starts(with: prefix) && Self.isPlaceAndNumber(parts.dropFirst(prefix.count))
        }
      } ?? Self.allCases.first { region == "\($0.rawValue)-global" } ?? .aws
  }

  /// What stands before the place and the number in the names of its regions.
  private var regionPrefixes: [[Substring]] {
    switch self {
    case .aws: [["us"], ["eu"], ["ap"], ["sa"], ["ca"], ["me"], ["af"], ["il"], ["mx"]]
    case .china: [["cn"]]
    case .europeanSovereign: [["eusc", "de"]]
    case .usGovernment: [["us", "gov"]]
    case .iso: [["us", "iso"]]
    case .isoB: [["us", "isob"]]
    case .isoE: [["eu", "isoe"]]
    case .isoF: [["us", "isof"]]
    }
  }

  private static func isPlaceAndNumber(_ parts: ArraySlice<Substring>) -> Bool {
    guard parts.count == 2, let place = parts.first, let number = parts.last else { return false }
    return !place.isEmpty && !number.isEmpty
      && place.utf8.allSatisfy {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
      } && number.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  /// What the names of its endpoints end with.
  package var dnsSuffix: String {
    switch self {
    case .aws, .usGovernment: "amazonaws.com"
    case .china: "amazonaws.com.cn"
    case .europeanSovereign: "amazonaws.eu"
    case .iso: "c2s.ic.gov"
    case .isoB: "sc2s.sgov.gov"
    case .isoE: "cloud.adc-e.uk"
    case .isoF: "csp.hci.ic.gov"
    }
  }

  /// What the names of its endpoints that speak IPv6 as well end with.
  package var dualStackSuffix: String {
    switch self {
    case .aws, .usGovernment: "api.aws"
    case .china: "api.amazonwebservices.com.cn"
    case .europeanSovereign: "api.amazonwebservices.eu"
    case .iso: "api.aws.ic.gov"
    case .isoB: "api.aws.scloud"
    case .isoE: "api.cloud-aws.adc-e.uk"
    case .isoF: "api.aws.hci.ic.gov"
    }
  }

  /// The region that stands for the partition where a call belongs to none.
  package var implicitGlobalRegion: String {
    switch self {
    case .aws: "us-east-1"
    case .china: "cn-northwest-1"
    case .europeanSovereign: "eusc-de-east-1"
    case .usGovernment: "us-gov-west-1"
    case .iso: "us-iso-east-1"
    case .isoB: "us-isob-east-1"
    case .isoE: "eu-isoe-west-1"
    case .isoF: "us-isof-south-1"
    }
  }
}
