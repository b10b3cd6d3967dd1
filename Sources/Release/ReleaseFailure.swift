package import AWS

/// Why a step of a release did not happen; each case maps to one exit status.
///
/// A message is one line, and each hint another: what a person may do about it.
package enum ReleaseFailure: Error {
  /// The version is unhealthy, or its verdict forbids the step (status 1).
  case unhealthy(Message, hints: [Message] = [])
  /// There is not enough evidence for the step (status 2).
  case inconclusive(Message, hints: [Message] = [])
  /// The rollback is not confirmed: a person must look at the alias (status 3).
  case unconfirmedRollback(Message, hints: [Message] = [])
  /// An option is wrong or they contradict each other (status 64).
  case usage(Message, hints: [Message] = [])
  /// The record lacks a member that is needed, or contradicts the options (status 65).
  case record(Message, hints: [Message] = [])
  /// The package, payload or record file cannot be read or written, or the package is none that
  /// Lambda can take (status 66).
  case package(Message, hints: [Message] = [])
  /// A wait ran out of time (status 69).
  case timedOut(Message, hints: [Message] = [])
  /// Someone else changed the alias or the function (status 75).
  case conflict(Message, hints: [Message] = [])
  /// AWS did what was asked, and the result is no good: the update failed, say (status 76).
  case refused(Message, hints: [Message] = [])
  /// The named function, alias or version does not exist, or nothing is configured (status 78).
  case missing(Message, hints: [Message] = [])
  /// It was done, and the record could not be written to standard output (status 70).
  case output(Message, hints: [Message] = [])
  /// The guard that the command runs below cannot be reached: nothing may be sent (status 70).
  case unguarded(Message, hints: [Message] = [])
  /// An AWS call failed as with `service`, and a write may have happened.
  case unanswered(ServiceError, hints: [Message])
  /// An AWS call failed: its error decides between 69, 76, 77 and 78.
  case service(ServiceError)

  /// Makes calls whose every error is `service`.
  package static func calling<Value>(_ call: () throws(ServiceError) -> Value)
    throws(ReleaseFailure) -> Value
  {
    do throws(ServiceError) {
      return try call()
    } catch {
      throw .service(error)
    }
  }

  /// What a dry run would have done, when that is why it ended; nil for a failure.
  package var plannedAct: Message? {
    guard case .service(.dryRun(let act)) = self else { return nil }
    return act
  }

  /// The same failure with more hints, where it can have any of ours.
  package func hinting(_ more: [Message]) -> ReleaseFailure {
    switch self {
    case .unhealthy(let text, let hints): .unhealthy(text, hints: hints + more)
    case .inconclusive(let text, let hints): .inconclusive(text, hints: hints + more)
    case .record(let text, let hints): .record(text, hints: hints + more)
    case .conflict(let text, let hints): .conflict(text, hints: hints + more)
    case .missing(let text, let hints): .missing(text, hints: hints + more)
    case .timedOut(let text, let hints): .timedOut(text, hints: hints + more)
    case .refused(let text, let hints): .refused(text, hints: hints + more)
    case .unguarded(let text, let hints): .unguarded(text, hints: hints + more)
    case .unanswered(let error, let hints): .unanswered(error, hints: hints + more)
    default: self
    }
  }
}
