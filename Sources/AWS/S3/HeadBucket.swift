import HTTP

extension BucketClient {
  /// Whether there is such a bucket; true as well when AWS does not let the caller see it.
  ///
  /// [HeadBucket](https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html)
  package func bucketExists() throws(ServiceError) -> Bool {
    let call = ServiceCall(operation: "HeadBucket", method: "HEAD", path: "/")
    let response = try answer(call, alsoAccepting: [403, 404])
    guard
      mayIgnoreConditions || !FaultReader.fault(in: response, operation: call.operation).isForeign
    else {
      throw .unreadable("it has no request id of AWS", operation: call.operation)
    }
    return response.status != 404
  }
}
