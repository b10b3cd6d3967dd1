/// A name that AWS's endpoint tables take in the place of a region.
///
/// `fips-us-east-1` and `us-east-1-fips` are `us-east-1` with FIPS endpoints; `aws-global` is the
/// partition's implicit region with the global endpoints that services have; `s3-external-1` is the
/// old address of S3 in `us-east-1`.
struct PseudoRegion: Equatable {
  /// An endpoint that serves more than one region.
  enum Global: Equatable {
    /// `sts.amazonaws.com` and `s3.amazonaws.com`.
    case services
    /// `s3-external-1.amazonaws.com`.
    case externalS3
  }

  /// The region that is meant.
  let region: String
  /// Whether the name asks for FIPS endpoints.
  let impliesFIPS: Bool
  /// The endpoints that belong to no region; nil for a region's own.
  let global: Global?

  /// Reads a name; one of a real region stands for itself.
  init(_ text: String) {
    var name = text[...]
    if name.hasPrefix("fips-") {
      name = name.dropFirst(5)
    } else if name.hasSuffix("-fips") {
      name = name.dropLast(5)
    }
    impliesFIPS = name.utf8.count != text.utf8.count
    if name == "s3-external-1" {
      (region, global) = (Partition.aws.implicitGlobalRegion, .externalS3)
    } else if name.hasSuffix("-global"),
      let partition = Partition(rawValue: String(name.dropLast(7)))
    {
      // The other partitions have no host of such a name.
      (region, global) = (partition.implicitGlobalRegion, partition == .aws ? .services : nil)
    } else {
      (region, global) = (String(name), nil)
    }
  }
}
