import HTTP

/// The endpoint at which a job of GitHub Actions gets OpenID Connect tokens for itself.
///
/// A job has it when its permissions say `id-token: write`. See "OpenID Connect reference" in
/// GitHub's documentation. A token is good for minutes, the endpoint for the whole job, so a
/// session can be renewed in it.
struct GitHubIdentity {
  private let url: String
  private let secret: String
  private let world: World

  /// The endpoint of this job, or nil when there is none.
  init?(world: World) {
    guard let url = world.variable("ACTIONS_ID_TOKEN_REQUEST_URL"),
      let secret = world.variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
    else { return nil }
    self.url = url
    self.secret = secret
    self.world = world
  }

  /// A token for AWS's STS.
  ///
  /// The endpoint refuses a job that is still starting: it is asked again for some seconds.
  func token() throws(CredentialsError) -> String {
    let request = try request()
    var wait = IdentityWait(world)
    while true {
      let failure: Message
      var mayPass = true
      do throws(TransferError) {
        let response = try world.send(request)
        if response.status == 200 {
          if let token = (try? JSONValue.parse(response.body))?["value"]?.string, !token.isEmpty {
            return token
          }
          failure = "an answer without value"
          mayPass = false
        } else {
          let words = Self.words(of: response)
          failure =
            "status \(response.status)" + (words.isEmpty ? "" : ": \(words, limit: 300)")
          mayPass = Self.mayPass(response.status, words)
        }
      } catch {
        failure = "\(error.message)"
      }
      guard mayPass, wait.goesOn(after: "no token of GitHub: \(failure)") else {
        throw CredentialsError("GitHub gave no token for this job: \(failure)", refused: true)
      }
    }
  }

  /// What GitHub says, wherever it stands in the answer.
  private static func words(of response: HTTPResponse) -> String {
    guard let body = try? JSONValue.parse(response.body) else {
      return String(decoding: response.body.prefix(2048), as: UTF8.self).trimmingBlanks()
    }
    let places = [body["message"], body["error"]?["message"], body["error"], body["detail"], body]
    return places.lazy.compactMap { $0?.string }.first { !$0.isEmpty }
      ?? (body.members?.isEmpty == false ? body.serialized : "")
  }

  /// Whether another attempt may get a token: after an outage, or a refusal that is about the state
  /// of the job.
  private static func mayPass(_ status: Int, _ words: String) -> Bool {
    if status >= 500 || [408, 425, 429].contains(status) { return true }
    guard [400, 401, 403, 404, 409].contains(status) else { return false }
    let words = words.lowercased()
    return ["pending", "queued", "state", "starting", "started", "running", "not yet", "try again"]
      .contains { words.contains($0) }
  }

  private func request() throws(CredentialsError) -> HTTPRequest {
    let query = url.firstIndex(of: "?") ?? url.endIndex
    guard let address = EndpointURL(String(url[..<query])),
      address.scheme == .https || address.isLoopback,
      url[query...].utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }),
      secret.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      throw CredentialsError("ACTIONS_ID_TOKEN_REQUEST_URL and _TOKEN are not as GitHub sets them")
    }
    let audience = (query == url.endIndex ? "?" : "&") + "audience=sts.amazonaws.com"
    return HTTPRequest(
      method: "GET", scheme: address.scheme, host: address.host, port: address.port,
      target: (address.path.isEmpty ? "/" : address.path) + url[query...] + audience,
      headers: [
        HTTPHeader("Host", address.authority), HTTPHeader("Accept", "application/json"),
        HTTPHeader("Authorization", "bearer " + secret),
      ], timeouts: HTTPTimeouts(connect: 5, total: 15))
  }
}
