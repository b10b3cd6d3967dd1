import SigV4

/// What AWS said when it refused a request: an answer with a status outside 2xx.
package struct ServiceFault: Error, Sendable, Equatable {
  /// The operation that was refused, such as `UpdateAlias`.
  package var operation: String
  /// The HTTP status.
  package var status: Int
  /// AWS's name of the error, such as `ResourceConflictException`; empty when the answer is not
  /// AWS's (a proxy's page, say).
  package var code: String
  /// AWS's own words, or the start of the body, as they came.
  package var message: String
  /// The request's id, for AWS Support.
  package var requestID: String?
  /// S3's second id (`x-amz-id-2`), for AWS Support.
  package var hostID: String?
  /// More of the error that some operations give: Lambda's `Reason` and `Type`, S3's `Region`,
  /// `Endpoint`, `CanonicalRequest` and `StringToSign`.
  package var details: [String: String]
  /// What a person should look at, when more is known than AWS says: a clock that is off, or the
  /// first line in which AWS's canonical request differs from ours.
  package var hints: [Message]

  /// Makes a fault.
  package init(
    operation: String, status: Int, code: String, message: String, requestID: String? = nil,
    hostID: String? = nil, details: [String: String] = [:], hints: [Message] = []
  ) {
    self.operation = operation
    self.status = status
    self.code = code
    self.message = message
    self.requestID = requestID
    self.hostID = hostID
    self.details = details
    self.hints = hints
  }

  /// Whether the answer is somebody else's, such as a proxy's page: AWS names the error, or at least
  /// gives the request an id.
  package var isForeign: Bool { code.isEmpty && requestID == nil && hostID == nil }

  /// The error's name; without one the status.
  package var name: Message { code.isEmpty ? "status \(status)" : "\(code)" }

  /// AWS's own words for a person; of an answer that is not AWS's the start alone.
  package var words: Message { "\(message, limit: code.isEmpty ? 220 : Message.foreignLimit)" }

  /// Whether AWS's words hold these, which are in lower case when the case does not count.
  package func says(_ words: String, ignoringCase: Bool = false) -> Bool {
    let text = Array((ignoringCase ? message.lowercased() : message).utf8)
    return text[...].range(ofFirst: Array(words.utf8)) != nil
  }
}
