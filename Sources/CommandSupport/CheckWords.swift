import Glibc

/// The options of healthcheck(1) that the user of a flow gives for its checks.
///
/// A flow hands them to each of its checks, so those are refused that would make a check pass
/// without checking, or that the flow gives itself. The dry run at the flow's start refuses them,
/// before the guard starts.
package enum CheckWords {
  /// The variable by which a flow tells its name.
  static let variable = "LAMBDA_RELEASE_FLOW"

  /// The name of the flow that started this process; nil outside of one.
  static var flow: String? {
    unsafe getenv(variable).map { unsafe String(cString: $0) }
  }

  /// The word that is refused; nil when there is none, and outside of a flow's first dry run.
  package static func refused(in words: [String]) -> String? {
    guard let flow, words.contains("--dry-run") else { return nil }
    var own: Set = ["--dry-run", "--steps", "record"]
    if flow == "all-at-once" { own.insert("--before-traffic") }
    for word in words {
      let name = String(word.prefix { $0 != "=" })
      switch name {
      case "-h", "--help", "--plan", "--schema", "--version", "--to-version", "--bake": return word
      case "--dry-run", "--before-traffic", "--steps": if own.remove(name) == nil { return word }
      case "-n", "--no-input", "--record": if own.remove("record") == nil { return word }
      default: break
      }
    }
    return nil
  }
}
