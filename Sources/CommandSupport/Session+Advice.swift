package import AWS
package import Release

extension Session {
  /// What a person may type after a refused shift; nil below a guard, which takes back itself.
  ///
  /// `options` are those of `shift-weight` that stay. The version is named where the record is about
  /// another one, or was on standard input and is gone.
  package func advice(
    _ target: Target, alias: String, version: FunctionVersion, isRecorded: Bool, options: [String]
  ) -> TrafficShift.Advice? {
    guard world.environment[Journal.variable]?.isEmpty ?? true else { return nil }
    let place = place(target, alias: alias)
    let named = isRecorded && self.options.record != nil ? [] : ["--to-version", "\(version)"]
    let record = self.options.record.map { ["--record", $0] }
    // Probes prove nothing about a share that follows the evidence.
    let pace = inFile.pace.map { ["--pace", $0.rule.first.percent, "--cap", $0.rule.cap.percent] }
    let check = words(["healthcheck"] + place + named + (pace ?? []) + (record ?? ["-n"]))
    let shift = words(["shift-weight"] + place + named + options + (record ?? []))
    return TrafficShift.Advice(
      goOn: check + (record == nil ? " | " : " && ") + shift,
      takeBack: words(["rollback"] + place + (record ?? ["-n"])))
  }

  /// The options that name the same alias, with the same credentials.
  private func place(_ target: Target, alias: String) -> [String] {
    var words = ["--function", target.name, "--alias", alias, "--region", target.region]
    for (name, value) in [
      ("--profile", options.calls.profile), ("--endpoint-url", options.calls.endpointURL),
    ] {
      if let value { words += [name, value] }
    }
    return words
  }

  private func words(_ words: [String]) -> String {
    words.map(CommandLineWords.quoted).joined(separator: " ")
  }
}
