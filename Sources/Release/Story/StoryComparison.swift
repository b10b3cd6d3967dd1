import AWS

/// What a comparison of two versions found, in GitHub's Markdown.
struct StoryComparison {
  private let json: JSONValue
  private let version: String

  /// Reads the act's `Comparison`; nil for an act without one.
  init?(_ act: StoryAct) {
    guard let json = act.comparison, json.members != nil else { return nil }
    self.json = json
    version = act.version
  }

  /// A table of what differs, the noise, and a table of what Lambda measured of both versions.
  var lines: [String] {
    let names = "version \(text(json["Against"])) | version \(StoryText.markdown(version))"
    let differences = (json["Differences"]?.array ?? []).prefix(Self.rowsLimit)
    var lines = [""]
    if differences.isEmpty {
      let pairs = json["Pairs"].flatMap(ActFigures.amount).map { Int($0) } ?? 0
      lines.append("No field of the answers differs in \(pairs) pairs.")
    } else {
      lines += ["| field | differs | \(names) |", "| --- | --: | --- | --- |"]
      lines += differences.map { row in
        let of = "\(text(row["Differing"])) of \(text(row["Of"]))"
        let values = [row["Serving"], row["Candidate"]].map { $0 == nil ? "missing" : text($0) }
        return "| \(text(row["Path"])) | \(of) | \(values.joined(separator: " | ")) |"
      }
    }
    let noise = (json["Noise"]?.array ?? []).prefix(Self.rowsLimit).map { text($0) }
    if !noise.isEmpty { lines += ["", "Noise: \(noise.joined(separator: ", "))"] }
    let figures = self.figures
    return figures.isEmpty
      ? lines : lines + ["", "| measured | \(names) |", "| --- | --: | --: |"] + figures
  }

  /// The most differences that are shown.
  private static let rowsLimit = 20

  private var figures: [String] {
    let sides = [json["Serving"], json["Candidate"]]
    func row(_ title: String, _ unit: String, _ value: (JSONValue) -> JSONValue?) -> String? {
      let cells = sides.map { side in
        side.flatMap { $0.members == nil ? nil : value($0) }.flatMap(ActFigures.amount)
          .map { DecimalText.number($0, decimals: $0 < 10 ? 1 : 0) + " " + unit } ?? ""
      }
      return cells.allSatisfy(\.isEmpty) ? nil : "| \(title) | \(cells.joined(separator: " | ")) |"
    }
    return [
      row("duration p50", "ms") { $0["DurationMilliseconds"]?["P50"] },
      row("duration p95", "ms") { $0["DurationMilliseconds"]?["P95"] },
      row("init p50", "ms") { $0["InitMilliseconds"]?["P50"] },
      row("restore p50", "ms") { $0["RestoreMilliseconds"]?["P50"] },
      row("memory used", "MB") { $0["MaxMemoryUsed"] },
    ].compactMap { $0 }
  }

  private func text(_ value: JSONValue?) -> String {
    guard let value else { return "" }
    return StoryText.markdown(value.string ?? value.numeral ?? value.serialized)
  }
}
