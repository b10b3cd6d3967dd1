package import AWS

/// The story of a release: what was done and measured, a row an act, for a terminal or for GitHub.
///
/// It is made from the acts alone. Every text that comes from outside is escaped in what it returns,
/// and no act, however it looks, keeps the others from being shown.
package struct ReleaseStory {
  /// What happened to one alias.
  struct Part {
    var title: String
    var rows: [StoryRow]
  }

  let parts: [Part]

  /// Tells the acts of a record's `History`, or the lines of a guard's journal, oldest first.
  package init(acts: [JSONValue]) {
    var acts = Self.answered(acts.map { StoryAct($0) })
    Self.name(&acts)
    let start = acts.compactMap(\.at).min()
    var order: [StoryAct.Subject] = []
    var rows: [StoryAct.Subject: [StoryRow]] = [:]
    for act in acts {
      if rows[act.subject] == nil { order.append(act.subject) }
      // What a record says of a share is news only before anything else is known of it.
      if case .found = act.kind, rows[act.subject]?.isEmpty == false { continue }
      rows[act.subject, default: []].append(StoryRow(act, start: start))
    }
    parts = order.map { subject in
      Part(title: Self.title(subject, among: order), rows: rows[subject] ?? [])
    }
  }

  /// The story as a table, each line at most `width` columns of a terminal.
  ///
  /// A narrow table leaves columns out, a wide one has longer bars.
  package func table(width: Int) -> [String] {
    guard !parts.isEmpty else { return [StoryText.cut(Self.nothing, to: width)] }
    var lines: [String] = []
    for part in parts {
      if parts.count > 1 {
        if !lines.isEmpty { lines.append("") }
        lines.append(StoryText.cut(StoryText.visible(part.title), to: width))
      }
      lines += StoryTable(part.rows, width: width).lines
    }
    return lines
  }

  /// The story as a table and charts of GitHub's Markdown, below a heading when there is a title.
  package func markdown(title: String? = nil) -> [String] {
    var lines = title.map { ["### " + StoryText.markdown($0), ""] } ?? []
    guard !parts.isEmpty else { return lines + [Self.nothing] }
    for (place, part) in parts.enumerated() {
      if place > 0 { lines.append("") }
      if parts.count > 1 { lines += ["**\(StoryText.markdown(part.title))**", ""] }
      lines += StoryMarkdown(part).lines
    }
    return lines
  }

  private static let nothing = "no acts are recorded"

  /// The acts without the announcements that an act of the same process follows.
  private static func answered(_ acts: [StoryAct]) -> [StoryAct] {
    var later: Set<[String]> = []
    return acts.reversed().filter { act in
      let key = ["\(act.process.map { "\($0)" } ?? "")", act.command, act.subject.function]
      if !act.isAnnouncement { later.insert(key) }
      guard case .announced = act.kind else { return true }
      // The pin of an alias exposes nothing.
      return act.weight != nil && !later.contains(key)
    }.reversed()
  }

  /// Completes what acts say of their alias: before there is one, it is the next one that is named.
  private static func name(_ acts: inout [StoryAct]) {
    let functions = Set(acts.map(\.subject.function)).subtracting([""])
    for place in acts.indices where acts[place].subject.function.isEmpty && functions.count == 1 {
      acts[place].subject = StoryAct.Subject(function: functions.first ?? "")
    }
    let places = Array(acts.indices)
    let named = acts.map(\.subject)
    for order in [places.reversed(), places] {
      var nearest: [[String]: StoryAct.Subject] = [:]
      for place in order {
        let subject = named[place]
        if !subject.alias.isEmpty {
          nearest[[subject.function, subject.region]] = subject
          nearest[[subject.function, ""]] = subject
        } else if acts[place].subject.alias.isEmpty,
          let other = nearest[[subject.function, subject.region]]
        {
          acts[place].subject = other
        }
      }
    }
  }

  /// What an alias is called among all that the story is about.
  private static func title(_ subject: StoryAct.Subject, among all: [StoryAct.Subject]) -> String {
    func isTwin(_ other: StoryAct.Subject) -> Bool {
      other.function == subject.function && other.alias == subject.alias
    }
    var title = subject.alias.isEmpty ? "" : subject.alias
    if !subject.function.isEmpty { title += (title.isEmpty ? "" : " of ") + subject.function }
    if title.isEmpty, all.count > 1 { title = "no function" }
    guard all.filter(isTwin).count > 1 else { return title }
    let twins = [subject.region, subject.endpoint].filter { !$0.isEmpty }
    return twins.isEmpty ? title : "\(title) (\(twins.joined(separator: ", ")))"
  }
}

extension StoryAct {
  /// Whether it tells of a write to come, or of a share that was there.
  var isAnnouncement: Bool {
    switch kind {
    case .announced, .found: true
    default: false
    }
  }
}
