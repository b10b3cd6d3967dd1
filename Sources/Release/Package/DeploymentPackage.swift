/// A zip file that Lambda could take, as far as its directory tells.
///
/// [Lambda quotas](https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html)
package struct DeploymentPackage: Sendable, Equatable {
  /// The length of the zip in bytes.
  package let size: Int
  /// How many files and folders it holds.
  package let entries: Int
  /// The sum of the lengths of its files once unzipped, in bytes.
  package let unzippedSize: Int
  /// What Lambda may trip over in it, whatever the function is.
  package let warnings: [PackageWarning]

  /// The most that a function's code may be once unzipped, layers included, in bytes.
  package static let unzippedLimit = 262_144_000
  /// The longest zip that UpdateFunctionCode takes in the request itself, in bytes.
  package static let directLimit = 52_428_800

  /// Why Lambda cannot take a file as a package.
  package struct Refusal: Error, Equatable, CustomStringConvertible {
    /// What is wrong, without the file's name.
    package var description: String

    /// Makes an error.
    package init(description: String) {
      self.description = description
    }
  }

  /// Looks through a zip's directory.
  ///
  /// Throws when Lambda cannot take the zip or cannot run what is in it. The file is never held in
  /// memory as a whole.
  package init(_ source: ZipSource) throws(Refusal) {
    guard source.size > 0 else { throw Refusal(description: "the file is empty: no zip") }
    guard source.size <= Self.unzippedLimit else {
      throw Refusal(
        description:
          "\(source.size) bytes: larger than Lambda's limit of \(Self.unzippedLimit) bytes")
    }
    let directory = try ZipDirectory(source)
    var findings = PackageFindings()
    try directory.walk { (entry) throws(Refusal) in
      guard entry.length < 0xFFFF_FFFF else {
        throw Refusal(description: "a file in the zip is longer than 4 GiB: too large for Lambda")
      }
      findings.add(entry)
    }
    guard findings.unzippedSize <= Self.unzippedLimit else {
      throw Refusal(
        description: "\(findings.unzippedSize) bytes once unzipped: "
          + "larger than Lambda's limit of \(Self.unzippedLimit) bytes")
    }
    if let refusal = findings.refusal { throw Refusal(description: refusal) }
    size = source.size
    entries = findings.entries
    unzippedSize = findings.unzippedSize
    warnings = findings.warnings(trailingBytes: directory.trailingBytes)
  }
}
