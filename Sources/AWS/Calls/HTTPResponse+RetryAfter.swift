package import HTTP

extension HTTPResponse {
  /// Seconds that an answer asks to wait: `x-amz-retry-after` in milliseconds, else `Retry-After`.
  package var retryAfter: Double? {
    let milliseconds = header("x-amz-retry-after")
    guard let number = (milliseconds ?? header("Retry-After")).flatMap({ Int($0) }), number >= 0
    else { return nil }
    return Double(number) / (milliseconds == nil ? 1 : 1000)
  }
}
