extension LambdaClient {
  /// Publishes `$LATEST` as a version if its code still has that SHA-256; else AWS answers 400.
  ///
  /// Without a change since the last time AWS answers the same version again and ignores the
  /// description, so it is repeated after any transient failure.
  /// [PublishVersion](https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html)
  package func publishVersion(_ function: String, codeSha256: String, description: String?)
    throws(ServiceError) -> FunctionConfiguration
  {
    var body: JSONValue = ["CodeSha256": .string(codeSha256)]
    if let description { body["Description"] = .string(description) }
    var call = call("PublishVersion", "POST", function, "/versions", body: body)
    call.waitsOut = [.throttling]
    let answer = try FunctionConfiguration(json(call), of: call.operation, function)
    guard answer.version != .latest else {
      throw .unreadable("it is about $LATEST", operation: call.operation)
    }
    return answer
  }
}
