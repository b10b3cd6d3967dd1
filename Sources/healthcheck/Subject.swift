import AWS
import CommandSupport
import Release

/// What a check is about: a function, and of it a version and an alias as far as they are known.
struct Subject {
  let session: Session
  let target: Target
  let record: ReleaseRecord
  /// The version by `--to-version`, the function's qualifier or the record, which must agree.
  let version: FunctionVersion?
  /// The alias by `--alias`, the function's qualifier or the record, which must agree.
  let alias: String?

  init(
    _ session: Session, _ record: ReleaseRecord, toVersion: FunctionVersion?, alias: String?
  ) throws(ReleaseFailure) {
    let target = try session.target(record)
    let named = [toVersion, target.versionQualifier, record.version].compactMap { $0 }
    if let version = named.first, let other = named.first(where: { $0 != version }) {
      throw .usage("version \(version): --function or the record names version \(other)")
    }
    let isVersion = target.versionQualifier != nil
    self.alias = try isVersion ? alias ?? record.aliasName : session.alias(alias, target, record)
    self.version = named.first
    self.session = session
    self.target = target
    self.record = record
  }

  /// Refuses a check by live traffic, or a comparison, that names no alias.
  func needsAlias(for method: Method) throws(ReleaseFailure) {
    guard alias == nil else { return }
    if let option = method.trafficOption {
      throw session.lacking(.usage("no alias: \(option) needs --alias"))
    }
    if let comparison = method.comparison, comparison.against == nil {
      throw session.lacking(.usage("no alias: --compare needs --alias or --against"))
    }
  }

  /// The alarms to watch; none before there is traffic.
  ///
  /// A paced run goes on from what was firing at its start by the record.
  func alarms(_ options: WatchOptions, isPaced: Bool = false) throws(ReleaseFailure) -> AlarmWatch {
    guard !options.alarms.isEmpty, !options.beforeTraffic else {
      return AlarmWatch([], strict: false) { _ in [] }
    }
    let read = try session.cloudWatch(target).describeAlarms
    return AlarmWatch(
      options.alarms, strict: options.strictAlarms, firing: isPaced ? record.pace?.firing : nil,
      read: read)
  }

  /// Says that the version has traffic already, as the record shows; false when it has none.
  func saysTraffic() -> Bool {
    guard let version else { return false }
    let shifting = record.shifting.flatMap { $0.version == version ? $0.weight : nil }
    let share = max(record.share(of: version) ?? .none, shifting ?? .none)
    guard share > .none else { return false }
    let name = record.aliasName ?? "the alias"
    session.say(
      "\(target.name):\(version): has \(share.percent) of the traffic of \(name) already: "
        + "not checked before traffic")
    return true
  }
}
