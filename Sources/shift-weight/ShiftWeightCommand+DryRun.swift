import AWS
import CommandSupport
import Release

extension ShiftWeightCommand {
  /// What would be done for a version that is yet to be published.
  func plan(
    _ weight: Weight, _ session: Session, _ target: Target, _ alias: String,
    _ record: inout ReleaseRecord
  ) throws(ReleaseFailure) -> Never {
    if weight > .none, weight < .all { try target.judgeShares(of: alias) }
    let shift = TrafficShift(client: session.client(target, record), world: session.world)
    let words = try shift.words(
      ofShiftTo: weight, function: target.function, alias: alias, codeSha256: record.codeSha256,
      create: options.create)
    record.plan(weight, of: nil, alias: alias, at: session.world.now())
    throw .service(.dryRun("\(words)"))
  }
}
