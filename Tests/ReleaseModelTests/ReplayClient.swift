@testable import AWS
import HTTP
import Release
import TestSupport

/// Runs the real protocol up to its next call: the calls before it are answered from a log.
///
/// The protocol's code is deterministic, so its state is the list of the answers it got. When the
/// log is used up the next call is kept and everything after it fails at once.
final class ReplayClient: ReleaseClient {
  private let log: [ModelAnswer]
  private var position = 0
  private var revision = 0
  /// Whether the run has come to the call that the log does not answer.
  var isStopped: Bool { next != nil }
  /// The call that the log does not answer.
  private(set) var next: ModelCall?
  /// Whether a signal has ended the command that was running.
  var isTerminated = false
  /// Whether the run's guard has sealed the journal: the run can append nothing any more.
  private(set) var isSealed = false
  /// Whether the run is past its publication: what it hears of the alias now is what it goes by.
  var isShifting = false
  /// The alias as it was last answered.
  private(set) var lastAlias: AliasConfiguration?
  /// What the run has done.
  var progress = ModelCall.Progress()
  /// Where the run lives: only its sleeps move the clock.
  let world = World.scripted()

  init(_ log: [ModelAnswer]) { self.log = log }

  /// The two configurations, by the member that Terraform changes.
  private static let settings = ["a", "b"].map {
    FunctionSettings(["Environment": ["Variables": ["STAGE": .string($0)]]])
  }

  /// The function and its alias in every model.
  static let function = "f"
  static let alias = "live"

  func getFunctionConfiguration(_ function: String, qualifier: String?) throws(ServiceError)
    -> FunctionConfiguration
  {
    switch qualifier {
    case nil: try configuration(ModelCall(kind: .latest))
    case Self.alias: try configuration(ModelCall(kind: .live))
    case let version?: try configuration(ModelCall(kind: .version, subject: number(version)))
    }
  }

  func updateFunctionCode(_ function: String, _ code: CodeLocation, dryRun: Bool)
    throws(ServiceError) -> FunctionConfiguration
  {
    guard case .image(let uri) = code else { throw stopped }
    return try configuration(ModelCall(kind: .update, subject: number(uri)))
  }

  func publishVersion(_ function: String, codeSha256: String, description: String?)
    throws(ServiceError) -> FunctionConfiguration
  {
    try configuration(ModelCall(kind: .publish, subject: number(codeSha256)))
  }

  func updateAlias(_ function: String, _ alias: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration
  {
    var call = ModelCall(kind: .alias)
    call.primary = update.functionVersion.map { Self.number($0) }
    if let weights = update.additionalVersionWeights {
      call.second = (0, 0)
      for (version, numeral) in weights {
        call.second = (Self.number(version), numeral == "0.1" ? 1 : 2)
      }
    }
    call.note = update.description.map { ModelNote(description: $0) }
    call.token = update.revisionId.map { number($0) }
    return try aliasConfiguration(call)
  }

  func createAlias(_ function: String, _ alias: String, version: FunctionVersion)
    throws(ServiceError) -> AliasConfiguration
  {
    throw stopped
  }

  /// Gives `$LATEST` the other configuration, as Terraform does; false while an update is going on.
  func configure() throws(ServiceError) -> Bool {
    do throws(ServiceError) {
      _ = try answer(ModelCall(kind: .configure))
      return true
    } catch {
      guard error.fault?.status == 409 else { throw error }
      return false
    }
  }

  /// No release makes this call: it is for wrong protocols.
  func getAlias(_ function: String, _ alias: String) throws(ServiceError) -> AliasConfiguration {
    try aliasConfiguration(ModelCall(kind: .read))
  }

  /// Asks the world whether the version is healthy; nil when the run is over.
  func verdict() -> Verdict? {
    guard let answer = try? answer(ModelCall(kind: .verdict)) else { return nil }
    progress.verdict = answer.kind
    switch answer.kind {
    case .healthy:
      progress.healthy += 1
      return .healthy
    case .unhealthy: return .unhealthy
    default: return .inconclusive
    }
  }

  /// Asks the world what a look at a paced release allows: the step, 3 for the promotion, 0 when the
  /// version is unhealthy; nil when the run is over.
  func look() -> UInt8? {
    guard let answer = try? answer(ModelCall(kind: .look)) else { return nil }
    progress.verdict =
      answer.kind == .unhealthy ? .unhealthy : answer.a == 3 ? .healthy : .inconclusive
    guard answer.kind == .healthy else { return 0 }
    progress.healthy = answer.a - 1
    return answer.a
  }

  private var stopped: ServiceError { .request("the run stops here", operation: "") }

  private func number(_ text: String) -> UInt8 { UInt8(text.filter(\.isNumber)) ?? 255 }

  static func number(_ version: FunctionVersion) -> UInt8 {
    guard case .published(let number) = version else { return 0 }
    return UInt8(number)
  }

  static func version(_ number: UInt8) -> FunctionVersion {
    number == 0 ? .latest : .published(Int(number))
  }

  private func configuration(_ call: ModelCall) throws(ServiceError) -> FunctionConfiguration {
    let answer = try answer(call)
    if answer.d & 2 != 0 { revision += 1 }
    return FunctionConfiguration(
      functionName: Self.function, functionArn: "arn",
      version: Self.version(answer.a), codeSha256: "c\(answer.b & 7)",
      lastUpdateStatus: answer.d & 1 == 0 ? "Successful" : "InProgress",
      revisionId: "r\(revision)", settings: Self.settings[answer.b < 8 ? 0 : 1])
  }

  private func aliasConfiguration(_ call: ModelCall) throws(ServiceError) -> AliasConfiguration {
    let answer = try answer(call)
    if isShifting { progress.hasLooked = true }
    let weights = answer.b == 0 ? [:] : [Self.version(answer.b): answer.c == 1 ? "0.1" : "0.5"]
    let alias = AliasConfiguration(
      name: Self.alias, functionVersion: Self.version(answer.a),
      additionalVersionWeights: weights, description: answer.note.description,
      revisionId: "t\(answer.d)")
    lastAlias = alias
    return alias
  }

  private func answer(_ call: ModelCall) throws(ServiceError) -> ModelAnswer {
    guard !isStopped, !isTerminated else { throw stopped }
    guard position < log.count else {
      next = call
      next?.progress = progress
      throw stopped
    }
    let answer = log[position]
    position += 1
    if answer.isSealed { isSealed = true }
    switch answer.kind {
    case .alias, .configuration, .healthy, .unhealthy, .inconclusive: return answer
    case .terminated:
      isTerminated = true
      throw stopped
    case .lost:
      let error = TransferError(stage: .answer, code: 52, message: "empty reply")
      throw .transfer(error, operation: "")
    case .precondition: throw fault(412, "PreconditionFailedException", "stale")
    case .busy: throw fault(409, "ResourceConflictException", "An update is in progress")
    case .otherCode:
      throw fault(400, "InvalidParameterValueException", "CodeSHA256 (x) is different")
    case .invalid: throw fault(400, "InvalidParameterValueException", "invalid")
    case .missing: throw fault(404, "ResourceNotFoundException", "not found")
    }
  }

  private func fault(_ status: Int, _ code: String, _ message: String) -> ServiceError {
    .fault(ServiceFault(operation: "", status: status, code: code, message: message))
  }
}
