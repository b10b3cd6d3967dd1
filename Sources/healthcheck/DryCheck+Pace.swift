import AWS
import CommandSupport
import Release

extension DryCheck {
  /// Says how long a good version takes at the alias's traffic, and refuses one that is too little.
  func judge(_ rule: PaceRule, _ live: WatchOptions, _ serving: FunctionConfiguration)
    throws(ReleaseFailure)
  {
    guard subject.record.pace == nil else { return }
    let plan = PacePlan(rule.watching(functionTimeout: serving.timeout))
    let traffic = try PaceTraffic(subject: subject).requestsPerSecond(live, serving.version)
    if let objection = plan.objection(at: traffic) {
      guard !objection.refuses else { throw .usage("\(objection.words)") }
      return subject.session.say("\(objection.words)")
    }
    for line in plan.lines(at: traffic).dropFirst() { subject.session.say("\(line)") }
  }

  /// What a look would do, in words.
  func look(_ rule: PaceRule, _ version: String) -> Message {
    "look once at the traffic of alias \(subject.alias ?? "") to \(version) of \(target.name), whose "
      + "share follows the evidence from \(rule.first.percent) to \(rule.cap.percent)"
  }
}
