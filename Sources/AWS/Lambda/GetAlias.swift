import SigV4

extension LambdaClient {
  /// Reads an alias with its weights and leaves its RevisionId as it is.
  ///
  /// [GetAlias](https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html)
  package func getAlias(_ function: String, _ alias: String) throws(ServiceError)
    -> AliasConfiguration
  {
    try answeredAlias(
      call("GetAlias", "GET", function, "/aliases/" + URIEncoding.encode(alias)), named: alias)
  }
}
