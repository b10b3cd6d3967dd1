package import AWS
package import HTTP

/// What to send next to a version under probe.
package enum NextProbe: Sendable, Equatable {
  /// Invoke it with this payload.
  case send([UInt8])
  /// Ask again after so many seconds, or when an answer arrives.
  case wait(seconds: Double)
  /// Nothing more for now.
  case finished
}

/// A version that can be looked at and probed.
///
/// Tests simulate it.
package protocol ProbeTarget: AnyObject {
  /// Reads the version's configuration: its state and its time-out.
  func configuration() throws(ServiceError) -> FunctionConfiguration

  /// Invokes the version as often as `next` says, up to `parallel` times at once.
  ///
  /// `answered` is called with the number of the probe, 0 for the first that `next` gave in this
  /// call, and says whether to go on. A probe without an answer after `seconds` is lost. Nothing
  /// is sent twice.
  func probe(
    parallel: Int, seconds: Double, next: () -> NextProbe, answered: (Int, ProbeAnswer) -> Bool
  ) throws(ServiceError)
}

/// A published version on AWS Lambda.
package final class LambdaProbeTarget: ProbeTarget {
  private let client: LambdaClient
  private let http: any HTTPClient
  private let function: String
  private let version: String

  /// Makes a target; `function` is a name or an ARN without qualifier.
  package init(client: LambdaClient, http: any HTTPClient, function: String, version: String) {
    self.client = client
    self.http = http
    self.function = function
    self.version = version
  }

  /// Reads the version's configuration.
  package func configuration() throws(ServiceError) -> FunctionConfiguration {
    try client.getFunctionConfiguration(function, qualifier: version)
  }

  /// Invokes the version, each request signed as it is sent.
  package func probe(
    parallel: Int, seconds: Double, next: () -> NextProbe, answered: (Int, ProbeAnswer) -> Bool
  ) throws(ServiceError) {
    var unsigned: ServiceError?
    http.sendAll(parallel: parallel) {
      switch next() {
      case .finished: return .finished
      case .wait(let seconds): return .wait(seconds: seconds)
      case .send(let payload):
        do throws(ServiceError) {
          return .send(
            try client.invocation(
              of: function, qualifier: version, payload: payload, seconds: seconds))
        } catch {
          unsigned = error
          return .finished
        }
      }
    } received: { number, result in
      unsigned == nil && answered(number, Self.answer(result))
    }
    if let unsigned { throw unsigned }
  }

  private static func answer(_ result: Result<HTTPResponse, TransferError>) -> ProbeAnswer {
    switch result {
    case .failure(let error): return .lost(error)
    case .success(let response):
      do throws(ServiceError) {
        return .replied(try InvokeReply.read(response), seconds: response.seconds)
      } catch {
        let fault =
          error.fault ?? FaultReader.fault(in: response, operation: "Invoke")
        return .refused(
          fault, retryAfter: response.header("Retry-After").flatMap { Int($0) }.map { Double($0) })
      }
    }
  }
}
