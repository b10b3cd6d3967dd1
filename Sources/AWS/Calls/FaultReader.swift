package import HTTP
import SigV4

/// Reads what AWS says when it refuses, in each of its protocols.
///
/// S3 and STS answer XML, Lambda and CloudWatch JSON; a proxy in between answers anything.
package enum FaultReader {
  /// The members of an error that are kept beside code and message.
  private static let details = [
    "Reason", "Type", "Region", "Endpoint", "Bucket", "Key", "CanonicalRequest", "StringToSign",
    "Header", "ArgumentName",
  ]

  /// How much of a body is looked at, in bytes: AWS's errors are far shorter than 1 MiB.
  private static let bodyLimit = 1 << 20

  /// The fault in an answer whose status is outside 2xx.
  package static func fault(in response: HTTPResponse, operation: String) -> ServiceFault {
    var fault = ServiceFault(
      operation: operation, status: response.status, code: "", message: "",
      requestID: response.header("x-amzn-RequestId") ?? response.header("x-amz-request-id"),
      hostID: response.header("x-amz-id-2"))
    if let region = response.header("x-amz-bucket-region") { fault.details["Region"] = region }
    let body = Array(response.body.prefix(Self.bodyLimit))
    if let error = try? JSONValue.parse(body), error.members != nil {
      read(error, into: &fault)
    } else if let code = XMLElements.text(of: "Code", in: body) {
      read(code: code, body, into: &fault)
    }
    if let type = response.header("x-amzn-query-error") {
      fault.code = String(type.prefix { $0 != ";" })
    } else if let type = response.header("x-amzn-ErrorType") {
      fault.code = bareCode(type)
    }
    if fault.code.isEmpty { readForeign(response, into: &fault) }
    return fault
  }

  private static func read(_ error: JSONValue, into fault: inout ServiceFault) {
    let code = error["__type"]?.string ?? error["code"]?.string ?? error["Code"]?.string
    fault.code = code.map(bareCode) ?? ""
    let message = error["message"]?.string ?? error["Message"]?.string ?? ""
    fault.message = message
    if let canonical = SignatureMismatch.canonicalRequest(inMessage: message) {
      fault.details["CanonicalRequest"] = canonical
      fault.message = String(message.prefix { $0 != "\n" })
    }
    for name in details {
      if let text = error[name]?.string { fault.details[name] = text }
    }
  }

  private static func read(code: String, _ body: [UInt8], into fault: inout ServiceFault) {
    fault.code = bareCode(code)
    fault.message = XMLElements.text(of: "Message", in: body) ?? ""
    for name in details {
      if let text = XMLElements.text(of: name, in: body) { fault.details[name] = text }
    }
    fault.requestID = fault.requestID ?? XMLElements.text(of: "RequestId", in: body)
  }

  /// An answer that is not AWS's, or one without a body: HEAD, a proxy's page, a captive portal.
  private static func readForeign(_ response: HTTPResponse, into fault: inout ServiceFault) {
    let start = String(decoding: response.body.prefix(8192), as: UTF8.self)
    guard fault.message.isEmpty else { return }
    fault.message =
      start.isEmpty
      ? "status \(response.status) without a body" : "not an answer of AWS: " + start
  }

  /// The name alone of `prefix#Code` and of `Code:http://...`.
  private static func bareCode(_ text: String) -> String {
    let name = text.prefix { $0 != ":" }
    return String(name.split(separator: "#").last ?? name)
  }
}
