/// What Lambda measured of one invocation: the REPORT line of its log, or `platform.report` where
/// the log's format is JSON.
///
/// [Log formats](https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html)
package struct InvocationReport: Sendable, Equatable {
  /// Milliseconds that the function ran, without initialisation.
  package var duration: Double
  /// Milliseconds that are billed.
  package var billedDuration: Double?
  /// The function's memory in MB.
  package var memorySize: Int?
  /// The most memory in MB that the execution environment has used so far.
  package var memoryUsed: Int?
  /// Milliseconds of initialisation; nil for an environment that was warm.
  package var initDuration: Double?
  /// Milliseconds of restoring a SnapStart snapshot; nil for an environment that was warm.
  package var restoreDuration: Double?

  package init(
    duration: Double, billedDuration: Double? = nil, memorySize: Int? = nil,
    memoryUsed: Int? = nil, initDuration: Double? = nil, restoreDuration: Double? = nil
  ) {
    self.duration = duration
    self.billedDuration = billedDuration
    self.memorySize = memorySize
    self.memoryUsed = memoryUsed
    self.initDuration = initDuration
    self.restoreDuration = restoreDuration
  }

  /// Whether the invocation was the first of its execution environment.
  package var isCold: Bool { initDuration != nil || restoreDuration != nil }

  /// Finds the report of a request at the end of a log.
  ///
  /// A function can log lines that look like one, but Lambda writes its own after them: the last
  /// line that is about this request counts. When that one is incomplete there is no report.
  package init?(logTail: [UInt8], requestID: String) {
    let id = Array(requestID.utf8)
    guard !id.isEmpty else { return nil }
    for line in logTail.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).reversed() {
      if line.first == UInt8(ascii: "{") {
        guard line.contains(Self.jsonType) else { continue }
        guard let value = try? JSONValue.parse(Array(line)) else { return nil }
        guard value["type"]?.string == "platform.report",
          value["record"]?["requestId"]?.string == requestID
        else { continue }
        self.init(metrics: value["record"]?["metrics"] ?? .null)
        return
      }
      guard line.starts(with: Self.textStart) else { continue }
      let rest = line.dropFirst(Self.textStart.count)
      // Cut within the id, or after it.
      if id.starts(with: rest) { return nil }
      guard rest.starts(with: id) else { continue }
      let fields = rest.dropFirst(id.count)
      guard let separator = fields.first, separator == 0x09 || separator == 0x20 else { continue }
      self.init(fields: fields)
      return
    }
    return nil
  }

  private static let textStart = Array("REPORT RequestId: ".utf8)
  private static let jsonType = Array("\"platform.report\"".utf8)

  /// Reads `Duration: 12.34 ms`, `Max Memory Used: 64 MB` and so on, whatever is between them.
  private init?(fields: ArraySlice<UInt8>) {
    var values: [String: Double] = [:]
    var words: [Substring] = []
    let text = String(decoding: fields, as: UTF8.self)
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\t" }) {
      if let label = words.lastIndex(where: { $0.hasSuffix(":") }), words.count == label + 2,
        let value = Self.amount(String(words[label + 1]))
      {
        let name = words[...label].joined(separator: " ") + word
        if values[name] == nil { values[name] = value }
        words = []
      } else if words.last?.hasSuffix(":") == true, Self.amount(String(word)) == nil {
        words = []
      } else {
        words.append(word)
      }
    }
    guard let duration = values["Duration:ms"] else { return nil }
    self.init(
      duration: duration, billedDuration: values["Billed Duration:ms"],
      memorySize: values["Memory Size:MB"].map { Int($0) },
      memoryUsed: values["Max Memory Used:MB"].map { Int($0) },
      initDuration: values["Init Duration:ms"], restoreDuration: values["Restore Duration:ms"])
  }

  private init?(metrics: JSONValue) {
    func value(_ name: String) -> Double? { metrics[name]?.numeral.flatMap(Self.amount) }
    guard let duration = value("durationMs") else { return nil }
    self.init(
      duration: duration, billedDuration: value("billedDurationMs"),
      memorySize: value("memorySizeMB").map { Int($0) },
      memoryUsed: value("maxMemoryUsedMB").map { Int($0) },
      initDuration: value("initDurationMs"), restoreDuration: value("restoreDurationMs"))
  }

  /// A number that is not negative and can be one of milliseconds or MB.
  private static func amount(_ text: String) -> Double? {
    guard let first = text.utf8.first, (0x30...0x39).contains(first), let value = Double(text),
      value <= 1e9
    else { return nil }
    return value
  }
}

extension InvokeReply {
  /// What Lambda measured of this invocation; nil when the log does not tell it.
  package var report: InvocationReport? {
    guard let logTail, let requestID else { return nil }
    return InvocationReport(logTail: Array(logTail.utf8), requestID: requestID)
  }
}
