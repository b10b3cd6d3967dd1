import AWS

extension AliasStatus {
  /// The status as GitHub's Markdown, a line an element: a heading, a table, and what else there is
  /// to say.
  package var markdown: [String] {
    var lines = [
      "### " + StoryText.markdown("\(alias.name) of \(functionName) in \(region)"), "",
      "| Version | Share | State | Modified | Size | Description |",
      "| ---: | ---: | --- | --- | ---: | --- |",
    ]
    for version in Self.versions(of: alias) { lines.append(row(of: version)) }
    var notes = unseenWords.map { "Not visible: \($0)" }
    if let words = previousWords {
      notes.insert("`rollback --to-version previous`: \(words)", at: 0)
    }
    if !notes.isEmpty { lines += [""] + notes.map { "- " + $0 } }
    return lines
  }

  private func row(of version: FunctionVersion) -> String {
    let state = AliasState(alias)
    let found = configuration(of: version)
    var words = remarks(on: version).filter { $0.label != "modified" }.map {
      "\($0.label): \($0.text)"
    }
    if state.share(of: version) == .none { words.insert("previous", at: 0) }
    let cells = [
      "\(version)", seesAlias ? state.share(of: version).percent : "",
      words.joined(separator: "; "),
      found?.lastModified?.minute ?? "", found?.sizeWords ?? "",
      StoryText.markdown(found?.description ?? ""),
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }
}
