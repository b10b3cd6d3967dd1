import AWS

extension AliasWriter {
  /// How far a sequence of calls came: it decides what a failure is called.
  struct Trace {
    /// The last transient error.
    private(set) var last: ServiceError?
    /// Whether a request may have taken effect without confirmation.
    private(set) var isUnclear = false
    /// Whether another writer's token or answer stood in the way: only a look at the alias helps.
    private(set) var isContested = false

    mutating func note(_ error: ServiceError) {
      if error.isPreconditionFailed {
        isContested = true
      } else {
        // A refusal after that says nothing of the write that may have happened.
        if !isUnclear || error.mayHaveTakenEffect { last = error }
        isUnclear = isUnclear || error.mayHaveTakenEffect
      }
    }

    /// Whether a write, and no touch, may have happened since the alias was last seen.
    var isPending = false

    mutating func noteContradiction() { isContested = true }

    /// What stands in the way, after a comma; empty when nothing is known.
    var cause: Message {
      if let fault = last?.fault { return ", \(fault.name)" }
      if last != nil { return ", no answer" }
      return isContested ? ", another writer changes it" : ""
    }
  }
}
