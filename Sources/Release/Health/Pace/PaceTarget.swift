/// The weight that the evidence allows.
package enum PaceTarget {
  /// The next weight of a version that has `weight` now.
  ///
  /// It rises at most four times in a minute and falls at once, never below FIRST and never above
  /// the cap. A raise of a tenth or less is not worth a write. During an incident of both versions
  /// it is FIRST.
  package static func weight(_ evidence: PaceEvidence, from weight: Weight, _ rule: PaceRule)
    -> Weight
  {
    guard !evidence.hasIncident else { return rule.first }
    let (now, grain) = (weight.billionths, rule.grain.billionths)
    let (first, cap) = (rule.first.billionths, rule.cap.billionths)
    let allowed = min(Double(first) * evidence.current, Double(PaceRule.step * now))
    let grains = (allowed / Double(grain) + 1e-9).rounded(.down)
    var target = max(first, min(cap, Int(grains) * grain))
    if target > now, target < cap, 10 * target <= 11 * now { target = now }
    return Weight(exactly: target) ?? rule.first
  }
}
