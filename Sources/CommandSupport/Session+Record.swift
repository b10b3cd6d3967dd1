package import AWS
package import Release

extension Session {
  /// What the messages call the place that the record is read from.
  package var source: String {
    guard isOwnRecord else { return options.record ?? "standard input" }
    // A flow has copied it there.
    return CheckWords.flow == nil ? "the record of this run" : "standard input"
  }

  /// Whether the record is in the file that the guard above names.
  var isInFlowRecord: Bool { options.record != nil && options.record == given.flowRecord }

  /// Whether the record is in a file that the guard above has made.
  private var isOwnRecord: Bool {
    guard let record = options.record, isInFlowRecord else { return false }
    return record.hasSuffix("/record.json")
      && record.split(separator: "/").dropLast().last?.hasPrefix("with-rollback.") ?? false
  }

  /// Whether a flow has started this command to judge what it was given, without a record.
  var isFlowStart: Bool { CheckWords.flow != nil && options.noInput && isDryRun }

  /// The beginning of a message about something that the record does not tell; empty when there is
  /// no record that could.
  package func noRecord(of what: String) -> String {
    if options.record == nil, options.noInput || StandardStreams.inputIsDevice { return "" }
    return "\(source) holds no record of \(what); "
  }

  /// Reads the record, does the command's job with it, appends the act to `History` and writes the
  /// record: from standard input to standard output, or `--record FILE` in place.
  ///
  /// `body` changes the record and returns its act; nil when nothing was done, and the record is
  /// handed on as it came. When it throws, standard output stays empty, and FILE gets the failure
  /// as an act, with `Shifting` where that stands. Below a guard each act is appended to its journal
  /// too; without `needsGuard` only where that works.
  ///
  /// A dry run ends where `body` would change something, says what, and hands the record on as far
  /// as `body` got, marked: to standard output, or to the copy that a guard's dry run works with.
  /// No act is appended then, and FILE of the user's is not written.
  package func run(
    limit: Int = ReleaseRecord.sizeLimit, needsGuard: Bool = true,
    _ body: (inout ReleaseRecord) throws(ReleaseFailure) -> Act?
  ) throws(ReleaseFailure) {
    var record = try read(limit: limit)
    if record.isDryRun, !isDryRun {
      isDryRun = true
      // With --quiet too: nobody may take it for a release.
      StandardStreams.say("\(command): the record is of a dry run: nothing is changed\n")
    }
    inFile = record
    progress.begin(share: record.version.flatMap { record.share(of: $0) })
    defer { progress.clear() }
    try openJournal(required: needsGuard)
    let act: Act?
    do throws(ReleaseFailure) {
      act = try body(&record)
    } catch {
      guard isDryRun, let planned = error.plannedAct else {
        remember(error)
        throw error
      }
      say(planned)
      act = nil
    }
    progress.clear()
    if isDryRun { return try handOn(&record) }
    if let act { try note(act, record) }
    append(act, to: &record)
    try write(record)
  }

  /// What `TrafficShift` calls before each write: it puts `Shifting` into the record file.
  ///
  /// Function and region are written with it, so that the file alone is enough for a rollback.
  package func announcing(
    _ version: FunctionVersion, _ weight: Weight, of alias: String, _ target: Target,
    run: String?, isNew: Bool = false
  ) -> (AliasState) throws(ReleaseFailure) -> Void {
    writesNote = run != nil
    return { [self] (state) throws(ReleaseFailure) in
      guard !isDryRun else { return }
      let shifting = Shifting(
        to: state, alias: alias, version: version, weight: weight, at: world.now(), run: run)
      try announce(shifting, isNew: isNew)
      guard let file else { return }
      var ahead = inFile
      ahead.set(target)
      ahead.shifting = shifting
      try file.replace(ahead.json)
      announced = ahead
    }
  }

  /// Reads the record, for a command that writes none; empty when there is none.
  package func read(limit: Int = ReleaseRecord.sizeLimit) throws(ReleaseFailure) -> ReleaseRecord {
    if let path = options.record {
      let file = try RecordFile(path, limit: limit)
      self.file = file
      return try ReleaseRecord.read(file.bytes, from: source, limit: limit)
    }
    guard !options.noInput, !StandardStreams.inputIsTerminal else { return ReleaseRecord() }
    return try readInput(limit: limit)
  }

  /// Reads the record from standard input, whatever that is.
  func readInput(limit: Int) throws(ReleaseFailure) -> ReleaseRecord {
    let bytes = try StandardStreams.readInput(limit: limit) { [world] in
      world.say("waiting for a record on standard input (-n goes without)")
    }
    isInputEmpty = ReleaseRecord.isBlank(bytes)
    return try ReleaseRecord.read(bytes, from: source, limit: limit)
  }

  /// The failure of a command that is told what it needs neither by an option nor by the record.
  ///
  /// In a pipe behind a command that failed it is one line, whatever is missing: what that command
  /// said is what matters.
  package func lacking(_ failure: ReleaseFailure) -> ReleaseFailure {
    isInputEmpty && !StandardStreams.inputIsDevice
      ? .record("no record on standard input: the command before it failed") : failure
  }

  private func append(_ act: Act?, to record: inout ReleaseRecord) {
    guard let act else { return }
    let shortened = record.append(
      act, command: command, at: world.now(), seconds: world.uptime())
    guard shortened > 0 else { return }
    say(
      "\(source): longer than \(ReleaseRecord.fullLimit >> 10) KiB: "
        + "the oldest \(shortened) verdicts of History keep their counts only")
  }

  /// Writes the record of a dry run, marked.
  private func handOn(_ record: inout ReleaseRecord) throws(ReleaseFailure) {
    record.markDryRun()
    if options.record == nil || isCopy { try write(record) }
  }

  private func write(_ record: ReleaseRecord) throws(ReleaseFailure) {
    guard let file else { return try StandardStreams.write(record.json) }
    do throws(ReleaseFailure) {
      try file.replace(record.json)
    } catch {
      guard case .package(let words, _) = error else { throw error }
      throw .package(
        words, hints: ["the command is done, and only its record is missing: run it again"])
    }
  }

  /// Adds a failure to the record file.
  ///
  /// A wrong command line is not an act, nor is a file that holds no release. With a conflict
  /// nothing of this release is exposed, so `Shifting` is removed.
  private func remember(_ failure: ReleaseFailure) {
    // Without a guard nothing was sent, and the guard itself may be writing its record.
    if case .unguarded = failure { return }
    guard !isDryRun else { return }
    let status = ExitStatus(failure)
    let words = Diagnostics(failure).message.shown(without: world.secrets)
    try? note(.failed(status: status.rawValue, reason: words, inFile), inFile)
    guard let file else { return }
    guard status != .usage, status != .record || inFile != ReleaseRecord() else { return }
    var record = announced ?? inFile
    if announced != nil, case .conflict = failure {
      record = inFile
      record.shifting = nil
    }
    append(.failed(status: status.rawValue, reason: words, record), to: &record)
    do throws(ReleaseFailure) {
      try file.replace(record.json)
    } catch {
      report(error)
    }
  }
}

extension ReleaseRecord {
  /// Reads a file's or a stream's bytes; nothing but blanks is an empty record.
  static func read(_ bytes: [UInt8], from source: String, limit: Int) throws(ReleaseFailure)
    -> ReleaseRecord
  {
    if isBlank(bytes) { return ReleaseRecord() }
    return try ReleaseRecord(bytes, from: source, limit: limit)
  }

  /// Whether there is nothing but white space.
  static func isBlank(_ bytes: [UInt8]) -> Bool {
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
    return bytes.allSatisfy { blanks.contains($0) }
  }
}
