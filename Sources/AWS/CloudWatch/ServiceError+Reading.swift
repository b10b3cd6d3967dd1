import HTTP

extension ServiceError {
  /// Why CloudWatch could not be read, as a clause.
  package var wordsOfCloudWatch: Message {
    switch self {
    case .fault(let fault) where fault.kind == .throttling:
      "it throttles \(fault.operation) (\(fault.name))"
    case .fault(let fault) where fault.meaning == .denied:
      "access to \(fault.operation) is denied (\(fault.name))"
    case .fault(let fault): "\(fault.operation) failed (\(fault.name))"
    case .transfer(let error, _): "it cannot be reached: \(error.message)"
    case .unreadable(let what, _): "its answer cannot be understood: \(what)"
    case .credentials(let error): error.message
    case .request(let text, _), .dryRun(let text): text
    }
  }
}
