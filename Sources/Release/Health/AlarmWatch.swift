package import AWS

/// Alarms of the user's that make a version unhealthy when they go off.
package struct AlarmWatch {
  /// The alarms' names.
  package let names: [String]
  private let strict: Bool
  private let read: ([String]) throws(ServiceError) -> [AlarmState]
  /// The alarms that have not been out of ALARM since the start.
  private var firingSinceStart: Set<String> = []
  private var hasStarted = false

  /// Makes a watch.
  ///
  /// With `strict`, an alarm that is firing already counts too. `firing` are the alarms that an
  /// earlier watch of the same run found firing at its start; nil starts a run.
  package init(
    _ names: [String], strict: Bool, firing: [String]? = nil,
    read: @escaping ([String]) throws(ServiceError) -> [AlarmState]
  ) {
    self.names = names
    self.strict = strict
    hasStarted = firing != nil
    firingSinceStart = Set(firing ?? [])
    self.read = read
  }

  /// The alarms that do not count, for the next watch of the same run; nil before the first look.
  package var firing: [String]? { hasStarted ? firingSinceStart.sorted() : nil }

  /// Looks at the alarms; the first look is the start.
  ///
  /// Returns why the version is unhealthy, or nil. `say` is told once of alarms that fire already.
  package mutating func look(say: (Message) -> Void) throws(ReleaseFailure) -> String? {
    guard !names.isEmpty else { return nil }
    var states: [AlarmState] = []
    do throws(ServiceError) {
      for start in stride(from: 0, to: names.count, by: 100) {
        states += try read(Array(names[start..<min(start + 100, names.count)]))
      }
    } catch {
      throw .service(error)
    }
    for name in names where !states.contains(where: { $0.name == name }) {
      throw .missing("there is no alarm named \(name)")
    }
    let firing = states.filter { $0.value == "ALARM" }
    if !hasStarted, !strict {
      hasStarted = true
      firingSinceStart = Set(firing.map(\.name))
      for alarm in firing {
        say("alarm \(alarm.name) is firing already: only a new ALARM counts")
      }
      return nil
    }
    firingSinceStart.formIntersection(firing.map(\.name))
    guard let alarm = firing.first(where: { !firingSinceStart.contains($0.name) }) else {
      return nil
    }
    return "alarm \(alarm.name) is in ALARM" + (alarm.reason.isEmpty ? "" : ": \(alarm.reason)")
  }
}
