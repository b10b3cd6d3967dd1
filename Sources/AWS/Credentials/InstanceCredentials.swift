/// The credentials of the role of an EC2 instance, by its metadata service.
///
/// See "IMDS credential provider" in the AWS SDKs and Tools Reference Guide.
struct InstanceCredentials: CredentialProvider {
  let settings: Settings

  var name: String { "instance" }

  private static let path = "/latest/meta-data/iam/security-credentials/"

  func find() throws(CredentialsError) -> CredentialFinding {
    let metadata = InstanceMetadata(settings: settings)
    guard !metadata.isDisabled else { return .none("AWS_EC2_METADATA_DISABLED is set") }
    let address: EndpointURL
    do throws(ConfigurationError) {
      address = try metadata.address()
    } catch {
      throw CredentialsError(error)
    }
    do throws(InstanceMetadata.Failure) {
      let roles = try metadata.get(Self.path, at: address)
      let role = roles.prefix { !$0.isNewline }.trimmingBlanks()
      guard !role.isEmpty, role.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        return .none("the instance has no role")
      }
      return credentials(
        of: role, Array(try metadata.get(Self.path + role, at: address).utf8))
    } catch {
      return .none(error.reason)
    }
  }

  private func credentials(of role: String, _ bytes: [UInt8]) -> CredentialFinding {
    guard let document = try? JSONValue.parse(bytes) else {
      return .none("the answer about role \(role) is no JSON")
    }
    settings.world.secrets.add(in: document)
    if let code = document["Code"]?.string, code != "Success" {
      let text = document["Message"]?.string.map { ": " + $0 } ?? ""
      return .none("role \(role): \(code)\(text)")
    }
    do throws(CredentialDocument.Fault) {
      let parsed = try CredentialDocument(document, tokenName: "Token")
      if let end = parsed.expiration, end <= settings.world.now() {
        settings.world.say(
          "the instance's credentials ended at \(end.iso8601) and are used all the same")
      }
      return .found(
        ResolvedCredentials(
          credentials: parsed.credentials, source: "role \(role) of the instance",
          expiration: parsed.expiration, renewable: true))
    } catch {
      return .none("role \(role): \(error.reason)")
    }
  }
}
