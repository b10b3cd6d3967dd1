extension ModelState.Request {
  init(_ call: ModelCall, of run: Int, in state: ModelState) {
    self.init(
      sender: UInt8(run), kind: call.kind.rawValue, subject: call.subject,
      primary: call.primary ?? 31, second: call.second?.version ?? 31, step: call.second?.step ?? 0,
      note: call.note, isGuarded: call.token != nil, asked: state.runs[run].asked,
      healthy: call.progress.healthy, isRollingBack: call.progress.isRollingBack)
  }

  /// The call that it carries.
  var call: ModelCall {
    ModelCall(
      kind: ModelCall.Kind(rawValue: kind) ?? .exit, subject: subject,
      primary: primary == 31 ? nil : primary, second: second == 31 ? nil : (second, step),
      note: note)
  }
}

extension ModelState.Memory {
  /// What is remembered of an alias as a scenario finds it.
  init(of server: ModelServer) {
    served = Self.bit(server.primary)
    guard let note = server.validNote else { return }
    served |= Self.bit(note.before)
    taken = Self.bit(note.not)
    before = note.not == 0 ? note.before : 0
  }

  /// The bit of a version; none for 0.
  static func bit(_ version: UInt8) -> UInt16 { version == 0 ? 0 : 1 << UInt16(version) }
}
