import HTTP

/// Invocations of one version that are in flight at the same time, none of them sent twice.
///
/// They are numbered from 0 in the order in which they were started. Those in flight when the last
/// reference to the batch goes are abandoned.
package final class InvocationBatch {
  private let client: LambdaClient
  private let function: String
  private let version: FunctionVersion
  private let tenant: TenantID?
  private let batch: any HTTPBatch

  /// Makes an empty batch; `function` is a name or an ARN without qualifier, `parallel` is how many
  /// connections are kept.
  package init(
    client: LambdaClient, function: String, version: FunctionVersion, tenant: TenantID? = nil,
    parallel: Int
  ) {
    self.client = client
    self.tenant = tenant
    self.function = function
    self.version = version
    batch = client.service.world.http.batch(parallel: parallel)
  }

  /// Reads the version's configuration: its state and its timeout.
  package func configuration() throws(ServiceError) -> FunctionConfiguration {
    try configuration(of: version)
  }

  /// Reads the configuration of another version of the function.
  package func configuration(of version: FunctionVersion) throws(ServiceError)
    -> FunctionConfiguration
  {
    try client.getFunctionConfiguration(function, qualifier: "\(version)")
  }

  /// Starts an invocation, signed now; it is given up without an answer after `seconds`.
  package func start(_ payload: [UInt8], seconds: Double) throws(ServiceError) {
    try start(payload, to: version, seconds: seconds)
  }

  /// Starts an invocation of another version of the function in the same way.
  package func start(_ payload: [UInt8], to version: FunctionVersion, seconds: Double)
    throws(ServiceError)
  {
    batch.start(
      try client.invocation(
        of: function, qualifier: "\(version)", payload: payload, tenant: tenant,
        seconds: seconds))
  }

  /// Waits up to `seconds` for an answer, in the order of arrival; nil when none arrived.
  package func next(within seconds: Double) -> (number: Int, answer: InvokeAnswer)? {
    batch.next(within: seconds).map { ($0.number, InvokeAnswer($0.result)) }
  }

  /// Abandons the invocations in flight; the function may still run.
  package func abandon() {
    batch.abandon()
  }
}

/// What came back for one invocation of a batch.
package enum InvokeAnswer: Sendable {
  /// The function's answer, and the seconds it took.
  case replied(InvokeReply, seconds: Double)
  /// Lambda refused; `retryAfter` is how many seconds it asks to wait.
  case refused(ServiceFault, retryAfter: Double?)
  /// No answer came in time, and why; the function may have run.
  case timedOut(String)
  /// The connection failed, or was lost before an answer was complete.
  case lost
  /// No answer came, and this process could not watch for a while: the machine slept.
  case unwatched
  /// The request cannot be made, or the other side cannot be trusted or is not Lambda.
  case impossible(ServiceError)
}

extension InvokeAnswer {
  /// Reads what came back for one request.
  fileprivate init(_ result: Result<HTTPResponse, TransferError>) {
    switch result {
    case .failure(let error)
    where error.isUnwatched && error.stage != .certificate && error.stage != .request:
      self = .unwatched
    case .failure(let error):
      switch error.stage {
      case .timeout: self = .timedOut(error.message)
      case .connect, .handshake, .answer: self = .lost
      case .certificate, .request: self = .impossible(.transfer(error, operation: "Invoke"))
      }
    case .success(let response):
      do throws(ServiceError) {
        self = .replied(try InvokeReply.read(response), seconds: response.seconds)
      } catch {
        self =
          error.fault.map { .refused($0, retryAfter: response.retryAfter) } ?? .impossible(error)
      }
    }
  }
}
