/// What must hold whatever happens; the names are those of lambda-release(7).
enum Invariant: String, CaseIterable {
  /// An alias is 100% on a version only after a healthy verdict of that run on every step.
  case promotedUnchecked = "I1"
  /// Exposure grows only after the check before it passed.
  case grownUnchecked = "I2"
  /// A rollback lands on the last known good version.
  case rolledBackElsewhere = "I3"
  /// An operator's rollback is not overrun.
  case overran = "I4"
  /// No run overwrites another's rollout; of two runs of one package exactly one goes on.
  case overwrote = "I5"
  /// After any crash the same command converges, and a rollback cleans up.
  case stuck = "I6"
  /// The exit status tells the truth.
  case untruthful = "I7"
  /// The version that gets traffic holds the run's code.
  case foreignCode = "I8"
  /// Live code changes only by an alias write.
  case changedLiveCode = "I9"
  /// Nothing is exposed after a run ended.
  case exposedLate = "I10"
  /// `previous` goes to the version that had all traffic before, and asked twice it moves once.
  case wrongPrevious = "I11"
  /// What is released has the configuration that `$LATEST` had when its run published, and what
  /// is live already is not published again.
  case otherConfiguration = "I12"
  /// No share of a paced run is above what its last look allowed, of the alias as that look knew it.
  case aboveEvidence = "I13"
  /// A paced run promotes only when its last look found the promotion due, likewise.
  case promotedUnproved = "I14"
}
