import AWS

/// An option that prints something about the toolbox and does none of the command's work.
///
/// Beside other words it would end with 0 as if that work had been done, so it must stand alone.
enum PrintingOption: String, CaseIterable {
  case version = "--version"
  case schema = "--schema"
  case help = "--experimental-dump-help"
  case completions = "--generate-completion-script"

  /// The one that the words of a command line consist of, or nil when there is none.
  ///
  /// It throws why the words are refused when there are others. `versionOption` is the command's
  /// option that takes a version, if it has one: who writes `--version 3` may have meant that.
  static func alone(in words: [String], versionOption: @autoclosure () -> String?)
    throws(Refusal) -> Self?
  {
    for (index, word) in words.enumerated() {
      if word == "--" { return nil }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let option = parts.first.flatMap({ Self(rawValue: String($0)) }) else { continue }
      if words.count == 1, parts.count == 1 { return option }
      if option == .completions, words.count + parts.count == 3, index == 0 { return option }
      var text = "\(option.rawValue) cannot be combined with other words"
      if option == .version, let meant = versionOption() {
        let next = parts.count > 1 ? String(parts[1]) : words.dropFirst(index + 1).first ?? ""
        let isVersion = FunctionVersion(next) != nil || next == "previous"
        text += ": did you mean \(meant)\(isVersion ? " " + next : "")?"
      }
      throw Refusal(text: text)
    }
    return nil
  }

  /// Why a command line is refused.
  struct Refusal: Error, Equatable {
    let text: String
  }
}
