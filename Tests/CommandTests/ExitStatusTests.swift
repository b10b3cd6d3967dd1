import AWS
import CommandSupport
import HTTP
import Release
import Testing

@Suite("Every failure has its exit status, and 1 means unhealthy alone")
struct ExitStatusTests {
  private func status(_ status: Int, _ code: String = "") -> Int32 {
    ExitStatus(
      .service(
        .fault(ServiceFault(operation: "Any", status: status, code: code, message: "")))
    ).rawValue
  }

  private func status(_ stage: TransferError.Stage) -> Int32 {
    let error = TransferError(stage: stage, code: 0, message: "")
    return ExitStatus(.service(.transfer(error, operation: "Any"))).rawValue
  }

  @Test("the failures of a release")
  func failures() {
    let table: [(ReleaseFailure, Int32)] = [
      (.unhealthy(""), 1), (.inconclusive(""), 2), (.unconfirmedRollback(""), 3), (.usage(""), 64),
      (.record(""), 65), (.package(""), 66), (.timedOut(""), 69), (.output(""), 70),
      (.conflict(""), 75), (.refused(""), 76), (.missing(""), 78),
    ]
    for (failure, expected) in table { #expect(ExitStatus(failure).rawValue == expected) }
  }

  @Test(
    "AWS's refusals, by status and code",
    arguments: [
      (401, "Unauthorized", 77), (403, "AccessDeniedException", 77),
      (403, "SignatureDoesNotMatch", 77),
      (400, "ExpiredTokenException", 77), (400, "AccessDenied", 77),
      (400, "InvalidIdentityToken", 77), (404, "ResourceNotFoundException", 78),
      (404, "NoSuchBucket", 78), (409, "ResourceConflictException", 75),
      (412, "PreconditionFailedException", 75), (400, "InvalidParameterValueException", 76),
      (413, "RequestEntityTooLargeException", 76), (301, "PermanentRedirect", 76),
      (405, "MethodNotAllowed", 76),
      (429, "TooManyRequestsException", 69), (500, "ServiceException", 69), (503, "SlowDown", 69),
      (502, "", 69), (302, "", 69), (401, "", 69), (403, "", 69), (404, "", 69), (412, "", 69),
      (400, "ThrottlingException", 69), (402, "ServiceQuotaExceededException", 76),
      (403, "S3FilesMountFailureException", 76), (409, "RuntimeVersionDeletedException", 76),
      (409, "SnapStartNotReadyException", 69), (502, "InvalidZipFileException", 76),
      (400, "NoPublishedVersionException", 78), (404, "CodeSigningConfigNotFoundException", 76),
    ] as [(Int, String, Int32)])
  func faults(status: Int, code: String, expected: Int32) {
    #expect(self.status(status, code) == expected)
  }

  @Test("answers that did not come, and requests that could not be made")
  func transfers() {
    for stage: TransferError.Stage in [.connect, .handshake, .certificate, .answer, .timeout] {
      #expect(status(stage) == 69)
    }
    #expect(status(.request) == 70)
    #expect(ExitStatus(.service(.unreadable("x", operation: "Any"))) == .unavailable)
    #expect(ExitStatus(.service(.request("x", operation: "Any"))) == .configuration)
  }

  @Test("credentials that are missing are told from those that are refused")
  func credentials() {
    #expect(ExitStatus(.service(.credentials(CredentialsError("none")))) == .configuration)
    #expect(
      ExitStatus(.service(.credentials(CredentialsError("no", refused: true)))) == .permission)
  }

  @Test("no two statuses are the same, and none is a shell's or a signal's")
  func table() {
    let values = ExitStatus.allCases.map(\.rawValue)
    #expect(Set(values).count == values.count)
    #expect(values.allSatisfy { $0 < 126 })
  }
}
