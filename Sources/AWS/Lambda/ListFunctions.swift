extension LambdaClient {
  /// The names of the account's functions in the region, at most two pages of them.
  ///
  /// [ListFunctions](https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html)
  package func listFunctionNames() throws(ServiceError) -> [String] {
    try names("ListFunctions", "/2015-03-31/functions", list: "Functions", member: "FunctionName")
  }
}
