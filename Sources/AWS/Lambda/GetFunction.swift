extension LambdaClient {
  /// Where Lambda keeps the code of `$LATEST`.
  ///
  /// Only code that stays in a bucket has a `ResolvedS3Object`.
  /// [GetFunction](https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html)
  package func codeStorage(of function: String) throws(ServiceError) -> CodeStorage? {
    let answer = try json(call("GetFunction", "GET", function, ""))
    return answer["Code"]?["ResolvedS3Object"]?["S3Key"] == nil ? .copy : .reference
  }
}
