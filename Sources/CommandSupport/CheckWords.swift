import LibC

/// The options of healthcheck(1) that the user of a flow gives for its checks.
///
/// A flow hands them to each of its checks, so those are refused that would make a check pass
/// without checking, or that the flow gives itself. The dry run at the flow's start refuses them,
/// before the guard starts: the flow's own words end in its `--dry-run`, the user's follow.
package enum CheckWords {
  /// The variable by which a flow tells its name.
  package static let variable = "LAMBDA_RELEASE_FLOW"

  /// The name of the flow that started this process; nil outside of one.
  static var flow: String? {
    unsafe getenv(variable).map { unsafe String(cString: $0) }
  }

  /// The options that no user of a flow gives to its checks.
  private static let refused: Set = [
    "--help", "--plan", "--json", "--schema", "--version", "--to-version", "--bake", "--dry-run",
    "--before-traffic", "--no-input", "--record", "--function", "--function-name", "--alias",
    "--region", "--create", "--no-check", "--schedule", "--steps", "--bucket", "--description",
    "--timeout", "--pace", "--cap",
  ]

  /// The word that is refused; nil when there is none, and outside of a flow's first dry run.
  package static func refused(in words: [String]) -> String? {
    guard flow != nil, let own = words.firstIndex(of: "--dry-run") else { return nil }
    return words[(own + 1)...].first { word in
      if word.hasPrefix("--") { return refused.contains(String(word.prefix { $0 != "=" })) }
      return word.hasPrefix("-") && word.dropFirst().contains { $0 == "n" || $0 == "h" }
        && word.dropFirst().allSatisfy(\.isLetter)
    }
  }
}
