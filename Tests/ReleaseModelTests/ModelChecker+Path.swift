extension ModelChecker {
  /// What happened on the way from one state to the next.
  struct Label {
    var run: Int
    var call: ModelCall?
    var fate: Fate
    var answer: ModelAnswer
  }

  /// What becomes of a call.
  enum Fate: String {
    case start, answered, late = "takes effect at last"
    case lostBefore = "lost without effect", lostAfter = "answer lost", flying = "delayed"
    case killedBefore = "killed before", killedAfter = "killed after", killedFlying =
      "killed, delayed"
    case sealed = "not answered when the guard seals"
    case termBefore = "terminated before", termAfter = "terminated after"
    case termFlying = "terminated, delayed"
  }

  /// What happened on the way to a state.
  func path(to index: Int32) -> [String] {
    var steps: [String] = []
    var at = index
    while at > 0 {
      steps.append(text(labels[Int(at)]))
      at = parents[Int(at)]
    }
    return steps.reversed()
  }

  /// One thing that happened, in words.
  func text(_ label: Label) -> String {
    guard let call = label.call else { return "start" }
    var words = "run \(label.run) \(call.kind) \(call.subject)"
    if call.kind == .alias {
      words = "run \(label.run) UpdateAlias"
      if call.isTouch { words += " (touch)" }
      if let primary = call.primary { words += " primary \(primary)" }
      if let second = call.second { words += " weight \(second.version):\(second.step)" }
      if let note = call.note { words += " note \(note.description)" }
      if let token = call.token { words += " token \(token)" }
    }
    words += ": \(label.fate.rawValue)"
    if label.fate == .answered {
      let answer = label.answer
      words += " \(answer.kind) \(answer.a) \(answer.b) \(answer.c) \(answer.note.description)"
    }
    return words
  }
}
