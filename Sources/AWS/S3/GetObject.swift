import Cryptography
import HTTP

extension BucketClient {
  /// How many bytes of an object are read at once.
  private static let pieceSize = 8 << 20

  /// Reads an object, and returns the SHA-256 of its bytes.
  ///
  /// It is read piece by piece, so that memory stays constant.
  /// [GetObject](https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html)
  package func objectSHA256(_ key: String, expectedBucketOwner: String? = nil)
    throws(ServiceError) -> [UInt8]
  {
    var digest = SHA256Digest()
    var offset = 0
    while true {
      let range = "bytes=\(offset)-\(offset + Self.pieceSize - 1)"
      let call = ServiceCall(
        operation: "GetObject", method: "GET", path: path(of: key),
        headers: [HTTPHeader("Range", range)] + Self.headers(owner: expectedBucketOwner),
        timeouts: HTTPTimeouts(total: nil))
      let response = try answer(call, alsoAccepting: offset > 0 ? [416] : [])
      if response.status == 416 { return digest.finalize() }
      // A store that does not know ranges sends everything.
      guard response.status == 206 || offset == 0 else {
        throw .unreadable("it is not the range that was asked for", operation: call.operation)
      }
      digest.update(response.body)
      offset += response.body.count
      if response.status != 206 || response.body.count < Self.pieceSize {
        return digest.finalize()
      }
    }
  }
}
