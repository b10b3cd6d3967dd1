package import AWS

/// What an answer says about the version.
package enum ProbeOutcome: Sendable {
  /// A good answer.
  case passed
  /// A failed one, and why.
  case failed(String)
  /// No evidence: the service was busy or could not be reached. The cause in a word, and how many
  /// seconds to wait at least.
  case unjudged(String, retryAfter: Double?)
  /// No evidence: the version is not ready to run. It is waited for.
  case notReady(String)
  /// The version can never run, and why: unhealthy at once.
  case hopeless(String)
  /// No evidence: the credentials have expired and are read again.
  case expired
  /// Nothing more can be learned: the call itself is refused.
  case stopped(ProbeStop)
}

/// Why probing cannot go on.
package enum ProbeStop: Error, Sendable {
  /// Lambda refuses the call.
  case fault(ServiceFault)
  /// The request cannot be made, or the other side cannot be trusted.
  case unreachable(ServiceError)
  /// Lambda does not take the payload.
  case payload(ServiceFault)
  /// Another version answered.
  case otherVersion(String)
}

extension InvokeAnswer {
  /// What the answer says about a version.
  package func outcome(version: FunctionVersion, expecting: ProbeExpectation) -> ProbeOutcome {
    switch self {
    case .replied(let reply, let seconds):
      if let executed = reply.executedVersion, executed != "\(version)" {
        return .stopped(.otherVersion(executed))
      }
      return expecting.fault(in: reply, seconds: seconds).map { .failed($0) } ?? .passed
    case .refused(let fault, let retryAfter):
      return Self.outcome(of: fault, retryAfter: retryAfter)
    case .timedOut(let words): return .failed("no answer in time: \(words)")
    case .lost: return .unjudged("network", retryAfter: nil)
    case .unwatched: return .unjudged("this machine slept", retryAfter: nil)
    case .impossible(let error): return .stopped(.unreachable(error))
    }
  }

  /// Lambda answers 502 for faults that never pass as well as for some that do: the code decides,
  /// not the status. [Invoke, errors](https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html)
  private static func outcome(of fault: ServiceFault, retryAfter: Double?) -> ProbeOutcome {
    let name = fault.code.isEmpty ? "status \(fault.status)" : fault.code
    if fault.credentialsExpired { return .expired }
    switch fault.meaning {
    case .passing where fault.isForeign && fault.status < 500: return .stopped(.fault(fault))
    case .throttled, .passing, .busy, .quota: return .unjudged(name, retryAfter: retryAfter)
    case .notYet: return .notReady(name)
    case .conflict where fault.code == "ResourceConflictException": return .notReady(name)
    case .broken: return .hopeless(fault.message.isEmpty ? name : "\(name): \(fault.message)")
    case .payload: return .stopped(.payload(fault))
    case .conflict, .refused, .denied, .missing: return .stopped(.fault(fault))
    }
  }
}
