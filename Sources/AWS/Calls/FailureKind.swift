package import HTTP

/// What kind of failure a failure is: the one place that tells what may pass from what may not.
package enum FailureKind: Sendable, Equatable {
  /// AWS asks to slow down; nothing was done.
  case throttling
  /// What is called is being made or changed; nothing was done.
  case notNow
  /// It may pass, and nothing was done.
  case unsent
  /// It may pass; whether it was done is not known.
  case ambiguous
  /// The same request would be refused again.
  case permanent
}

extension TransferError {
  /// The kind of a failed exchange.
  package var kind: FailureKind {
    switch stage {
    case .connect, .handshake: .unsent
    case .answer, .timeout: .ambiguous
    case .certificate, .request: .permanent
    }
  }
}

extension ServiceFault {
  /// The kind of a refusal, by what it means.
  package var kind: FailureKind {
    switch meaning {
    case .throttled: .throttling
    case .notYet: .notNow
    case .passing, .busy: .ambiguous
    case .broken, .payload, .quota, .refused, .denied, .missing, .conflict: .permanent
    }
  }

  /// Whether the credentials have expired, so that newer ones may do.
  package var credentialsExpired: Bool {
    ["ExpiredToken", "ExpiredTokenException", "RequestExpired"].contains(code)
  }

  /// Whether the signature's time was too far from AWS's when the request came: by a clock that is
  /// off, or since this machine slept before it sent what it had signed.
  package var isSignedAtWrongTime: Bool {
    switch code {
    case "RequestTimeTooSkewed", "RequestInTheFuture": true
    case "InvalidSignatureException", "SignatureDoesNotMatch":
      says("signature expired", ignoringCase: true)
        || says("signature not yet current", ignoringCase: true)
    default: false
    }
  }

  /// Whether AWS does not take the keys: expired, or not known (any more, or yet).
  var credentialsRejected: Bool {
    credentialsExpired
      || ["InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId"]
        .contains(code)
  }
}

extension ServiceError {
  /// The kind of the failure; what has no answer of AWS behind it would fail again.
  package var kind: FailureKind {
    switch self {
    case .fault(let fault): fault.kind
    case .transfer(let error, _): error.kind
    case .unreadable, .credentials, .request, .dryRun: .permanent
    }
  }

  /// Whether the request may have had its effect although there is no good answer.
  ///
  /// True for lost answers, for those of somebody in between, and for answers of status 500 and
  /// above, but those that ask to slow down; a 4xx of AWS says that nothing was done.
  package var mayHaveTakenEffect: Bool {
    switch self {
    case .fault(let fault):
      fault.isForeign || (fault.status >= 500 && fault.meaning != .throttled)
    case .transfer(let error, _): error.kind == .ambiguous
    case .unreadable: true
    case .credentials, .request, .dryRun: false
    }
  }

  /// Whether the same call may well succeed a moment later, or has had its effect.
  package var isTransient: Bool { kind != .permanent || mayHaveTakenEffect }
}
