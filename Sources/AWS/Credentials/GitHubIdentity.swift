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
  func token() throws(CredentialsError) -> String {
    let request = try request()
    var failure: Message = ""
    for attempt in 1...3 {
      if attempt > 1 {
        world.waiting("credentials", "no token of GitHub: \(failure), try \(attempt) of 3")
        world.sleep(Double(attempt - 1))
      }
      do throws(TransferError) {
        let response = try world.send(request)
        if response.status == 200 {
          if let token = (try? JSONValue.parse(response.body))?["value"]?.string, !token.isEmpty {
            return token
          }
          failure = "an answer without value"
          break
        }
        failure = "status \(response.status)"
        if response.status < 500, response.status != 429 { break }
      } catch {
        failure = "\(error.message)"
      }
    }
    throw CredentialsError("GitHub gave no token for this job: \(failure)", refused: true)
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
