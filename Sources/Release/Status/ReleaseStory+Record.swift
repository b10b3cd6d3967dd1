import AWS

extension ReleaseStory {
  /// Tells what a record remembers: its acts, and last the shift whose answer is not known.
  package init(of record: ReleaseRecord) {
    var acts = record.history
    if let shifting = record.shifting {
      acts.append([
        "At": .string(shifting.at.iso8601), "Command": "shift-weight",
        "Version": .string("\(shifting.version)"), "Weight": .number(shifting.weight.numeral),
        "Alias": .string(shifting.alias), "Shifting": true,
      ])
    }
    self.init(acts: acts)
  }
}
