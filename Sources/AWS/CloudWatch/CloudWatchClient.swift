import HTTP

/// The operations of Amazon CloudWatch that a health check uses, one extension a file.
///
/// They speak JSON 1.0.
/// [API reference](https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Operations.html)
package struct CloudWatchClient {
  private let service: ServiceClient

  /// Makes a client over the calls to a CloudWatch endpoint.
  package init(_ service: ServiceClient) {
    self.service = service
  }

  /// Calls an operation that only reads, and returns its answer, a JSON object.
  func read(_ operation: String, _ input: JSONValue) throws(ServiceError) -> JSONValue {
    let call = ServiceCall(
      operation: operation, method: "POST", path: "/",
      headers: [
        HTTPHeader("Content-Type", "application/x-amz-json-1.0"),
        HTTPHeader("X-Amz-Target", "GraniteServiceVersion20100801.\(operation)"),
      ],
      body: .bytes(Array(input.serialized.utf8)))
    let response = try service.send(call)
    guard let answer = try? JSONValue.parse(response.body), answer.members != nil else {
      throw .unreadable("the answer is no JSON object", operation: operation)
    }
    return answer
  }
}
