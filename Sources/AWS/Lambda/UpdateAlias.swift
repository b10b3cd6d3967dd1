import SigV4

extension LambdaClient {
  /// Changes an alias, or touches it.
  ///
  /// Sent once more only when the first try surely changed nothing; the rest is the protocol's.
  /// [UpdateAlias](https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html)
  package func updateAlias(_ function: String, _ alias: String, _ update: AliasUpdate)
    throws(ServiceError) -> AliasConfiguration
  {
    var body: JSONValue = [:]
    if let version = update.functionVersion { body["FunctionVersion"] = .string(version) }
    if let weights = update.additionalVersionWeights {
      body["RoutingConfig"] = ["AdditionalVersionWeights": Self.json(weights)]
    }
    if let token = update.revisionID { body["RevisionId"] = .string(token) }
    let call = call(
      "UpdateAlias", "PUT", function, "/aliases/" + URIEncoding.encode(alias), body: body,
      repetition: .unlessApplied)
    return try AliasConfiguration(json(call), of: call.operation)
  }

  /// Makes an alias that points to a version.
  ///
  /// [CreateAlias](https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html)
  package func createAlias(_ function: String, _ alias: String, version: String)
    throws(ServiceError) -> AliasConfiguration
  {
    let body: JSONValue = ["Name": .string(alias), "FunctionVersion": .string(version)]
    let call = call(
      "CreateAlias", "POST", function, "/aliases", body: body, repetition: .unlessApplied)
    return try AliasConfiguration(json(call), of: call.operation)
  }

  private static func json(_ weights: [String: String]) -> JSONValue {
    .object(weights.sorted { $0.key < $1.key }.map { JSONMember($0.key, .number($0.value)) })
  }
}

extension AliasConfiguration {
  /// Reads an alias as Lambda answers it.
  init(_ answer: JSONValue, of operation: String) throws(ServiceError) {
    guard let name = answer["Name"]?.string, let version = answer["FunctionVersion"]?.string,
      let token = answer["RevisionId"]?.string
    else {
      throw .unreadable("Name, FunctionVersion or RevisionId is missing", operation: operation)
    }
    var weights: [String: String] = [:]
    let members = answer["RoutingConfig"]?["AdditionalVersionWeights"]?.members ?? []
    for member in members { weights[member.name] = member.value.numeral }
    self.init(
      name: name, aliasArn: answer["AliasArn"]?.string ?? "", functionVersion: version,
      additionalVersionWeights: weights, description: answer["Description"]?.string ?? "",
      revisionID: token)
  }
}
