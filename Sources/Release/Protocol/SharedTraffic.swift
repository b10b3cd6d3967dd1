package import AWS

/// What AWS wants of an alias before it splits the alias's traffic between two versions.
package enum SharedTraffic {
  /// The way out of each refusal.
  private static let wayOut: Message =
    "all-at-once releases it in one step (shift-weight --weight 100%): that needs no weights"

  /// Refuses two versions whose settings AWS does not let differ on one alias; `differences` are the
  /// names of all settings in which they differ.
  ///
  /// Throws `refused`.
  package static func check(
    _ differences: [String], of version: Message, from live: FunctionVersion, alias: String
  ) throws(ReleaseFailure) {
    let names = differences.filter(FunctionSettings.shared.contains).sorted()
    guard !names.isEmpty else { return }
    let list = names.joined(separator: " and ")
    throw .refused(
      "alias \(alias) cannot share its traffic: \(version) has another \(list) than version \(live), "
        + "and AWS wants them equal",
      hints: [wayOut, "or give the function the \(list) of version \(live) again"])
  }

  /// Refuses an alias with provisioned concurrency, on which AWS takes no weights.
  ///
  /// Throws `refused`.
  package static func check(hasProvisionedConcurrency: Bool, alias: String) throws(ReleaseFailure) {
    guard hasProvisionedConcurrency else { return }
    throw .refused(
      "alias \(alias) has provisioned concurrency, and AWS takes no weights on such an alias",
      hints: [wayOut, removal])
  }

  private static let removal: Message =
    "or remove the provisioned concurrency first (aws lambda delete-provisioned-concurrency-config), "
    + "and add it again after the promotion"

  /// What helps when AWS itself refused weights for one of these reasons; empty for any other.
  package static func hints(about fault: ServiceFault) -> [Message] {
    guard fault.status == 400, ["UpdateAlias", "CreateAlias"].contains(fault.operation) else {
      return []
    }
    if fault.says("provisioned concurrency", ignoringCase: true) { return [wayOut, removal] }
    let isShared = ["execution role", "dead letter", "dead-letter", "dlq"].contains {
      fault.says($0, ignoringCase: true)
    }
    return isShared ? [wayOut, "or publish the version anew with the same Role and queue"] : []
  }
}
