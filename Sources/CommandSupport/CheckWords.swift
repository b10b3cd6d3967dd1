/// The options of healthcheck(1) that the user of a flow gives for its checks.
///
/// A flow hands them to each of its checks, so those are refused that would make a check pass
/// without checking, or that the flow gives itself. It is told at the flow's start: by the dry run
/// that judges everything before the guard starts.
package enum CheckWords {
  /// The variable by which a flow tells its name.
  static let flow = "LAMBDA_RELEASE_FLOW"

  /// The word that is refused; nil when there is none, and outside of a flow's first dry run.
  package static func refused(in words: [String], inFlow flow: String?) -> String? {
    guard let flow, words.contains("--dry-run") else { return nil }
    var own: Set = ["--dry-run", "record"]
    if flow == "all-at-once" { own.insert("--before-traffic") }
    for word in words {
      let name = String(word.prefix { $0 != "=" })
      switch name {
      case "-h", "--help", "--plan", "--schema", "--version", "--to-version", "--bake": return word
      case "--dry-run", "--before-traffic": if own.remove(name) == nil { return word }
      case "-n", "--no-input", "--record": if own.remove("record") == nil { return word }
      default: break
      }
    }
    return nil
  }
}
