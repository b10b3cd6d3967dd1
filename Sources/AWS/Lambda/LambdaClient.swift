import HTTP
import SigV4

/// The operations of AWS Lambda that a release uses, one extension a file.
///
/// [API reference](https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html)
package struct LambdaClient {
  /// The calls to the endpoint.
  let service: ServiceClient

  /// Makes a client over the calls to a Lambda endpoint.
  package init(_ service: ServiceClient) {
    self.service = service
  }

  /// Makes a call of an operation whose path starts with a function.
  ///
  /// `function` is a name or an ARN; its colons and slashes are percent-encoded. `path` is what
  /// follows, already encoded, with its leading slash.
  func call(
    _ operation: String, _ method: String, _ function: String, _ path: String,
    qualifier: String? = nil, body: JSONValue? = nil,
    repetition: ServiceCall.Repetition = .always, timeouts: HTTPTimeouts = HTTPTimeouts()
  ) -> ServiceCall {
    ServiceCall(
      operation: operation, method: method,
      path: "/2015-03-31/functions/" + URIEncoding.encode(function) + path,
      query: qualifier.map { [("Qualifier", $0)] } ?? [],
      headers: body == nil ? [] : [HTTPHeader("Content-Type", "application/json")],
      body: body.map { .bytes(Array($0.serialized.utf8)) } ?? .none,
      repetition: repetition, timeouts: timeouts)
  }

  /// Sends a call and reads its answer, which is a JSON object.
  func json(_ call: ServiceCall) throws(ServiceError) -> JSONValue {
    let response = try service.send(call)
    guard let answer = try? JSONValue.parse(response.body), answer.members != nil else {
      throw .unreadable("the answer is no JSON object", operation: call.operation)
    }
    return answer
  }
}
