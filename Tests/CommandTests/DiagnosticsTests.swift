import AWS
import CommandSupport
import HTTP
import Release
import TestSupport
import Testing

@Suite("A failure in words: what happened, then what a person may do")
struct DiagnosticsTests {
  private func fault(
    _ code: String, _ message: String, status: Int = 400, details: [String: String] = [:],
    requestID: String? = nil, hostID: String? = nil, hints: [Message] = []
  ) -> Diagnostics {
    Diagnostics(
      .service(
        .fault(
          ServiceFault(
            operation: "UpdateAlias", status: status, code: code, message: message,
            requestID: requestID, hostID: hostID, details: details, hints: hints))))
  }

  @Test("the message is one line, each hint another, whatever they name")
  func lines() {
    let diagnostics = Diagnostics(.usage("what is wrong", hints: ["the way out", "another"]))
    #expect(diagnostics.message == "what is wrong")
    #expect(Diagnostics(.usage("a\nb", hints: ["c\nd"])).message == "a\\nb")
    #expect(Diagnostics(.usage("a\nb", hints: ["c\nd"])).hints == ["c\\nd"])
    #expect(diagnostics.hints == ["the way out", "another"])
    #expect(Diagnostics(.conflict("")).message == "")
  }

  @Test("AWS's words come with the operation and the error's name")
  func words() {
    let diagnostics = fault("ResourceConflictException", "is in progress", status: 409)
    #expect(diagnostics.message == "UpdateAlias: is in progress (ResourceConflictException)")
    #expect(diagnostics.hints == [])
    #expect(fault("", "", status: 503).message == "UpdateAlias: refused (status 503)")
  }

  @Test("both ids and the reason are told")
  func ids() {
    let diagnostics = fault(
      "TooManyRequestsException", "x", details: ["Reason": "CallerRateLimitExceeded"],
      requestID: "r", hostID: "h")
    #expect(diagnostics.hints == ["reason: CallerRateLimitExceeded", "request id r, host id h"])
  }

  @Test("a permission that is missing leads to the page that lists them")
  func permission() {
    for code in ["AccessDenied", "AccessDeniedException"] {
      #expect(fault(code, "no").hints.contains { $0.contains("lambda-release(7)") })
    }
  }

  @Test("a full storage for code says what makes room")
  func codeStorage() {
    let hints = fault("CodeStorageExceededException", "Code storage limit exceeded.").hints
    #expect(hints.first?.contains("delete versions and layers that nothing uses") ?? false)
  }

  @Test("a wrong signature is explained, by what is known of it where more is known")
  func signature() {
    for code in ["InvalidSignatureException", "SignatureDoesNotMatch"] {
      #expect(
        fault(code, "no").hints == ["the secret access key does not belong to the key id"])
      for words in [
        "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z",
        "Signature not yet current: 20260101T002000Z is still later than 20260101T001000Z",
      ] {
        #expect(fault(code, words).hints.first?.contains("this machine's clock") ?? false)
        #expect(fault(code, words).hints.count == 1)
      }
      #expect(fault(code, "no", hints: ["the clock is off"]).hints == ["the clock is off"])
    }
  }

  @Test("an answer that did not come says so, and a certificate what to set")
  func transfer() {
    func diagnostics(_ stage: TransferError.Stage) -> Diagnostics {
      Diagnostics(
        .service(
          .transfer(
            TransferError(stage: stage, code: 7, message: "refused"), operation: "PutObject")))
    }
    #expect(diagnostics(.connect).message == "PutObject: no answer from AWS: refused")
    #expect(diagnostics(.connect).hints == [])
    #expect(diagnostics(.certificate).hints.contains { $0.contains("AWS_CA_BUNDLE") })
  }

  @Test("missing credentials list what was tried")
  func credentials() {
    let error = CredentialsError(
      "no credentials", hints: ["environment: not set", "profile: none"])
    let diagnostics = Diagnostics(.service(.credentials(error)))
    #expect(diagnostics.message == "no credentials")
    #expect(diagnostics.hints == ["environment: not set", "profile: none"])
  }

  @Test("an answer that cannot be understood says what is missing")
  func unreadable() {
    let diagnostics = Diagnostics(
      .service(.unreadable("RevisionId is missing", operation: "UpdateAlias")))
    #expect(
      diagnostics.message == "UpdateAlias: the answer cannot be understood: RevisionId is missing")
  }
}
