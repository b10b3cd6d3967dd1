package import AWS

/// What a guard takes back when its command has ended, and the guard's exit status.
package struct RollbackDecision {
  /// What the guard was asked for.
  package struct Policy: Sendable {
    /// A promotion stays, whatever happens after it (`--unless-promoted`).
    package var leavesPromoted: Bool
    /// A share stays when the command ends 2 (`--on-inconclusive hold`).
    package var holdsInconclusive: Bool
    /// The names of this guard's run, and of the run that the record had at the start.
    package var runs: Set<String>

    package init(
      leavesPromoted: Bool = false, holdsInconclusive: Bool = false, runs: Set<String> = []
    ) {
      self.leavesPromoted = leavesPromoted
      self.holdsInconclusive = holdsInconclusive
      self.runs = runs
    }
  }

  /// How the guarded command ended.
  package enum Ending: Sendable, Equatable {
    /// It ended with a status, or could not be started: 126, 127.
    case exited(Int32)
    /// A signal killed it.
    case killed(signal: Int32)
    /// A signal came to the guard.
    case interrupted(signal: Int32)
  }

  /// One rollback that the guard has to do.
  package struct TakeBack: Sendable {
    /// The alias, and how it is reached.
    package var place: JournalEntry.Place
    /// The rollback, without patience.
    package var request: Rollback.Request
    /// The last verdict on what is taken back, given since it was set.
    package var verdict: Verdict?
  }

  /// What stays, and why.
  package struct Kept: Sendable, Equatable {
    /// Why something stays.
    package enum Reason: Sendable {
      /// The version has all the traffic.
      case promoted
      /// Its share has a healthy verdict, and COMMAND ended with 0.
      case paused
      /// COMMAND ended with 2, and was to hold in that case.
      case held
    }

    /// The alias.
    package var place: JournalEntry.Place
    /// The version.
    package var version: FunctionVersion
    /// Its share.
    package var weight: Weight
    /// Why.
    package var reason: Reason
  }

  /// What became of a rollback.
  package enum Outcome {
    /// The alias was rolled back, or nothing was out.
    case rolledBack(Rollback.RolledBack)
    /// The version has all the traffic, and was to be left.
    case promoted
    /// What the alias carries is not this run's: `ReleaseFailure.conflict`.
    case leftAlone(ReleaseFailure)
    /// The rollback is not confirmed.
    case failed(ReleaseFailure)
  }

  /// What is to be taken back, newest first.
  package let takeBack: [TakeBack]
  /// What stays, oldest first.
  package let kept: [Kept]
  /// Aliases that this run made, or may have made, by a release that did not succeed: no version
  /// was live before, so that they are left.
  package let withoutWayBack: [JournalEntry.Place]
  /// Whether no command wrote into the journal: nothing ran guarded.
  package let isEmpty: Bool

  /// The signal that ended COMMAND or the guard before anything was exposed; nil when something
  /// was or may have been, and when no signal came.
  package let signalBeforeTraffic: Int32?

  /// The signal that ended COMMAND or the guard; nil when none did.
  package var signal: Int32? { Self.signal(of: ending) }

  private let ending: Ending
  private let policy: Policy
  /// What is promoted, and needs no call to be sure of it.
  private let promoted: [JournalEntry.Place]
  /// What the journal is about.
  private let touched: [JournalEntry.Place]

  /// Decides by a sealed journal; a share that the record had at the start is its first entry.
  package init(_ entries: [JournalEntry], ending: Ending, policy: Policy) {
    self.ending = ending
    self.policy = policy
    let exposures = Exposure.fold(entries)
    let stays = exposures.filter { Self.keeps($0, ending, policy) }
    let left = exposures.filter { !Self.keeps($0, ending, policy) }
    takeBack = left.filter { !$0.isNewAlias }.reversed().map { Self.takeBack($0, ending, policy) }
    kept = stays.map { Self.kept($0, ending) }
    withoutWayBack = left.filter { $0.isNewAlias }.map { $0.place }
    promoted = (stays + left.filter { $0.isNewAlias }).filter { $0.isPromoted }.map { $0.place }
    // An upload may name no function.
    touched = entries.map { $0.place }.filter { !$0.functionName.isEmpty }
    signalBeforeTraffic = entries.contains { $0.exposes } ? nil : Self.signal(of: ending)
    isEmpty = entries.allSatisfy {
      guard case .found = $0.kind else { return false }
      return $0.command == "with-rollback"
    }
  }

  /// Whether something stays as it is, without a call.
  private static func keeps(_ exposure: Exposure, _ ending: Ending, _ policy: Policy) -> Bool {
    if exposure.isPromoted {
      if policy.leavesPromoted || ending == .exited(0) || !exposure.mayBePromotedByUs {
        return true
      }
    }
    // A write without answer may still come: only a rollback stops it.
    guard exposure.unanswered.isEmpty else { return false }
    if ending == .exited(2), policy.holdsInconclusive { return exposure.verdict != .unhealthy }
    return ending == .exited(0) && exposure.verdict == .healthy
  }

  private static func kept(_ exposure: Exposure, _ ending: Ending) -> Kept {
    var kept = Kept(
      place: exposure.place, version: exposure.version, weight: .all, reason: .promoted)
    guard !exposure.isPromoted else { return kept }
    kept.reason = ending == .exited(0) ? .paused : .held
    if case .share(let weight) = exposure.standing { kept.weight = weight }
    return kept
  }

  private static func takeBack(_ exposure: Exposure, _ ending: Ending, _ policy: Policy)
    -> TakeBack
  {
    let place = exposure.place
    let previous = exposure.previousVersion
    return TakeBack(
      place: place,
      request: Rollback.Request(
        function: place.functionArn ?? place.functionName, alias: place.alias ?? "",
        mine: exposure.version, codeSha256: exposure.codeSha256,
        runs: policy.runs.union(exposure.runs), isPromoted: exposure.mayBePromotedByUs,
        promotedFrom: previous == exposure.version ? nil : previous,
        leavesPromoted: policy.leavesPromoted || ending == .exited(0)
          || !exposure.mayBePromotedByUs,
        writesNote: exposure.writesNote),
      verdict: exposure.verdict)
  }

  /// The guard's exit status, by the outcome of each of `takeBack`, in the same order.
  package func status(_ outcomes: [Outcome]) -> Int32 {
    if outcomes.count < takeBack.count || outcomes.contains(where: { $0.isFailure }) { return 3 }
    if policy.leavesPromoted, isPromotedAll(outcomes) { return 0 }
    switch ending {
    case .interrupted(let signal): return 128 + signal
    case .killed(let signal): return Self.endingSignals.contains(signal) ? 128 + signal : 70
    case .exited(0):
      let undone = zip(takeBack, outcomes).filter { !$1.isPromotion }
      if undone.contains(where: { $0.0.verdict == .unhealthy }) { return 1 }
      return undone.isEmpty && withoutWayBack.isEmpty ? 0 : 2
    case .exited(let status): return status
    }
  }

  private static func signal(of ending: Ending) -> Int32? {
    switch ending {
    case .interrupted(let signal): signal
    case .killed(let signal): endingSignals.contains(signal) ? signal : nil
    case .exited: nil
    }
  }

  /// HUP, INT, QUIT, TERM.
  private static let endingSignals: Set<Int32> = [1, 2, 3, 15]

  /// Whether all that the journal is about has been promoted, and stays so.
  private func isPromotedAll(_ outcomes: [Outcome]) -> Bool {
    guard outcomes.allSatisfy({ $0.isPromotion }) else { return false }
    let promoted = promoted + takeBack.map { $0.place }
    return !promoted.isEmpty
      && touched.allSatisfy { place in
        promoted.contains {
          place.isSameAlias(as: $0) || place.alias == nil && place.isSameFunction(as: $0)
        }
      }
  }
}

extension JournalEntry {
  /// Whether it tells of a share that is out, was, or may be.
  fileprivate var exposes: Bool {
    switch kind {
    case .announced, .shifted: version != nil && weight ?? .all > .none
    case .found: true
    case .rolledBack(let from, _): from != nil
    case .verdict, .failed, .other: false
    }
  }
}

extension RollbackDecision.Outcome {
  /// Reads a rollback that ended well: what had all the traffic and was to be left is promoted.
  package init(_ done: Rollback.RolledBack, of request: Rollback.Request) {
    self = !done.changed && done.to == request.mine ? .promoted : .rolledBack(done)
  }

  /// Reads a rollback that failed.
  package init(_ failure: ReleaseFailure) {
    if case .conflict = failure { self = .leftAlone(failure) } else { self = .failed(failure) }
  }

  fileprivate var isFailure: Bool {
    guard case .failed = self else { return false }
    return true
  }

  fileprivate var isPromotion: Bool {
    guard case .promoted = self else { return false }
    return true
  }
}
