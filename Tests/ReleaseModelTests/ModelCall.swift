/// One call of a run as the simulated AWS sees it: small numbers instead of names.
struct ModelCall: Equatable {
  /// What is called.
  enum Kind: UInt8 {
    case latest, live, version, update, publish, configure, alias, read, verdict, look, exit
  }

  var kind: Kind
  /// A version, a code, or an exit status, by the kind.
  var subject: UInt8 = 0
  /// UpdateAlias: the primary version to set; nil keeps it.
  var primary: UInt8?
  /// UpdateAlias: the second version and its step, 0 and 0 to clear; nil keeps both.
  var second: (version: UInt8, step: UInt8)?
  /// UpdateAlias: the note to set; nil keeps the Description.
  var note: ModelNote?
  /// UpdateAlias: the number of the token that guards it; nil without guard, 255 for no token that
  /// the run was ever given.
  var token: UInt8?
  /// What the run had done when it made the call.
  var progress = Progress()

  /// What a run has done so far, as the invariants look at it.
  struct Progress: Equatable {
    /// How many verdicts were healthy.
    var healthy: UInt8 = 0
    /// Whether it has looked at the alias in order to shift.
    var hasLooked = false
    /// The last verdict, as an answer; nil before there is one.
    var verdict: ModelAnswer.Kind?
    /// Whether it is rolling back.
    var isRollingBack = false
  }

  /// Whether it can change something.
  var isWrite: Bool {
    kind == .update || kind == .publish || kind == .configure || kind == .alias
  }
  /// Whether it is an UpdateAlias without fields.
  var isTouch: Bool {
    kind == .alias && primary == nil && second == nil && note == nil && token == nil
  }

  static func == (a: ModelCall, b: ModelCall) -> Bool {
    a.kind == b.kind && a.subject == b.subject && a.primary == b.primary && a.token == b.token
      && a.note == b.note && a.second?.version == b.second?.version
      && a.second?.step == b.second?.step
      && a.progress == b.progress
  }
}

/// An answer in 64 bits: what it is, up to four small numbers, and a note.
struct ModelAnswer: Equatable, Hashable {
  enum Kind: UInt64 {
    case alias, configuration, precondition, lost, busy, otherCode, invalid, missing
    case healthy, unhealthy, inconclusive, terminated
  }

  var bits: UInt64

  init(
    _ kind: Kind, _ a: UInt8 = 0, _ b: UInt8 = 0, _ c: UInt8 = 0, _ d: UInt8 = 0,
    note: ModelNote = ModelNote()
  ) {
    bits = kind.rawValue | UInt64(a) << 4 | UInt64(b) << 9 | UInt64(c) << 14 | UInt64(d) << 19
    bits |= UInt64(note.bits) << 32
  }

  /// Whether the journal was sealed when it came: the run can append nothing after it.
  var isSealed: Bool {
    get { bits >> 63 == 1 }
    set { bits = bits & ~(1 << 63) | (newValue ? 1 << 63 : 0) }
  }

  var kind: Kind { Kind(rawValue: bits & 15) ?? .lost }
  var a: UInt8 { UInt8(bits >> 4 & 31) }
  var b: UInt8 { UInt8(bits >> 9 & 31) }
  var c: UInt8 { UInt8(bits >> 14 & 31) }
  var d: UInt8 { UInt8(bits >> 19 & 255) }
  var note: ModelNote { ModelNote(bits: UInt16(bits >> 32 & 0xFFFF)) }
}
