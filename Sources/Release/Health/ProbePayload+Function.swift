package import AWS

extension ProbePayload {
  /// The longest time in seconds that a synchronous invocation may take.
  private static let longestWait = 900

  /// Refuses what Lambda would refuse of each invocation: a tenant too few or too many, and a durable
  /// function that answers too late.
  package func check(for function: FunctionConfiguration) throws(ReleaseFailure) {
    if function.isolatesTenants, tenant == nil {
      throw .usage(
        "\(function.functionName): isolates tenants, and cannot be invoked without one",
        hints: ["pass --tenant-id ID, the id of a tenant made for checks"])
    }
    if !function.isolatesTenants, let tenant {
      throw .usage(
        "--tenant-id \(tenant.text): \(function.functionName) has no tenant isolation, and Lambda "
          + "refuses a tenant's id")
    }
    if let seconds = function.durableTimeout, seconds > Self.longestWait {
      throw .refused(
        "\(function.functionName): a durable function with an ExecutionTimeout of \(seconds) s, and "
          + "only up to \(Self.longestWait) s can be waited for an answer",
        hints: ["check it by --watch, or leave the checks out (--no-check)"])
    }
  }
}
