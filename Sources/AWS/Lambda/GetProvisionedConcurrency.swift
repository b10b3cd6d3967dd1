import SigV4

extension LambdaClient {
  /// Reads whether an alias has provisioned concurrency, whatever its state is.
  ///
  /// It is not waited for: no command needs it, and the least policy does not permit it.
  /// [GetProvisionedConcurrencyConfig](https://docs.aws.amazon.com/lambda/latest/api/API_GetProvisionedConcurrencyConfig.html)
  package func hasProvisionedConcurrency(_ function: String, _ alias: String) throws(ServiceError)
    -> Bool
  {
    var call = ServiceCall(
      operation: "GetProvisionedConcurrencyConfig", method: "GET",
      path: "/2019-09-30/functions/" + URIEncoding.encode(function) + "/provisioned-concurrency",
      query: [("Qualifier", alias)])
    call.waitsOut = []
    do throws(ServiceError) {
      return try json(call)["RequestedProvisionedConcurrentExecutions"]?.int ?? 0 > 0
    } catch {
      guard error.wasRefused(404) else { throw error }
      return false
    }
  }
}
