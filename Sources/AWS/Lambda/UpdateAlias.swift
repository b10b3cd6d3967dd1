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
    if let version = update.functionVersion { body["FunctionVersion"] = .string("\(version)") }
    if let weights = update.additionalVersionWeights {
      body["RoutingConfig"] = AliasConfiguration.routingConfig(weights)
    }
    if let text = update.description { body["Description"] = .string(text) }
    if let token = update.revisionId { body["RevisionId"] = .string(token) }
    let call = call(
      "UpdateAlias", "PUT", function, "/aliases/" + URIEncoding.encode(alias), body: body,
      repetition: .unlessApplied)
    return try answeredAlias(call)
  }

  /// Makes an alias that points to a version.
  ///
  /// [CreateAlias](https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html)
  package func createAlias(_ function: String, _ alias: String, version: FunctionVersion)
    throws(ServiceError) -> AliasConfiguration
  {
    let body: JSONValue = ["Name": .string(alias), "FunctionVersion": .string("\(version)")]
    let call = call(
      "CreateAlias", "POST", function, "/aliases", body: body, repetition: .unlessApplied)
    return try answeredAlias(call, named: alias)
  }

  /// Sends a call whose answer is an alias; with `name` an answer about another one is not taken.
  func answeredAlias(_ call: ServiceCall, named name: String? = nil) throws(ServiceError)
    -> AliasConfiguration
  {
    let answer = try json(call)
    guard var alias = AliasConfiguration(json: answer), answer["RevisionId"]?.string != nil else {
      throw .unreadable(
        "Name, FunctionVersion or RevisionId is missing or malformed", operation: call.operation)
    }
    if let name, alias.name != name {
      throw .unreadable("it is about another alias", operation: call.operation)
    }
    alias.description = alias.description ?? ""
    return alias
  }
}
