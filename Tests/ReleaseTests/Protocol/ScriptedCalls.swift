import AWS
import HTTP
import Release
import TestSupport

/// Answers the calls of the protocol from a list, and keeps what was called.
final class ScriptedCalls: ReleaseClient {
  /// An answer to one call.
  enum Answer {
    case function(FunctionConfiguration)
    case alias(AliasConfiguration)
    case failure(ServiceError)
  }

  private var answers: [Answer]
  /// Each call in short: `get live`, `publish c2 faster`, `alias 8 {} t1`, `alias touch`.
  private(set) var calls: [String] = []
  /// The codes that were sent, dry or not.
  private(set) var sent: [CodeLocation] = []
  /// Where the function's code is kept.
  var storage: Result<CodeStorage?, ServiceError> = .success(.copy)
  /// How often that was asked.
  private(set) var storageReads = 0
  private let script = WorldScript()
  /// The pauses, in seconds.
  var pauses: [Double] { script.sleeps }
  /// What was told before each pause.
  var waits: [String] { script.waits.map { "\($0.what): \($0.state)" } }
  /// What was said.
  var said: [String] { script.lines }
  var world: World { .scripted(script) }

  init(_ answers: [Answer]) { self.answers = answers }

  var publication: Publication { Publication(client: self, world: world, timeout: 60) }
  var shift: TrafficShift { TrafficShift(client: self, world: world) }
  var rollback: Rollback { Rollback(client: self, world: world) }

  func getAlias(_ function: String, _ alias: String) throws(ServiceError) -> AliasConfiguration {
    try self.alias("read alias")
  }

  func getFunctionConfiguration(_ function: String, qualifier: String?) throws(ServiceError)
    -> FunctionConfiguration
  { try self.function("get \(qualifier ?? "$LATEST")") }

  func updateFunctionCode(_ function: String, _ code: CodeLocation, dryRun: Bool)
    throws(ServiceError) -> FunctionConfiguration
  {
    sent.append(code)
    return try self.function(dryRun ? "check update" : "update")
  }

  func codeStorage(of function: String) throws(ServiceError) -> CodeStorage? {
    storageReads += 1
    return try storage.get()
  }

  func publishVersion(_ function: String, codeSha256: String, description: String?)
    throws(ServiceError) -> FunctionConfiguration
  { try self.function("publish \(codeSha256) \(description ?? "-")") }

  func updateAlias(_ function: String, _ alias: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration
  {
    guard update != AliasUpdate() else { return try self.alias("alias touch") }
    let weights = update.additionalVersionWeights?.map { "\($0.key)=\($0.value)" }.joined()
    return try self.alias(
      "alias \(update.functionVersion?.description ?? "-") {\(weights ?? "-")} \(update.revisionId ?? "-")"
    )
  }

  func createAlias(_ function: String, _ alias: String, version: FunctionVersion)
    throws(ServiceError) -> AliasConfiguration
  { try self.alias("create \(version)") }

  private func next(_ call: String) throws(ServiceError) -> Answer {
    calls.append(call)
    guard !answers.isEmpty else { throw .request("no answer for \(call)", operation: call) }
    let answer = answers.removeFirst()
    if case .failure(let error) = answer { throw error }
    return answer
  }

  private func function(_ call: String) throws(ServiceError) -> FunctionConfiguration {
    guard case .function(let found) = try next(call) else {
      throw .request("\(call)", operation: call)
    }
    return found
  }

  private func alias(_ call: String) throws(ServiceError) -> AliasConfiguration {
    guard case .alias(let found) = try next(call) else {
      throw .request("\(call)", operation: call)
    }
    return found
  }
}

extension ScriptedCalls.Answer {
  /// A configuration of function `f`.
  static func version(
    _ version: FunctionVersion, code: String = "c1", description: String = "",
    state: String = "Active",
    update: String = "Successful", reason: String? = nil, revision: String = "r"
  ) -> Self {
    let why = FunctionConfiguration.Reason(code: nil, words: reason)
    return .function(
      FunctionConfiguration(
        functionName: "f", functionArn: "arn:aws:lambda:r:1:function:f:\(version)",
        version: version, codeSha256: code, description: description, state: state,
        stateReason: why, lastUpdateStatus: update, lastUpdateReason: why, revisionId: revision))
  }

  /// Alias `live`.
  static func live(
    _ version: FunctionVersion, _ weights: [FunctionVersion: String] = [:], _ token: String,
    _ description: String? = nil
  ) -> Self {
    .alias(
      AliasConfiguration(
        name: "live", functionVersion: version, additionalVersionWeights: weights,
        description: description, revisionId: token))
  }

  /// AWS's refusal.
  static func fault(_ status: Int, _ message: String = "") -> Self {
    .failure(
      .fault(ServiceFault(operation: "", status: status, code: "X", message: message)))
  }

  /// No answer at a stage.
  static func silence(_ stage: TransferError.Stage) -> Self {
    .failure(
      .transfer(TransferError(stage: stage, code: 52, message: "nothing"), operation: ""))
  }
}

/// Which failure something ends with, by its case's name; nil when it succeeds.
func failure(_ body: () throws(ReleaseFailure) -> Void) -> String? {
  do throws(ReleaseFailure) {
    try body()
    return nil
  } catch {
    return String(String(describing: error).prefix { $0 != "(" })
  }
}
