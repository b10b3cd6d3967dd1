import ArgumentParser
import AWS
import CommandSupport
import Release

/// The options that say what is sent to the version, and which answers are good.
struct ProbeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Invoke with the JSON documents of this file, one a line, in turn; each must succeed. "
        + "(default: {})", valueName: "file"))
  var payload: String?

  @Option(
    help: ArgumentHelp(
      "The tenant for whom to invoke a function with tenant isolation.", valueName: "id"))
  var tenantId: String?

  @Option(help: ArgumentHelp("Send so many probes at once.", valueName: "number"))
  var parallel = 1

  @Option(
    help: ArgumentHelp(
      "The values of an answer's statusCode, if it has one, that are good: 200-399, 200,204 or "
        + "any. (default: 200-399)", valueName: "codes"),
    transform: RateArgument.statuses)
  var expectStatus: StatusRange?

  @Option(
    help: ArgumentHelp("A JSON value that each answer must contain.", valueName: "json"))
  var expect: String?

  @Option(
    help: ArgumentHelp(
      "An answer that takes longer is a failure.", valueName: "milliseconds"))
  var slowMs: Int?

  /// Whether any of these options was given.
  var isUsed: Bool {
    payload != nil || parallel != 1 || expectStatus != nil || expect != nil || slowMs != nil
  }

  /// The payload, read from its file.
  func payload(_ session: Session) throws(ReleaseFailure) -> ProbePayload {
    var payload = try lines(session)
    payload.tenant = tenantId.flatMap { TenantID($0) }
    return payload
  }

  private func lines(_ session: Session) throws(ReleaseFailure) -> ProbePayload {
    guard let payload else { return .empty }
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try session.world.files.read(payload, limit: ProbePayload.fileLimit)
    } catch {
      switch error {
      case .missing:
        if let start = payload.first(where: { !$0.isWhitespace }), "{[".contains(start) {
          throw .usage(
            "--payload \(payload): this is a document; --payload takes a file that holds it",
            hints: ["--payload payload.json, one JSON document a line"])
        }
        throw .package("\(payload): no such file", hints: FileArgument.hints(payload))
      case .untrusted(let reason), .unusable(let reason):
        throw .package("\(payload): \(reason)")
      }
    }
    return try ProbePayload(bytes, name: payload)
  }

  /// When an answer is good.
  func expectation() throws(ReleaseFailure) -> ProbeExpectation {
    var content: JSONValue?
    if let expect {
      do throws(JSONError) {
        content = try JSONValue.parse(expect)
      } catch {
        throw .usage("--expect \(expect): no JSON value: \(error)")
      }
    }
    return ProbeExpectation(
      status: expectStatus ?? .success, content: content,
      slowestSeconds: slowMs.map { Double($0) / 1000 })
  }

  func validate() throws {
    if let tenantId, TenantID(tenantId) == nil {
      throw ValidationError(
        "--tenant-id \(tenantId): give 1 to 256 letters, digits, blanks and ._:/=+-@, no blank at an "
          + "end")
    }
    if !(1...64).contains(parallel) {
      throw ValidationError("--parallel \(parallel): give 1 to 64")
    }
    if let slowMs, slowMs < 1 {
      throw ValidationError("--slow-ms \(slowMs): give a number of milliseconds above 0")
    }
  }
}
