import HTTP

extension BucketClient {
  /// Reads what S3 knows of an object: version, length, checksum and ETag.
  ///
  /// A store that refuses to be asked for the checksum is asked without it.
  /// [HeadObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html)
  package func headObject(_ key: String, expectedBucketOwner: String? = nil)
    throws(ServiceError) -> StoredObject
  {
    var call = ServiceCall(
      operation: "HeadObject", method: "HEAD", path: path(of: key),
      headers: Self.headers(owner: expectedBucketOwner))
    let plain = call
    call.headers.append(HTTPHeader("x-amz-checksum-mode", "ENABLED"))
    let response: HTTPResponse
    do throws(ServiceError) {
      response = try answer(call)
    } catch {
      guard let status = error.fault?.status, [400, 405, 501].contains(status) else { throw error }
      response = try answer(plain)
    }
    let object = StoredObject(response)
    guard object.isShown else {
      throw .unreadable("neither an ETag nor a checksum is in it", operation: call.operation)
    }
    return object
  }
}
