import AWS

extension AliasStatus {
  /// How many columns each line has at most.
  package static let width = 80

  /// The status for a terminal or a log, a line an element; on a terminal with a bar of each share.
  package func text(onTerminal: Bool) -> [String] {
    let head = "\(functionName):\(alias.name) in \(region)"
    var lines = [StoryText.visible(head)]
    let state = AliasState(alias)
    for version in Self.versions(of: alias) {
      let isServing = version == state.primary || version == state.second?.version
      guard isServing else {
        lines.append("  previous      version \(version)")
        lines += details(of: version)
        continue
      }
      var line = Self.labelled("  version \(version)", at: 16)
      if seesAlias {
        let share = state.share(of: version)
        line += StoryText.padded(share.percent, to: max(6, share.percent.count), isNumber: true)
        if onTerminal { line += "  " + StoryText.bar(share, columns: 20) }
      }
      lines.append(StoryText.trimmed(line))
      lines += details(of: version)
    }
    if let words = previousWords, !isPreviousShown {
      lines += Self.field("  previous", words, at: 16)
    }
    for words in unseenWords {
      lines += Self.field("  not visible", words, at: 16)
    }
    return lines
  }

  /// Whether the version that `previous` brings back has a heading of its own.
  private var isPreviousShown: Bool {
    guard case .version(let version) = previous else { return false }
    return AliasState(alias).second?.version != version
  }

  private func details(of version: FunctionVersion) -> [String] {
    var lines = remarks(on: version).filter { !$0.text.isEmpty }.flatMap {
      Self.field("    " + $0.label, $0.text, at: 18)
    }
    if let text = configuration(of: version)?.description, !text.isEmpty {
      let shown = StoryText.visible(text)
      lines += Self.field("    description", shown, at: 18)
    }
    return lines
  }

  /// The most lines that one text takes.
  private static let linesLimit = 8

  /// A label, and from a column on a text that goes on in as many lines as it needs.
  private static func field(_ label: String, _ text: String, at column: Int) -> [String] {
    let lines = StoryText.wrapped(text, to: width - column, lines: linesLimit)
    return lines.enumerated().map { index, line in
      labelled(index == 0 ? label : "", at: column) + line
    }
  }

  /// A label, with blanks up to a column, one at least.
  private static func labelled(_ label: String, at column: Int) -> String {
    StoryText.padded(label, to: max(column, StoryText.width(label) + 1), isNumber: false)
  }
}
