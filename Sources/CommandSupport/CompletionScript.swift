import ArgumentParser

extension ToolboxCommand {
  /// The script that the words `--generate-completion-script SHELL` print; nil for an unknown shell.
  ///
  /// ArgumentParser offers a subcommand `help`, which no command has, and which zsh refuses beside an
  /// argument that takes all words that are left.
  static func completionScript(askedBy words: [String]) -> String? {
    let name = words.last?.split(separator: "=").last.map(String.init) ?? ""
    guard let shell = CompletionShell(rawValue: name) else { return nil }
    let help = ["'(-): :->command'", "'(-)*:: :->arg'", "compgen -W 'help' --", "-fa 'help' -d "]
    return completionScript(for: shell)
      .split(separator: "\n", omittingEmptySubsequences: false)
      .filter { line in !help.contains { line.contains($0) } }
      .joined(separator: "\n")
  }
}
