import AWS

extension TrafficShift {
  /// Lets a paced run go on only from the alias as its record knows it, RevisionId included.
  ///
  /// Returns whether the run must start again: then the share is FIRST at most. A run that has
  /// written its name already needs no look: its next write carries the RevisionId. Throws `conflict`
  /// for a promotion that would have to start again.
  func goOn(_ request: inout Request, _ writer: AliasWriter) throws(ReleaseFailure) -> Bool {
    guard let first = request.paceFirst, request.weight > .none else { return false }
    if let known = request.known ?? request.unanswered, !known.revisionId.isEmpty {
      guard request.known == nil || Self.succeeds(request) else { return false }
      do throws(ServiceError) {
        if let seen = try writer.touch(ifStill: known.revisionId) {
          // Its own touch is all that happened: from here on the token is known.
          request.known = seen
          request.hasTouched = true
          return false
        }
      } catch {
        throw writer.refusal(error)
      }
    }
    if request.weight == .all {
      // The promotion may have been this run's own, with its answer lost.
      let now = AliasState(try writer.read())
      guard now.primary != request.version else { return false }
      throw .conflict(
        "alias \(request.alias) was changed since version \(request.version) was checked: not "
          + "promoted, it is at \(now.words)",
        hints: ["run the release again with this record: it starts again at \(first.percent)"])
    }
    if request.weight > first {
      world.say(
        "it is not certain that alias \(request.alias) is as the last look left it: starting again "
          + "at \(first.percent)")
      request.weight = first
    }
    return true
  }

  /// Throws `conflict` when the alias may be read and somebody else has changed it.
  ///
  /// Without the permission the next write finds it.
  func checkUnchanged(_ request: Request, _ known: AliasState) throws(ReleaseFailure) {
    guard let found = try? client.getAlias(request.function, request.alias),
      AliasState(found) != known
    else { return }
    throw .conflict(
      "alias \(request.alias) was changed by someone else: it is at \(AliasState(found).words), not "
        + "at \(known.words)")
  }
}
