import HTTP

/// The credentials of a container: Amazon ECS, EKS Pod Identity, and what speaks like them.
///
/// See "Container credential provider" in the AWS SDKs and Tools Reference Guide. When an address
/// is set and does not answer, no other source is asked: it would be another identity.
struct ContainerCredentials: CredentialProvider {
  let world: World

  var name: String { "container" }

  private static let relativeURI = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
  private static let fullURI = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
  private static let tokenFile = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
  private static let token = "AWS_CONTAINER_AUTHORIZATION_TOKEN"

  func find() throws(CredentialsError) -> CredentialFinding {
    guard let (address, target) = try place() else {
      return .none("\(Self.relativeURI) and \(Self.fullURI) are not set")
    }
    var headers = [
      HTTPHeader("Host", address.authority), HTTPHeader("Accept", "application/json"),
    ]
    if let token = try authorization() { headers.append(HTTPHeader("Authorization", token)) }
    let request = HTTPRequest(
      method: "GET", scheme: address.scheme, host: address.host, port: address.port,
      target: target, headers: headers, timeouts: HTTPTimeouts(connect: 2, total: 2),
      mayUseProxy: false)
    let words = "container credentials at \(address.authority)"
    let body = try fetch(request, words)
    do throws(CredentialDocument.Fault) {
      if let value = try? JSONValue.parse(body) { world.secrets.add(in: value) }
      let document = try CredentialDocument(body, tokenName: "Token")
      return .found(
        ResolvedCredentials(
          credentials: document.credentials, source: "the \(words)",
          expiration: document.expiration, renewable: true))
    } catch {
      throw CredentialsError("\(words): \(error.reason)", refused: true)
    }
  }

  /// Where to ask: the relative URI at ECS's own address, else the full one.
  private func place() throws(CredentialsError) -> (EndpointURL, String)? {
    if let path = world.variable(Self.relativeURI) {
      let target = path.hasPrefix("/") ? path : "/" + path
      try check(target, Self.relativeURI)
      return (EndpointURL(scheme: .http, host: "169.254.170.2"), target)
    }
    guard let text = world.variable(Self.fullURI) else { return nil }
    let authority = text.dropFirst(text.hasPrefix("https://") ? 8 : 7)
    let start = authority.firstIndex { $0 == "/" || $0 == "?" } ?? text.endIndex
    guard let address = EndpointURL(String(text[..<start])) else {
      throw CredentialsError("\(Self.fullURI) is '\(text)', which is no http or https URL")
    }
    let allowed: Set = [
      "localhost", "::1", "169.254.170.2", "169.254.170.23", "fd00:ec2::23",
    ]
    guard
      address.scheme == .https || allowed.contains(address.host)
        || (address.isAddress && address.isLoopback)
    else {
      throw CredentialsError(
        "\(Self.fullURI) is plain http to \(address.host); "
          + "without https only this machine, ECS and EKS are asked")
    }
    let target = text[start...].hasPrefix("/") ? String(text[start...]) : "/" + text[start...]
    try check(target, Self.fullURI)
    return (address, target)
  }

  private func check(_ target: String, _ variable: String) throws(CredentialsError) {
    guard target.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else {
      throw CredentialsError("\(variable) holds a character that no URL has")
    }
  }

  /// The `Authorization` header's value: the token file's content, read each time, else the
  /// variable's.
  private func authorization() throws(CredentialsError) -> String? {
    var token = world.environment[Self.token]
    var source = Self.token
    if let path = world.variable(Self.tokenFile) {
      source = Self.tokenFile
      do throws(FileError) {
        token = String(decoding: try world.files.read(path), as: UTF8.self)
      } catch {
        throw CredentialsError("\(source): \(path) \(error.words)")
      }
    }
    guard let token, !token.isEmpty else { return nil }
    world.secrets.add(token)
    guard token.utf8.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
      throw CredentialsError("\(source): the token has a line end or another control character")
    }
    return token
  }

  /// Asks up to three times, a second apart.
  private func fetch(_ request: HTTPRequest, _ words: String) throws(CredentialsError) -> [UInt8] {
    var failure: Message = ""
    for attempt in 1...3 {
      if attempt > 1 {
        world.waiting("credentials", "\(words): \(failure), try \(attempt) of 3")
        world.sleep(1)
      }
      do throws(TransferError) {
        let response = try world.send(request)
        if response.status == 200 { return response.body }
        failure = "status \(response.status)"
        if let fault = try? JSONValue.parse(response.body), let text = fault["message"]?.string {
          failure += ": \(text)"
        }
        if (400..<500).contains(response.status), response.status != 429 { break }
      } catch {
        failure = "\(error.message)"
      }
    }
    throw CredentialsError("\(words): \(failure)", refused: true)
  }
}

extension FileError {
  /// The error after a file's name: `is missing`, `cannot be read: …`.
  var words: String {
    switch self {
    case .missing: "is missing"
    case .untrusted(let reason): "is not believed: \(reason)"
    case .unusable(let reason): "cannot be read: \(reason)"
    }
  }
}
