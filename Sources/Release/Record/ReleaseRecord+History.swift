package import AWS

/// The record's `History`: every act of every command, oldest first.
///
/// No act is ever removed. Above `fullLimit` the oldest verdicts lose their details.
extension ReleaseRecord {
  /// The longest record in bytes whose acts all keep their details: 768 KiB.
  package static let fullLimit = 768 << 10

  /// The acts, those of newer versions of the toolbox included.
  package var history: [JSONValue] { json["History"]?.array ?? [] }

  /// Appends an act that took `seconds`, and returns how many older acts lost their details to make
  /// room.
  package mutating func append(
    _ act: Act, command: String, at time: Timestamp, seconds: Double? = nil
  ) -> Int {
    set("History", .array(history + [act.json(command: command, at: time, seconds: seconds)]))
    return shorten(to: Self.fullLimit)
  }

  /// Takes details from the oldest verdicts until the record is within `limit` bytes.
  ///
  /// Returns how many acts became shorter. A record that other members make too long stays so.
  mutating func shorten(to limit: Int) -> Int {
    var excess = json.serialized.utf8.count - limit
    guard excess > 0 else { return 0 }
    var acts = history
    var shortened = 0
    for place in acts.indices where excess > 0 {
      guard let short = Self.counts(of: acts[place]) else { continue }
      excess -= acts[place].serialized.utf8.count - short.serialized.utf8.count
      acts[place] = short
      shortened += 1
    }
    if shortened > 0 { set("History", .array(acts)) }
    return shortened
  }

  /// A verdict with its counts alone; nil for any other act and for one that is short already.
  private static func counts(of act: JSONValue) -> JSONValue? {
    guard act["Verdict"] != nil, let evidence = act["Evidence"] else { return nil }
    var short = act
    short["Reason"] = nil
    short["Evidence"] = Act.counts(in: evidence)
    short["Runs"] = act["Runs"]?.array.map { runs in
      .array(
        runs.map { run in
          var run = run
          run["Evidence"] = nil
          return run
        })
    }
    short["Comparison"] = nil
    guard short != act else { return nil }
    return short
  }
}
