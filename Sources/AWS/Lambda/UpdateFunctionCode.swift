import Cryptography
import HTTP

extension LambdaClient {
  /// Replaces the code of `$LATEST`; the update goes on after the answer (`InProgress`).
  ///
  /// With `dryRun` AWS checks the request and its permissions, and changes nothing. The same code
  /// twice does no harm, so it is repeated after any transient failure.
  /// [UpdateFunctionCode](https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html)
  package func updateFunctionCode(_ function: String, _ code: CodeLocation, dryRun: Bool)
    throws(ServiceError) -> FunctionConfiguration
  {
    var body: JSONValue = [:]
    var timeouts = HTTPTimeouts()
    switch code {
    case .s3(let bucket, let key, let version, let storage):
      body = ["S3Bucket": .string(bucket), "S3Key": .string(key)]
      if let version { body["S3ObjectVersion"] = .string(version) }
      if let storage { body["S3ObjectStorageMode"] = .string(storage.rawValue) }
    case .zip(let bytes):
      body = ["ZipFile": .string(Base64.encode(bytes))]
      timeouts.total = nil
    case .image(let uri):
      body = ["ImageUri": .string(uri)]
    }
    if dryRun { body["DryRun"] = .bool(true) }
    var call = call(
      "UpdateFunctionCode", "PUT", function, "/code", body: body, timeouts: timeouts)
    call.waitsOut = [.throttling]
    return try FunctionConfiguration(json(call), of: call.operation, function)
  }
}
