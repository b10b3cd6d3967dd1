import HTTP

extension ServiceError {
  /// Whether the same call may well succeed a moment later: no connection, a lost answer, too many
  /// requests, a failure of the service.
  package var isTransient: Bool {
    if let fault { return fault.status >= 500 || fault.status == 429 }
    guard case .transfer(let error, _) = self else { return mayHaveTakenEffect }
    return error.stage == .connect || error.stage == .handshake || mayHaveTakenEffect
  }
}
