import CCurl

extension TransferError {
  /// Tells from libcurl's code how far a request can have come.
  ///
  /// `sent` is whether the first byte may have gone out.
  init(_ code: CURLcode, message: String, sent: Bool) {
    self.init(stage: Self.stage(code, sent: sent), code: code.rawValue, message: message)
  }

  private static func stage(_ code: CURLcode, sent: Bool) -> Stage {
    switch code {
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
      CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CRL_BADFILE,
      CURLE_SSL_CERTPROBLEM:
      return .certificate
    case CURLE_READ_ERROR, CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL,
      CURLE_BAD_FUNCTION_ARGUMENT, CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN, CURLE_FAILED_INIT:
      return sent && code == CURLE_UNSUPPORTED_PROTOCOL ? .answer : .request
    case CURLE_OPERATION_TIMEDOUT where sent:
      return .timeout
    default:
      if sent { return .answer }
    }
    switch code {
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
      CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED, CURLE_SSL_ENGINE_INITFAILED,
      CURLE_SSL_SHUTDOWN_FAILED:
      return .handshake
    case CURLE_OUT_OF_MEMORY:
      return .request
    default:
      return .connect
    }
  }

  /// A request that this layer refuses to send.
  static func refused(_ why: String) -> TransferError {
    TransferError(stage: .request, code: CURLE_BAD_FUNCTION_ARGUMENT.rawValue, message: why)
  }
}
