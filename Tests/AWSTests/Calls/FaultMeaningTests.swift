import AWS
import HTTP
import TestSupport
import Testing

@Suite("A refusal is sorted by its code, by its words, and by its status last")
struct FaultMeaningTests {
  private func fault(
    _ status: Int, _ code: String, _ words: String = "", operation: String = "UpdateAlias"
  ) -> ServiceFault {
    ServiceFault(
      operation: operation, status: status, code: code, message: words, requestID: "id")
  }

  @Test(
    "throttling in other clothes is throttling",
    arguments: [
      (
        400, "InvalidParameterValueException",
        "Your request has been throttled by EC2, please make sure you have enough API rate limit. "
          + "EC2 Error Code: RequestLimitExceeded. EC2 Error Message: Request limit exceeded."
      ),
      (
        400, "InvalidParameterValueException",
        "Error occurred while GetObject. S3 Error Code: SlowDown. S3 Error Message: Please reduce "
          + "your request rate."
      ),
      (
        400, "InvalidParameterValueException",
        "Lambda was unable to decrypt it. KMS Exception: ThrottlingException"
      ),
      (500, "ServiceException", "Rate exceeded (Service: Iam; Error Code: Throttling)"),
      (400, "KMS.ThrottlingException", ""), (400, "KMSThrottlingException", ""),
      (429, "TooManyRequestsError", ""), (400, "SlowDownException", ""),
      (503, "SlowDown", ""), (503, "RequestLimitExceeded", ""), (502, "EC2ThrottledException", ""),
      (409, "ResourceConflictException", "Rate Exceeded."), (429, "", ""),
    ])
  func throttled(status: Int, code: String, words: String) {
    let fault = fault(status, code, words)
    #expect(fault.meaning == .throttled && fault.kind == .throttling)
    #expect(!ServiceError.fault(fault).mayHaveTakenEffect)
  }

  @Test(
    "an outage of a service behind the one that was called may pass",
    arguments: [
      "Error occurred while GetObject. S3 Error Code: InternalError. S3 Error Message: We "
        + "encountered an internal error. Please try again.",
      "EC2 Error Code: Unavailable. EC2 Error Message: The service is unavailable.",
      "Lambda was unable to decrypt it. KMS Exception: InternalServerException",
    ])
  func outage(words: String) {
    let fault = fault(400, "InvalidParameterValueException", words)
    #expect(fault.meaning == .passing)
    #expect(!ServiceError.fault(fault).mayHaveTakenEffect)
    let lasting = "S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist."
    #expect(self.fault(400, "InvalidParameterValueException", lasting).meaning == .refused)
  }

  @Test(
    "a name of the user's is no throttling and no conflict",
    arguments: [
      (404, "ResourceNotFoundException", FaultMeaning.missing),
      (409, "ResourceConflictException", .conflict),
      (400, "InvalidParameterValueException", .refused),
    ])
  func names(status: Int, code: String, meaning: FaultMeaning) {
    let arn = "arn:aws:lambda:eu-central-1:1:function:pending-ThrottlingException-SlowDown"
    #expect(fault(status, code, "Alias already exists: \(arn)").meaning == meaning)
  }

  @Test(
    "a function that is being made or changed is waited for, one that is not is refused",
    arguments: [
      ("An update is in progress for resource: arn:x", FaultMeaning.notYet),
      ("The function is currently in the following state: Pending", .notYet),
      ("The function f is currently in the following state: 'Pending'.", .notYet),
      ("The function could not be updated due to a concurrent update operation.", .notYet),
      ("The function is currently in the following state: Failed", .refused),
      ("The function is currently in the following state: Inactive", .refused),
      ("Alias already exists: arn:x", .conflict), ("something else", .conflict), ("", .conflict),
    ])
  func conflicts(words: String, meaning: FaultMeaning) {
    let text = "The operation cannot be performed at this time. " + words
    let whole = meaning == .conflict ? words : text
    #expect(fault(409, "ResourceConflictException", whole).meaning == meaning)
    #expect(
      fault(409, "ResourceConflictException", whole).kind
        == (meaning == .notYet ? .notNow : .permanent))
  }

  @Test(
    "the function's own faults are told from what may pass, whatever their status",
    arguments: [
      (403, "S3FilesMountFailureException", FaultMeaning.broken),
      (403, "EFSMountFailureException", .broken), (408, "S3FilesMountTimeoutException", .busy),
      (408, "S3FilesMountConnectivityException", .busy), (410, "EFSIOException", .busy),
      (409, "RuntimeVersionDeletedException", .broken),
      (409, "RuntimeAliasDeletedException", .broken),
      (409, "SnapStartRegenerationFailureException", .broken), (400, "SnapStartException", .broken),
      (408, "SnapStartTimeoutException", .notYet), (502, "ENINotReadyException", .notYet),
      (400, "RecursiveInvocationException", .broken),
      (409, "CodeArtifactUserPendingException", .notYet),
      (409, "CodeArtifactUserFailedException", .broken),
      (402, "ServiceQuotaExceededException", .quota), (400, "ModeNotSupportedException", .refused),
      (400, "NoPublishedVersionException", .missing),
      (404, "CodeSigningConfigNotFoundException", .refused),
      (409, "OperationAborted", .passing), (409, "InvalidBucketState", .refused),
    ])
  func functions(status: Int, code: String, meaning: FaultMeaning) {
    #expect(fault(status, code).meaning == meaning)
  }

  @Test("a read without a body that S3 refuses by 503 asks to slow down")
  func headless() {
    #expect(fault(503, "", operation: "HeadObject").meaning == .throttled)
    #expect(fault(503, "", operation: "PutObject").meaning == .passing)
  }
}
