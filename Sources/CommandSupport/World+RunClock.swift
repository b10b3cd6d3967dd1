package import AWS

extension World {
  /// The variable by which a guard tells the commands when the run began, in seconds since 1970.
  static let startVariable = "LAMBDA_RELEASE_STARTED"

  /// The time of day in UTC, and the time since the run began where that is known:
  /// `16:36:58Z +1:05`.
  package var runClock: String {
    let time = String(now().iso8601.suffix(9))
    guard let start = environment[Self.startVariable].flatMap({ Double($0) }) else { return time }
    let seconds = now().seconds.rounded(.down) - start
    // A clock that was set, or a variable that somebody made up.
    guard seconds >= 0, seconds < 1e7 else { return time }
    return "\(time) +\(Self.clock(Int(seconds)))"
  }

  /// Seconds as a clock shows them: `0:05`, `1:02:03`.
  static func clock(_ seconds: Int) -> String {
    let padded = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    return (hours > 0 ? "\(hours):\(padded(minutes))" : "\(minutes)") + ":\(padded(seconds % 60))"
  }

  /// Marks now as the start of the run, unless a run that goes on has begun before.
  mutating func startRun() {
    guard environment[Self.startVariable].flatMap({ Double($0) }) == nil else { return }
    environment[Self.startVariable] = "\(Int(now().seconds))"
  }
}
