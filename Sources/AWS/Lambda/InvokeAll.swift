import HTTP

/// What to send next in a series of invocations.
package enum NextInvocation: Sendable, Equatable {
  /// Invoke with this payload.
  case send([UInt8])
  /// Ask again after so many seconds, or when an answer arrives.
  case wait(seconds: Double)
  /// Nothing more for now.
  case finished
}

/// What came back for one invocation of a series.
package enum InvokeAnswer: Sendable {
  /// The function's answer, and the seconds it took.
  case replied(InvokeReply, seconds: Double)
  /// Lambda refused; `retryAfter` is how many seconds it asks to wait.
  case refused(ServiceFault, retryAfter: Double?)
  /// No answer came in time, and why; the function may have run.
  case timedOut(String)
  /// The connection failed, or was lost before an answer was complete.
  case lost
  /// The request cannot be made, or the other side cannot be trusted.
  case impossible(ServiceError)
}

extension LambdaClient {
  /// Invokes a version as often as `next` says, up to `parallel` times at once, each request signed
  /// as it is sent and none sent twice.
  ///
  /// `answered` is called with the number of the invocation, 0 for the first, in the order of
  /// arrival, and says whether to go on. An invocation without an answer after `seconds` is given
  /// up.
  /// [Invoke](https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html)
  package func invokeAll(
    of function: String, qualifier: String, parallel: Int, seconds: Double,
    next: () -> NextInvocation, answered: (Int, InvokeAnswer) -> Bool
  ) throws(ServiceError) {
    var unsigned: ServiceError?
    sendAll(parallel: parallel) {
      switch next() {
      case .finished: return .finished
      case .wait(let seconds): return .wait(seconds: seconds)
      case .send(let payload):
        do throws(ServiceError) {
          return .send(
            try invocation(of: function, qualifier: qualifier, payload: payload, seconds: seconds))
        } catch {
          unsigned = error
          return .finished
        }
      }
    } received: { number, result in
      unsigned == nil && answered(number, InvokeAnswer(result))
    }
    if let unsigned { throw unsigned }
  }
}

extension InvokeAnswer {
  /// Reads what came back for one request.
  fileprivate init(_ result: Result<HTTPResponse, TransferError>) {
    switch result {
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
        let fault = error.fault ?? FaultReader.fault(in: response, operation: "Invoke")
        let asked = response.header("Retry-After").flatMap { Int($0) }.map { Double($0) }
        self = .refused(fault, retryAfter: asked)
      }
    }
  }
}
