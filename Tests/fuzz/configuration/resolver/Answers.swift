import AWS
import HTTP
import SigV4

/// What is asked, and the answers.
enum Answers {
  /// The profiles, SSO sessions and services that two files give.
  static func files(_ request: JSONValue, into answer: inout JSONValue) {
    func parsed(_ kind: SharedConfigFile.Kind, _ name: String) throws(SharedConfigFile.SyntaxError)
      -> SharedConfigFile
    {
      try SharedConfigFile.parse(Array((request[name]?.string ?? "").utf8), kind: kind)
    }
    do throws(SharedConfigFile.SyntaxError) {
      let shared = SharedConfiguration(
        config: try parsed(.config, "config"), credentials: try parsed(.credentials, "credentials"))
      answer["profiles"] = object(shared.profiles.mapValues(\.properties))
      answer["sso_sessions"] = object(shared.ssoSessions)
      answer["services"] = object(shared.services)
    } catch {
      answer["error"] = .string("line \(error.line): \(error.reason)")
    }
  }

  private static func object(_ sections: [String: SharedConfigFile.Section]) -> JSONValue {
    .object(
      sections.map { name, section in
        JSONMember(name, .object(section.map { JSONMember($0, value($1)) }))
      })
  }

  /// A block as an object, else the text.
  private static func value(_ property: SharedConfigFile.Property) -> JSONValue {
    guard property.value.hasPrefix("\n") else { return .string(property.value) }
    return .object(property.nested.map { JSONMember($0, .string($1)) })
  }

  /// Where a service is called.
  static func endpoint(_ request: JSONValue, into answer: inout JSONValue) {
    do throws(ConfigurationError) {
      let configuration = try CaseWorld(request).configuration()
      guard let service = service(request) else { throw ConfigurationError("no such service") }
      let endpoint = try configuration.endpoint(for: service)
      answer["url"] = .string(
        "\(endpoint.scheme)://\(endpoint.authority)\(endpoint.pathPrefix)")
      answer["signingRegion"] = .string(endpoint.signingRegion)
      answer["signingName"] = .string(endpoint.signingName)
    } catch {
      answer["error"] = .string(error.description)
    }
  }

  private static func service(_ request: JSONValue) -> Service? {
    switch request["service"]?.string {
    case "lambda": .lambda
    case "s3": .s3(request["bucket"]?.string ?? "")
    case "sts": .sts
    case "cloudwatch": .cloudwatch
    case "sso": .sso
    case "sso-oidc": .ssoOidc
    case "signin": .signin
    default: nil
    }
  }

  /// The credentials, the region and what was said.
  static func credentials(_ request: JSONValue, into answer: inout JSONValue) {
    let world = CaseWorld(request)
    do {
      let configuration = try world.configuration()
      answer["region"] = .string(configuration.region.name)
      let found = try CredentialChain(configuration, world: world.world).credentials()
      answer["accessKeyId"] = .string(found.credentials.accessKeyId)
      answer["secretAccessKey"] = .string(found.credentials.secretAccessKey)
      answer["sessionToken"] = found.credentials.sessionToken.map { .string($0) } ?? .null
      answer["source"] = .string(found.source)
    } catch let error as ConfigurationError {
      answer["error"] = .string(error.message.description)
    } catch let error as CredentialsError {
      answer["error"] = .string(
        ([error.message.description] + error.hints.map(\.description)).joined(separator: "; "))
    } catch {
      answer["error"] = .string("\(error)")
    }
  }
}
