/// Why no complete answer arrived.
package struct TransferError: Error, Sendable, Equatable {
  /// How far the request can have come: it decides whether a repeat is safe and what to say.
  package enum Stage: Sendable, Equatable {
    /// No connection: no such host, refused, timed out. Nothing was sent.
    case connect
    /// The TLS handshake failed for a reason other than the certificate. Nothing was sent.
    case handshake
    /// The server's certificate was not accepted. Nothing was sent; a repeat would not help.
    case certificate
    /// The request may have been sent and may have had its effect; no complete answer came.
    case answer
    /// As `answer`, and the reason is that the time was up.
    case timeout
    /// The request could not be made at all: a fault of the caller's.
    case request
  }

  /// How far the request can have come.
  package var stage: Stage
  /// libcurl's code, named in libcurl-errors(3).
  package var code: UInt32
  /// libcurl's own words.
  package var message: String
  /// Whether this process could not watch for a while: the machine slept, or it was stopped.
  ///
  /// Then the failure says nothing about the other side.
  package var isUnwatched = false
  /// What a person should look at: the setting that names the other side.
  package var hints: [String] = []

  /// Makes an error.
  package init(stage: Stage, code: UInt32, message: String) {
    self.stage = stage
    self.code = code
    self.message = message
  }
}
