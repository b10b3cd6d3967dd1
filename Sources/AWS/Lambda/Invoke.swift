import Cryptography
package import HTTP

extension LambdaClient {
  /// Makes the signed request of a synchronous invocation, for one sending: an invocation repeated
  /// is a function run twice.
  ///
  /// `seconds` is how long to wait for the answer.
  /// [Invoke](https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html)
  func invocation(
    of function: String, qualifier: String, payload: [UInt8], tenant: TenantID? = nil,
    seconds: Double
  ) throws(ServiceError) -> HTTPRequest {
    var call = call(
      "Invoke", "POST", function, "/invocations", qualifier: qualifier, repetition: .never,
      timeouts: HTTPTimeouts(total: seconds))
    call.headers = [
      HTTPHeader("Content-Type", "application/json"),
      HTTPHeader("X-Amz-Invocation-Type", "RequestResponse"),
      HTTPHeader("X-Amz-Log-Type", "Tail"),
    ]
    if let tenant { call.headers.append(tenant.header) }
    call.body = .bytes(payload)
    return try service.request(for: call)
  }

  /// Sends an Invoke of type DryRun, which may be repeated.
  ///
  /// Lambda checks the permission and that there is such a function, version or alias, and runs
  /// nothing.
  package func checkInvocation(
    of function: String, qualifier: String?, payload: [UInt8], tenant: TenantID? = nil
  ) throws(ServiceError) {
    var call = call("Invoke", "POST", function, "/invocations", qualifier: qualifier)
    // Invocations have limits of their own, which do not pass by waiting for the control plane.
    call.waitsOut = [.notNow]
    call.headers = [
      HTTPHeader("Content-Type", "application/json"),
      HTTPHeader("X-Amz-Invocation-Type", "DryRun"),
    ]
    if let tenant { call.headers.append(tenant.header) }
    call.body = .bytes(payload)
    let response = try service.send(call)
    guard response.status == 204 else {
      throw .unreadable("its status is \(response.status), not 204", operation: call.operation)
    }
  }
}

/// What an invocation came back with.
package struct InvokeReply: Sendable, Equatable {
  /// `Unhandled` or `Handled` when the function failed, although the status is 200.
  package var functionError: String?
  /// The version that ran.
  package var executedVersion: String?
  /// The last 4 KB of the log, when it was asked for.
  package var logTail: String?
  /// The request's id.
  package var requestID: String?
  /// What the function returned: any JSON, or nothing at all.
  package var payload: [UInt8]

  /// Makes a reply from its parts.
  package init(
    functionError: String?, executedVersion: String?, logTail: String?, requestID: String?,
    payload: [UInt8]
  ) {
    self.functionError = functionError
    self.executedVersion = executedVersion
    self.logTail = logTail
    self.requestID = requestID
    self.payload = payload
  }

  /// Reads an answer of status 200; any other is a fault.
  ///
  /// One that does not tell which version ran is not Lambda's.
  package static func read(_ response: HTTPResponse) throws(ServiceError) -> InvokeReply {
    guard response.status == 200 else {
      throw .fault(FaultReader.fault(in: response, operation: "Invoke"))
    }
    guard let version = response.header("X-Amz-Executed-Version") else {
      throw .unreadable("X-Amz-Executed-Version is missing", operation: "Invoke")
    }
    return InvokeReply(
      functionError: response.header("X-Amz-Function-Error"),
      executedVersion: version,
      logTail: response.header("X-Amz-Log-Result").flatMap { Base64.decode($0) }
        .map { String(decoding: $0, as: UTF8.self) },
      requestID: response.header("x-amzn-RequestId"), payload: response.body)
  }
}
