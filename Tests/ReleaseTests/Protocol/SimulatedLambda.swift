import AWS
import Release

/// One function in memory: its versions, `$LATEST` and one alias, with AWS's rules for tokens.
final class SimulatedLambda: ReleaseClient {
  /// The code of each version; configurations are all alike.
  var code: [FunctionVersion: String]
  /// The alias; nil when there is none.
  var alias: AliasConfiguration?
  /// How many writes took effect, touches aside.
  private(set) var writes = 0
  /// Called before each request, so that a test can act as somebody else.
  var before: (AliasUpdate) -> Void = { _ in }
  /// The answers of UpdateAlias, changed on their way.
  var falsify: (AliasUpdate, AliasConfiguration) -> AliasConfiguration = { $1 }
  private var revision = 0

  init(_ code: [FunctionVersion: String], alias: AliasConfiguration?) {
    self.code = code
    self.alias = alias
  }

  /// The alias in short: `7 8=0.1 | Description`.
  var state: String {
    guard let alias else { return "missing" }
    let weights = alias.additionalVersionWeights.map { " \($0.key)=\($0.value)" }.joined()
    return "\(alias.functionVersion)\(weights) | \(alias.description ?? "")"
  }

  func getFunctionConfiguration(_ function: String, qualifier: String?) throws(ServiceError)
    -> FunctionConfiguration
  {
    let version: FunctionVersion?
    if qualifier == alias?.name {
      version = alias?.functionVersion
    } else {
      version = qualifier.map { FunctionVersion($0) } ?? .latest
    }
    guard let version, let code = code[version] else { throw Self.fault(404) }
    return FunctionConfiguration(
      functionName: "f", functionArn: "arn:aws:lambda:r:1:function:f:\(version)",
      version: version, codeSha256: code)
  }

  func updateFunctionCode(_ function: String, _ code: CodeLocation, dryRun: Bool)
    throws(ServiceError) -> FunctionConfiguration
  {
    if case .image(let uri) = code { self.code[.latest] = uri }
    writes += 1
    return try getFunctionConfiguration(function, qualifier: nil)
  }

  func publishVersion(_ function: String, codeSha256: String, description: String?)
    throws(ServiceError) -> FunctionConfiguration
  {
    let newest = code.keys.max().flatMap { $0 == .latest ? nil : $0 }
    if let newest, code[newest] == code[.latest] {
      return try getFunctionConfiguration(function, qualifier: "\(newest)")
    }
    var number = 1
    if case .published(let last) = newest { number = last + 1 }
    code[.published(number)] = code[.latest]
    writes += 1
    return try getFunctionConfiguration(function, qualifier: "\(number)")
  }

  func getAlias(_ function: String, _ alias: String) throws(ServiceError) -> AliasConfiguration {
    throw Self.fault(403)
  }

  func updateAlias(_ function: String, _ name: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration
  {
    before(update)
    guard var alias else { throw Self.fault(404) }
    if let token = update.revisionId, token != alias.revisionId { throw Self.fault(412) }
    alias.functionVersion = update.functionVersion ?? alias.functionVersion
    alias.additionalVersionWeights =
      update.additionalVersionWeights ?? alias.additionalVersionWeights
    alias.description = update.description ?? alias.description
    revision += 1
    alias.revisionId = "r\(revision)"
    if update != AliasUpdate() { writes += 1 }
    self.alias = alias
    return falsify(update, alias)
  }

  func createAlias(_ function: String, _ alias: String, version: FunctionVersion)
    throws(ServiceError) -> AliasConfiguration
  {
    writes += 1
    let new = AliasConfiguration(
      name: alias, functionVersion: version, description: "", revisionId: "r0")
    self.alias = new
    return new
  }

  private static func fault(_ status: Int) -> ServiceError {
    .fault(ServiceFault(operation: "", status: status, code: "X", message: ""))
  }
}
