package import AWS

/// Whether a version can be invoked, as its configuration tells.
///
/// [Function states](https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html)
package enum Readiness: Sendable, Equatable {
  /// It can; an inactive one is woken by the first invocation.
  case ready
  /// Not yet, and why: it is being made, SnapStart takes its snapshot, or an update goes on.
  case waiting(String)
  /// It never will, and why.
  case failed(String)

  /// Reads a configuration.
  package init(_ configuration: FunctionConfiguration) {
    let reason = configuration.stateReason
    let words = [reason.code, reason.words].compactMap { $0 }.joined(separator: ": ")
    let state = configuration.state ?? ""
    let text = words.isEmpty ? "its state is \(state)" : "its state is \(state): \(words)"
    switch FunctionStates.meanings[state] {
    case .failed: self = .failed(text)
    case .closed:
      let closed = configuration.closed ?? text
      self = .failed(words.isEmpty ? closed : "\(closed): \(words)")
    case .changing: self = .waiting(text)
    case .ready, nil:
      self = configuration.isUpdating ? .waiting("an update is in progress") : .ready
    }
  }
}
