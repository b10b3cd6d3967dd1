package import AWS
import HTTP
package import Release

/// A failure in words: what happened, then what a person may do about it.
package struct Diagnostics: Equatable {
  /// One line: lower case, no full stop.
  package var message: Message
  /// Lines that help, each after `hint:`.
  package var hints: [Message]

  /// Puts a failure into words.
  package init(_ failure: ReleaseFailure) {
    switch failure {
    case .unhealthy(let text, let hints), .inconclusive(let text, let hints),
      .unconfirmedRollback(let text, let hints), .usage(let text, let hints),
      .record(let text, let hints), .package(let text, let hints), .timedOut(let text, let hints),
      .conflict(let text, let hints), .refused(let text, let hints), .missing(let text, let hints),
      .output(let text, let hints), .unguarded(let text, let hints):
      message = text.onOneLine
      self.hints = hints.map(\.onOneLine)
    case .unanswered(let error, let more):
      message = ""
      hints = []
      describe(error)
      hints += more.map(\.onOneLine)
    case .service(let error):
      message = ""
      hints = []
      describe(error)
    }
  }

  private mutating func describe(_ error: ServiceError) {
    switch error {
    case .fault(let fault): describe(fault)
    case .transfer(let error, let operation):
      message = "\(operation): no answer from AWS: \(error.message)"
      hints = error.hints.map { "\($0)" }
      if error.stage == .certificate {
        hints.append("AWS_CA_BUNDLE names the file of certificates to trust")
      }
    case .unreadable(let what, let operation):
      message = "\(operation): the answer cannot be understood: \(what)"
    case .credentials(let error):
      message = error.message
      hints = error.hints
    case .request(let what, let operation):
      message = "\(operation): \(what)"
    case .dryRun(let act):
      message = act
    }
  }

  private mutating func describe(_ fault: ServiceFault) {
    let words = fault.message.isEmpty ? "refused" : fault.words
    message = "\(fault.operation): \(words) (\(fault.name))"
    hints += fault.hints
    if let reason = fault.details["Reason"] { hints.append("reason: \(reason)") }
    if let id = fault.requestID {
      let host: Message = fault.hostID.map { ", host id \($0)" } ?? ""
      hints.append("request id \(id)\(host)")
    }
    switch fault.code {
    case "AccessDenied", "AccessDeniedException":
      hints.append("the permissions each command needs are listed in lambda-release(7)")
    case "InvalidSignatureException", "SignatureDoesNotMatch":
      if fault.hints.isEmpty {
        hints.append(
          fault.isSignedAtWrongTime
            ? "AWS takes a signature for 5 minutes: compare this machine's clock with the true time"
            : "the secret access key does not belong to the key id")
      }
    default: hints += fault.wayOut
    }
  }
}
