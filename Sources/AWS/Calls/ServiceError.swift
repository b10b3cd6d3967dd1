package import HTTP

/// Why a call of an AWS operation gave no answer that can be used.
package enum ServiceError: Error, Sendable {
  /// AWS refused, and repeating did not help or would not.
  case fault(ServiceFault)
  /// No complete answer came. `operation` is the operation's name.
  case transfer(TransferError, operation: String)
  /// AWS said yes, in words that cannot be read: what is missing, and of which operation.
  case unreadable(Message, operation: String)
  /// There are no credentials to sign with.
  case credentials(CredentialsError)
  /// The request could not be made: the operation and the reason.
  case request(Message, operation: String)
  /// A dry run ends before the first write: what the call would have done.
  case dryRun(Message)

  /// AWS's answer, when there was one that refused.
  package var fault: ServiceFault? {
    guard case .fault(let fault) = self else { return nil }
    return fault
  }

  /// Whether AWS itself, and nobody in between, refused with that status.
  package func wasRefused(_ status: Int) -> Bool {
    fault.map { $0.status == status && !$0.isForeign } ?? false
  }

  /// The failure in a few words: AWS's name of the error and the request, or what is known of an
  /// answer that did not come.
  var brief: Message {
    switch self {
    case .fault(let fault):
      let name = fault.name
      return fault.requestID.map { "\(name), request \($0)" } ?? name
    case .transfer(let error, _): return "\(error.message)"
    default: return "failed"
    }
  }

  /// The refusal with a hint, where an earlier attempt of a write had no answer: the refusal says
  /// nothing of that one.
  func refusal(of call: ServiceCall, after ambiguous: ServiceError?) -> ServiceError {
    guard ambiguous != nil, call.method == "PUT", case .fault(var fault) = self else { return self }
    fault.hints.append(
      "an earlier attempt of \(call.operation) had no answer and may have happened: "
        + "run the same command again when AWS permits it")
    return .fault(fault)
  }
}
