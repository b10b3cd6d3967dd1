package import AWS

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
    parallel: Int, seconds: Double, next: () -> NextInvocation,
    answered: (Int, InvokeAnswer) -> Bool
  ) throws(ServiceError)
}

/// A published version on AWS Lambda.
package final class LambdaProbeTarget: ProbeTarget {
  private let client: LambdaClient
  private let function: String
  private let version: FunctionVersion

  /// Makes a target; `function` is a name or an ARN without qualifier.
  package init(client: LambdaClient, function: String, version: FunctionVersion) {
    self.client = client
    self.function = function
    self.version = version
  }

  /// Reads the version's configuration.
  package func configuration() throws(ServiceError) -> FunctionConfiguration {
    try client.getFunctionConfiguration(function, qualifier: "\(version)")
  }

  /// Invokes the version, each request signed as it is sent.
  package func probe(
    parallel: Int, seconds: Double, next: () -> NextInvocation,
    answered: (Int, InvokeAnswer) -> Bool
  ) throws(ServiceError) {
    try client.invokeAll(
      of: function, qualifier: "\(version)", parallel: parallel, seconds: seconds, next: next,
      answered: answered)
  }
}
