extension LambdaClient {
  /// Reads the configuration of a version, of the version that an alias points to, or of `$LATEST`.
  ///
  /// [GetFunctionConfiguration](https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html)
  package func getFunctionConfiguration(_ function: String, qualifier: String?)
    throws(ServiceError) -> FunctionConfiguration
  {
    let call = call(
      "GetFunctionConfiguration", "GET", function, "/configuration", qualifier: qualifier)
    let answer = try FunctionConfiguration(json(call), of: call.operation, function)
    if let asked = qualifier.flatMap({ FunctionVersion($0) }) ?? (qualifier == nil ? .latest : nil),
      answer.version != asked
    {
      throw .unreadable("it is about version \(answer.version)", operation: call.operation)
    }
    return answer
  }
}

extension FunctionConfiguration {
  /// Reads a configuration as Lambda answers it about a function: a name, or an ARN without qualifier.
  init(_ answer: JSONValue, of operation: String, _ function: String) throws(ServiceError) {
    guard let name = answer["FunctionName"]?.string, let arn = answer["FunctionArn"]?.string,
      let version = answer["Version"]?.string.flatMap({ FunctionVersion($0) }),
      let digest = answer["CodeSha256"]?.string
    else {
      throw .unreadable(
        "FunctionName, FunctionArn, Version or CodeSha256 is missing or malformed",
        operation: operation)
    }
    if let asked = try? FunctionIdentifier(function),
      name != asked.name || (try? FunctionIdentifier(arn))?.agrees(with: asked) == false
    {
      throw .unreadable("it is about another function", operation: operation)
    }
    self.init(
      functionName: name, functionArn: arn, version: version, codeSha256: digest,
      codeSize: answer["CodeSize"]?.int,
      lastModified: answer["LastModified"]?.string.flatMap { Timestamp(iso8601: $0) },
      description: answer["Description"]?.string ?? "", timeout: answer["Timeout"]?.int ?? 3,
      state: answer["State"]?.string,
      stateReason: Reason(
        code: answer["StateReasonCode"]?.string, words: answer["StateReason"]?.string),
      lastUpdateStatus: answer["LastUpdateStatus"]?.string,
      lastUpdateReason: Reason(
        code: answer["LastUpdateStatusReasonCode"]?.string,
        words: answer["LastUpdateStatusReason"]?.string),
      revisionId: answer["RevisionId"]?.string ?? "", settings: FunctionSettings(answer),
      execution: ExecutionSettings(answer))
    isolatesTenants = answer["TenancyConfig"]?["TenantIsolationMode"]?.string == "PER_TENANT"
    durableTimeout = answer["DurableConfig"]?["ExecutionTimeout"]?.int
  }
}
