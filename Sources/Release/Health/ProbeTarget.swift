package import AWS

/// A version that can be probed; tests simulate it.
package protocol ProbeTarget: AnyObject {
  /// Reads the version's configuration: its state and its timeout.
  func configuration() throws(ServiceError) -> FunctionConfiguration

  /// Starts a probe, numbered from 0 in the order of starting; nothing is sent twice.
  func start(_ payload: [UInt8], seconds: Double) throws(ServiceError)

  /// Waits up to `seconds` for an answer, in the order of arrival; nil when none arrived.
  func next(within seconds: Double) -> (number: Int, answer: InvokeAnswer)?

  /// Abandons the probes in flight.
  func abandon()
}

extension InvocationBatch: ProbeTarget {}
