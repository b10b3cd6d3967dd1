import AWS

/// The table and the charts of one alias in GitHub's Markdown.
struct StoryMarkdown {
  private let part: ReleaseStory.Part

  init(_ part: ReleaseStory.Part) {
    self.part = part
  }

  /// The table, the last comparison, then the charts that have something to show.
  var lines: [String] {
    let more = isPaced ? ["evidence"] : []
    let titles =
      [
        "time (UTC)", "after", "version", "share", "act", StoryRow.requestsTitle(part.rows),
        "failed",
      ] + more + ["p50", "p95", "took"]
    let rule =
      ["---", "--:", "--:", "---", "---", "--:", "--:"] + more.map { _ in "--:" }
      + ["--:", "--:", "--:"]
    let rows = [titles, rule] + part.rows.suffix(Self.rowsLimit).map { cells($0) }
    var table = rows.map { "| " + $0.joined(separator: " | ") + " |" }
    let left = part.rows.count - Self.rowsLimit
    if left > 0 { table += ["", "The \(left) acts before these are left out."] }
    let comparison = part.rows.last { $0.act.comparison != nil }
    if let comparison = comparison.flatMap({ StoryComparison($0.act) }) {
      table += comparison.lines
    }
    return table + chart("share of the traffic", limit: 100, shares)
      + chart("failed requests", limit: nil, failures)
      + chart("evidence of what is needed", limit: 100, evidence)
  }

  /// Whether the release is a paced one, which has evidence to show.
  private var isPaced: Bool { part.rows.contains { !$0.evidence.isEmpty } }

  private var evidence: [Point] {
    points {
      guard let have = $0.figures?.have, let need = $0.figures?.need, need > 0 else { return nil }
      return min(100, 100 * have / need)
    } merging: {
      $1
    }
  }

  /// The most rows of a table: GitHub takes 1 MiB of summary.
  private static let rowsLimit = 1000

  private func cells(_ row: StoryRow) -> [String] {
    let act = row.act
    var words = StoryText.markdown(act.words)
    if let explanation = act.explanation { words += ": " + StoryText.markdown(explanation) }
    let time = row.day.map { "\($0) \(row.time)" } ?? ""
    let share = act.weight.map { "\(Self.bar($0)) \($0.percent)" } ?? ""
    return [
      time, row.afterText, StoryText.markdown(act.version), share, words, row.requests, row.failed,
    ] + (isPaced ? [row.evidence] : []) + [row.p50, row.p95, row.took]
  }

  /// A bar of ten characters; a share that is not 0% shows.
  private static func bar(_ weight: Weight) -> String {
    let full = weight == Weight.none ? 0 : max(1, weight.billionths / 100_000_000)
    return String(repeating: "█", count: full) + String(repeating: "░", count: 10 - full)
  }

  /// A moment of a chart: its label, and percents.
  private struct Point {
    var label: String
    var percent: Double
  }

  /// The most moments of a chart that can be read.
  private static let pointsLimit = 40

  private var shares: [Point] {
    points {
      // An announced share may never have been set.
      if case .announced = $0.kind { return nil }
      return $0.weight.map { Double($0.billionths) / 10_000_000 }
    } merging: {
      $1
    }
  }

  private var failures: [Point] {
    points {
      $0.failedPercent
    } merging: {
      max($0, $1)
    }
  }

  /// The acts with a value; of those in one second there is one point, for Mermaid draws all that
  /// have the same label in one place.
  private func points(_ value: (StoryAct) -> Double?, merging: (Double, Double) -> Double)
    -> [Point]
  {
    var points: [Point] = []
    var known: [String: Int] = [:]
    for (place, row) in part.rows.enumerated() {
      guard let percent = value(row.act) else { continue }
      let label = row.after == nil ? "act \(place + 1)" : row.afterText
      if let same = known[label] {
        points[same].percent = merging(points[same].percent, percent)
      } else {
        known[label] = points.count
        points.append(Point(label: label, percent: percent))
      }
    }
    let each = (points.count + Self.pointsLimit - 1) / Self.pointsLimit
    guard each > 1 else { return points }
    return stride(from: 0, to: points.count, by: each).map { start in
      let group = points[start..<min(start + each, points.count)]
      let percents = group.map(\.percent)
      return Point(
        label: group.last?.label ?? "",
        percent: percents.dropFirst().reduce(percents.first ?? 0, merging))
    }
  }

  /// A bar chart; none for less than two points.
  private func chart(_ title: String, limit: Int?, _ points: [Point]) -> [String] {
    guard points.count > 1 else { return [] }
    let most = limit ?? max(1, Int((points.map(\.percent).max() ?? 0).rounded(.up)))
    let labels = points.map { "\"\($0.label)\"" }.joined(separator: ", ")
    let values = points.map { DecimalText.number($0.percent, decimals: 2) }
    let name = part.title.isEmpty ? "" : ", " + StoryText.mermaid(part.title)
    return [
      "", "```mermaid", "xychart-beta", "  title \"\(title)\(name)\"",
      "  x-axis \"time since the start\" [\(labels)]", "  y-axis \"percent\" 0 --> \(most)",
      "  bar [\(values.joined(separator: ", "))]", "```",
    ]
  }
}
