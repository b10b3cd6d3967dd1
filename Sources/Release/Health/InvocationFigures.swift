package import AWS

/// What Lambda measured of a version's invocations, over all of their REPORT lines.
package struct InvocationFigures: Sendable {
  /// How many invocations had a REPORT line.
  package private(set) var reports = 0
  /// How many of them were the first of their execution environment.
  package private(set) var coldStarts = 0
  /// The function's memory in MB.
  package private(set) var memorySize: Int?
  /// The most memory in MB that any environment used.
  package private(set) var memoryUsed: Int?

  /// Milliseconds, of warm invocations and of cold ones.
  private var durations: (warm: [Double], cold: [Double]) = ([], [])
  private var billed: (warm: [Double], cold: [Double]) = ([], [])
  private var inits: [Double] = []
  private var restores: [Double] = []

  package init() {}

  /// The share of the memory from which on there is a warning.
  private static let warningShare = 0.9

  /// Enters an invocation's report.
  package mutating func enter(_ report: InvocationReport) {
    reports += 1
    if report.isCold {
      coldStarts += 1
      durations.cold.append(report.duration)
      if let milliseconds = report.billedDuration { billed.cold.append(milliseconds) }
    } else {
      durations.warm.append(report.duration)
      if let milliseconds = report.billedDuration { billed.warm.append(milliseconds) }
    }
    if let milliseconds = report.initDuration { inits.append(milliseconds) }
    if let milliseconds = report.restoreDuration { restores.append(milliseconds) }
    if let size = report.memorySize { memorySize = max(size, memorySize ?? 0) }
    if let used = report.memoryUsed { memoryUsed = max(used, memoryUsed ?? 0) }
  }

  /// How long warm invocations ran, in milliseconds; cold ones where there are no others.
  package var duration: LatencySummary {
    LatencySummary(durations.warm.isEmpty ? durations.cold : durations.warm)
  }

  /// The median of initialisation, or else of restoring a snapshot, in milliseconds.
  package var start: Double? {
    LatencySummary(inits).percentile(50) ?? LatencySummary(restores).percentile(50)
  }

  /// GB-seconds that an invocation costs on average: of warm ones, where there are any.
  package var gigabyteSeconds: Double? {
    let times = billed.warm.isEmpty ? billed.cold : billed.warm
    guard let memorySize, !times.isEmpty else { return nil }
    return times.reduce(0, +) / Double(times.count) / 1000 * Double(memorySize) / 1024
  }

  /// The share of its memory that the version used.
  package var memoryShare: Double? {
    guard let memorySize, let memoryUsed, memorySize > 0 else { return nil }
    return Double(memoryUsed) / Double(memorySize)
  }

  /// The figures for a person, in one line; nil without any.
  package var line: String? {
    var parts: [String] = []
    let all = LatencySummary(billed.warm + billed.cold)
    if let p50 = all.percentile(50), let p95 = all.percentile(95) {
      parts.append("billed p50 \(Self.words(p50)), p95 \(Self.words(p95))")
    }
    for (times, name) in [(inits, "init"), (restores, "restore")] {
      guard let median = LatencySummary(times).percentile(50) else { continue }
      let starts = times.count == 1 ? "1 cold start" : "\(times.count) cold starts"
      parts.append("\(name) \(Self.words(median)) (\(starts))")
    }
    if let memoryUsed { parts.append("memory \(memoryUsed)" + ofSize) }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// What to warn of: memory that is nearly used up.
  package var warning: String? {
    guard let memoryUsed, let share = memoryShare, share >= Self.warningShare else { return nil }
    let percent = Int((share * 100).rounded(.down))
    return "warning: memory \(memoryUsed)\(ofSize): \(percent)% used"
  }

  private var ofSize: String { memorySize.map { " of \($0) MB" } ?? " MB" }

  static func words(_ milliseconds: Double) -> String { DecimalText.duration(milliseconds / 1000) }

  /// The figures in the record; nil without any.
  package var json: JSONValue? {
    guard reports > 0 else { return nil }
    var json: JSONValue = ["Reports": .init(reports), "ColdStarts": .init(coldStarts)]
    json["DurationMilliseconds"] = Self.percentiles(duration)
    json["BilledMilliseconds"] = Self.percentiles(LatencySummary(billed.warm + billed.cold))
    json["InitMilliseconds"] = Self.percentiles(LatencySummary(inits))
    json["RestoreMilliseconds"] = Self.percentiles(LatencySummary(restores))
    json["MemorySize"] = memorySize.map { .init($0) }
    json["MaxMemoryUsed"] = memoryUsed.map { .init($0) }
    return json
  }

  private static func percentiles(_ summary: LatencySummary) -> JSONValue? {
    guard let p50 = summary.percentile(50), let p95 = summary.percentile(95) else { return nil }
    func number(_ value: Double) -> JSONValue { .number(DecimalText.number(value, decimals: 2)) }
    return ["P50": number(p50), "P95": number(p95)]
  }
}
