package import AWS

extension JournalEntry {
  /// The longest line that a command writes, in bytes.
  package static let lineLimit = 16 << 10

  /// Reads an entry; nil for JSON that no command of ours wrote.
  ///
  /// What cannot be read in it counts as the worst that it may mean: all traffic, no verdict.
  package init?(json: JSONValue) {
    func text(_ name: String) -> String? { json[name]?.string.flatMap { $0.isEmpty ? nil : $0 } }
    func version(_ name: String) -> FunctionVersion? { text(name).flatMap { FunctionVersion($0) } }
    guard let command = text("Command"), let function = json["FunctionName"]?.string,
      let region = json["Region"]?.string
    else { return nil }
    let isShare = json["Shifting"]?.bool == true || json["Found"]?.bool == true
    let weight = json["Weight"]?.numeral.flatMap { Weight(numeral: $0) }
    self.init(
      .other, command: command,
      place: Place(
        functionName: function, functionArn: text("FunctionArn"), region: region,
        alias: text("Alias"), profile: text("Profile"), endpointURL: text("EndpointURL")),
      at: text("At").flatMap { Timestamp(iso8601: $0) } ?? Timestamp(milliseconds: 0),
      version: version("Version"),
      weight: weight ?? (isShare && json["Version"] != nil ? .all : nil),
      codeSha256: text("CodeSha256"), previousVersion: version("PreviousVersion"),
      run: text("Run"), writesNote: json["NoNote"]?.bool != true, reason: text("Reason"),
      process: json["Process"]?.int.flatMap { Int32(exactly: $0) })
    figures = json["Evidence"].flatMap { ActFigures(evidence: $0) }
    seconds = json["Seconds"].flatMap { ActFigures.amount($0) }
    kind = Kind(json: json, of: command)
    if kind == .other { changed = json["Changed"]?.bool }
  }

  /// The entry as an act of `History` with the members that say where it happened.
  package var json: JSONValue {
    var members = [
      JSONMember("At", .string(at.iso8601)), JSONMember("Command", .string(command)),
      JSONMember("FunctionName", .string(place.functionName)),
    ]
    func add(_ name: String, _ text: String?) {
      if let text { members.append(JSONMember(name, .string(text))) }
    }
    add("FunctionArn", place.functionArn)
    add("Region", place.region)
    add("Alias", place.alias)
    add("Profile", place.profile)
    add("EndpointURL", place.endpointURL)
    add("Version", version?.description)
    if let weight { members.append(JSONMember("Weight", .number(weight.numeral))) }
    add("CodeSha256", codeSha256)
    add("PreviousVersion", previousVersion?.description)
    add("Run", run)
    if !writesNote { members.append(JSONMember("NoNote", true)) }
    if let process { members.append(JSONMember("Process", .init(Int(process)))) }
    members += outcome
    add("Reason", reason)
    if let figures { members.append(JSONMember("Evidence", figures.json)) }
    if let seconds {
      members.append(JSONMember("Seconds", .number(DecimalText.number(seconds, decimals: 1))))
    }
    return .object(members)
  }

  private var outcome: [JSONMember] {
    switch kind {
    case .announced(let isNew):
      [JSONMember("Shifting", true)] + (isNew ? [JSONMember("New", true)] : [])
    case .found(let verdict):
      [JSONMember("Found", true)]
        + (verdict.map { [JSONMember("Verdict", .string($0.rawValue))] } ?? [])
    case .shifted(let changed): [JSONMember("Changed", .bool(changed))]
    case .rolledBack(let from, let to):
      [JSONMember("Changed", .bool(from != nil))]
        + (from.map { [JSONMember("From", .string("\($0)"))] } ?? [])
        + [JSONMember("To", .string("\(to)"))]
    case .verdict(let verdict): [JSONMember("Verdict", .string(verdict.rawValue))]
    case .failed(let status): [JSONMember("Status", .init(Int(status)))]
    case .other: changed.map { [JSONMember("Changed", .bool($0))] } ?? []
    }
  }

  /// The line to append in one write: it begins and ends with a line feed, so that a line which
  /// another process left half written spoils no other.
  ///
  /// Nil when it is longer than `lineLimit` although the reason was cut: then nothing may be sent.
  package var line: [UInt8]? {
    var entry = self
    entry.reason = reason.map { String(String.UnicodeScalarView($0.unicodeScalars.prefix(500))) }
    let line = [0x0A] + Array(entry.json.serialized.utf8) + [0x0A]
    return line.count <= Self.lineLimit ? line : nil
  }

  /// Reads a journal.
  ///
  /// A line that is no complete object was never followed by a call, and is skipped.
  package static func lines(_ bytes: [UInt8]) -> [JournalEntry] {
    bytes.split(separator: 0x0A).compactMap { line in
      guard let json = try? JSONValue.parse(Array(line)), json.members != nil else { return nil }
      return JournalEntry(json: json)
    }
  }
}

extension JournalEntry.Kind {
  /// Reads what an entry of a journal, or an act of `History`, tells of.
  init(json: JSONValue, of command: String) {
    if json["Shifting"]?.bool == true {
      self = .announced(isNew: json["New"]?.bool == true)
    } else if json["Found"]?.bool == true {
      self = .found(json["Verdict"].map { Verdict(rawValue: $0.string ?? "") ?? .inconclusive })
    } else {
      self.init(outcome: json, of: command)
    }
  }

  /// What the outcome of a command's act tells a guard: see `Act`.
  package init(outcome: JSONValue, of command: String) {
    func version(_ name: String) -> FunctionVersion? {
      outcome[name]?.string.flatMap { FunctionVersion($0) }
    }
    if let status = outcome["Status"]?.int {
      self = .failed(status: Int32(clamping: status))
    } else if let verdict = outcome["Verdict"] {
      // One that is not known permits nothing.
      self = .verdict(Verdict(rawValue: verdict.string ?? "") ?? .inconclusive)
    } else if let to = version("To") {
      self = .rolledBack(from: version("From"), to: to)
    } else if command == "shift-weight", let changed = outcome["Changed"]?.bool {
      self = .shifted(changed: changed)
    } else {
      self = .other
    }
  }
}
