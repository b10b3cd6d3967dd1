import HTTP

extension CredentialsError {
  /// Credentials that are missing because the configuration is wrong.
  init(_ error: ConfigurationError) {
    self.init(error.message)
  }

  /// Credentials that are missing because a call failed; `act` is what was wanted of it, such as
  /// `assume role arn:…`.
  init(_ error: ServiceError, cannot act: String) {
    let reason: Message
    switch error {
    case .fault(let fault):
      let text = fault.message.isEmpty ? fault.name : "\(fault.name): \(fault.words)"
      let id: Message = fault.requestID.map { " (request \($0))" } ?? ""
      reason = ([text + id] + fault.hints).joined(separator: "; ")
    case .transfer(let error, _): reason = "\(error.message)"
    case .unreadable(let what, let operation):
      reason = "the answer to \(operation) lacks \(what)"
    case .credentials(let error):
      self = error
      return
    case .request(let text, _), .dryRun(let text): reason = text
    }
    self.init("cannot \(act): \(reason)", refused: true)
  }
}
