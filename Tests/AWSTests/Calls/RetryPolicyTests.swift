import AWS
import HTTP
import Testing

@Suite("Failures are told apart by what a repeat may do")
struct RetryPolicyTests {
  private func kind(_ status: Int, _ code: String) -> FailureKind {
    ServiceFault(operation: "Any", status: status, code: code, message: "").kind
  }

  @Test(
    "throttling is known by its codes, or by status 429",
    arguments: [
      "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException",
      "TooManyRequestsException", "ProvisionedThroughputExceededException",
      "TransactionInProgressException", "RequestLimitExceeded", "BandwidthLimitExceeded",
      "LimitExceededException", "RequestThrottled", "SlowDown", "PriorRequestNotComplete",
      "EC2ThrottledException",
    ])
  func throttling(code: String) {
    #expect(kind(400, code) == .throttling)
    #expect(kind(503, code) == .throttling)
    #expect(kind(429, "") == .throttling)
  }

  @Test("failures of the service may pass", arguments: [500, 502, 503, 504])
  func transient(status: Int) {
    #expect(kind(status, "") == .ambiguous)
    #expect(kind(400, "RequestTimeout") == .ambiguous)
  }

  @Test(
    "other refusals would be repeated",
    arguments: [
      (400, "InvalidParameterValueException"), (403, "AccessDenied"),
      (404, "ResourceNotFoundException"), (409, "ResourceConflictException"),
      (412, "PreconditionFailedException"), (501, "NotImplemented"), (301, "PermanentRedirect"),
    ])
  func permanent(status: Int, code: String) {
    #expect(kind(status, code) == .permanent)
  }

  @Test("no number of attempts is less than one")
  func attempts() {
    #expect(RetryPolicy(maxAttempts: 0).maxAttempts == 1)
    #expect(RetryPolicy(maxAttempts: -3).maxAttempts == 1)
    #expect(RetryPolicy().maxAttempts == 3)
  }

  @Test("the pause stays finite however many attempts there were")
  func manyAttempts() {
    #expect(RetryPolicy.delay(after: 1_000_000, .ambiguous, random: 1, asked: nil) == 20)
    #expect(RetryPolicy.delay(after: 0, .ambiguous, random: 1, asked: nil) == 0.05)
  }
}
