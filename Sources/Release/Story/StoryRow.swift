import AWS

/// An act in words and numbers, one text a column, not escaped yet.
struct StoryRow {
  let act: StoryAct
  /// Seconds since the story's first act.
  let after: Double?

  init(_ act: StoryAct, start: Timestamp?) {
    self.act = act
    after = act.at.flatMap { at in start.map { at.seconds - $0.seconds } }
  }

  /// The day, such as `2026-11-23`, in UTC.
  var day: String? { act.at.map { String($0.iso8601.prefix(10)) } }
  /// The time of day in UTC.
  var time: String { act.at.map { String($0.iso8601.dropFirst(11).prefix(8)) } ?? "" }
  var afterText: String { after.map { Self.duration($0.rounded()) } ?? "" }
  var share: String { act.weight?.percent ?? "" }
  var requests: String { act.figures?.requests.map { "\($0)" } ?? "" }
  var failed: String { act.figures?.failed.map { "\($0)" } ?? "" }
  /// The evidence of a paced release, such as `34/50`.
  var evidence: String {
    guard let have = act.figures?.have, let need = act.figures?.need else { return "" }
    return "\(Pace.number(have))/\(Pace.number(need))"
  }
  var p50: String { act.figures?.p50.map { Self.latency($0) } ?? "" }
  var p95: String { act.figures?.p95.map { Self.latency($0) } ?? "" }
  var took: String { act.seconds.map { Self.duration($0) } ?? "" }

  /// What the column of the requests is called: of users' requests not all are probes.
  static func requestsTitle(_ rows: [StoryRow]) -> String {
    rows.contains { $0.act.figures?.isTraffic == true } ? "calls" : "probes"
  }

  /// Milliseconds as `31ms`, `1.42s`.
  private static func latency(_ milliseconds: Int) -> String {
    if milliseconds < 1000 { return "\(milliseconds)ms" }
    if milliseconds >= 10_000 { return duration((Double(milliseconds) / 1000).rounded()) }
    return DecimalText.number(Double(milliseconds) / 1000, decimals: 2) + "s"
  }

  /// Seconds as `0.4s`, `45s`, `4m5s`, `1h2m`, `3d4h`.
  static func duration(_ seconds: Double) -> String {
    if seconds < 9.95 { return DecimalText.number(seconds, decimals: 1) + "s" }
    let whole = Int(seconds.rounded())
    func two(_ size: Int, _ unit: String, _ part: Int, _ partUnit: String) -> String {
      let rest = whole % size / part
      return "\(whole / size)\(unit)" + (rest == 0 ? "" : "\(rest)\(partUnit)")
    }
    switch whole {
    case ..<60: return "\(whole)s"
    case ..<3600: return two(60, "m", 1, "s")
    case ..<86_400: return two(3600, "h", 60, "m")
    default: return two(86_400, "d", 3600, "h")
    }
  }
}
