import AWS
import CommandSupport
import Release

extension DryCheck {
  /// What the check would do, in one line.
  func words(_ method: Method, _ live: WatchOptions?) -> Message {
    let version = subject.version.map { "version \($0)" } ?? "the new version"
    var text: Message = "would "
    if let bake = live?.bake { text += "wait \(bake.words), then " }
    switch method {
    case .probes(let rule, _, _, _):
      var most: Message = "at most "
      if case .allOf = rule.promise { most = "" }
      text += "send \(most)\(rule.maxProbes) probes to \(version) of \(target.name)"
    case .comparison(let comparison):
      let other: Message =
        comparison.against.map { "version \($0)" } ?? "the one that \(subject.alias ?? "") serves"
      text += "send at most \(comparison.rule.maxPairs) pairs of probes to \(version) of "
      text += "\(target.name) and to \(other)"
    case .traffic:
      let giveUp = Seconds(Int(live?.giveUpAfter ?? 0)).words
      text += "watch the traffic of alias \(subject.alias ?? "") to \(version) of \(target.name) "
      text += "for \(live?.watch?.words ?? ""), at most \(giveUp)"
    case .pace(let rule): text += look(rule, version)
    }
    let count = live?.alarms.count ?? 0
    if count > 0 { text += ", and \(count == 1 ? "an alarm" : "\(count) alarms" as Message)" }
    return text + runs.words
  }
}
