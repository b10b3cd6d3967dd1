import LibC
package import Release

extension ProbeRule {
  /// Wald's lower bound on the average number of probes of any rule with the promised risks, at
  /// the rate to tolerate and at the rate to reject; nil for a rule that tolerates nothing.
  package var waldBound: (atTolerate: Double, atReject: Double)? {
    guard case .rates(let tolerate, let reject, let risk) = promise, tolerate.value > 0 else {
      return nil
    }
    let (p0, p1, r) = (tolerate.value, reject.value, risk.value)
    let evidence = (1 - 2 * r) * log((1 - r) / r)
    let perGood = log((1 - p0) / (1 - p1))
    let perFailure = log(p1 / p0)
    return (
      evidence / ((1 - p0) * perGood - p0 * perFailure),
      evidence / (p1 * perFailure - (1 - p1) * perGood)
    )
  }
}
