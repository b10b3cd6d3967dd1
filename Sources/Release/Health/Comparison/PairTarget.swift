package import AWS

/// A serving version and a candidate that can be invoked; tests simulate them.
package protocol PairTarget: AnyObject {
  /// Reads the configuration of one of the versions: its state and its timeout.
  func configuration(of side: PairSide) throws(ServiceError) -> FunctionConfiguration

  /// Starts an invocation, numbered from 0 in the order of starting; nothing is sent twice.
  func start(_ payload: [UInt8], to side: PairSide, seconds: Double) throws(ServiceError)

  /// Waits up to `seconds` for an answer, in the order of arrival; nil when none arrived.
  func next(within seconds: Double) -> (number: Int, answer: InvokeAnswer)?

  /// Abandons the invocations in flight.
  func abandon()
}

/// Two versions of a function behind one batch.
package final class VersionPair: PairTarget {
  private let batch: InvocationBatch
  private let serving: FunctionVersion
  private let candidate: FunctionVersion

  package init(_ batch: InvocationBatch, serving: FunctionVersion, candidate: FunctionVersion) {
    self.batch = batch
    self.serving = serving
    self.candidate = candidate
  }

  /// The version of a side.
  private func version(_ side: PairSide) -> FunctionVersion {
    side == .serving ? serving : candidate
  }

  package func configuration(of side: PairSide) throws(ServiceError) -> FunctionConfiguration {
    try batch.configuration(of: version(side))
  }

  package func start(_ payload: [UInt8], to side: PairSide, seconds: Double) throws(ServiceError) {
    try batch.start(payload, to: version(side), seconds: seconds)
  }

  package func next(within seconds: Double) -> (number: Int, answer: InvokeAnswer)? {
    batch.next(within: seconds)
  }

  package func abandon() { batch.abandon() }
}
