/// What a server answered.
package struct HTTPResponse: Sendable {
  /// The status code of the final answer; never a 1xx.
  package var status: Int
  /// The header fields in the order in which they came.
  package var headers: [HTTPHeader]
  /// The body, at most `HTTPResponse.bodyLimit` bytes.
  package var body: [UInt8]
  /// Seconds from the start of the request to the last byte of the answer.
  package var seconds: Double

  /// The longest body that is taken, in bytes: Lambda's largest answer is 6 MB.
  package static let bodyLimit = 16 << 20

  /// Makes an answer.
  package init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = [], seconds: Double = 0) {
    self.status = status
    self.headers = headers
    self.body = body
    self.seconds = seconds
  }

  /// The first value of a header field, whatever the case of its name.
  package func header(_ name: String) -> String? {
    headers.first { $0.isNamed(name) }?.value
  }
}
