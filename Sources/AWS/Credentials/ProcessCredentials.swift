/// The credentials that a program prints: `credential_process` of a profile.
///
/// See "Process credential provider" in the AWS SDKs and Tools Reference Guide. The program is
/// started without a shell, its standard error passes through, and what it prints is kept nowhere.
struct ProcessCredentials {
  let command: String
  let profile: Profile
  let world: World

  /// Seconds that the program may take.
  private static let limit = 60.0

  func credentials() throws(CredentialsError) -> ResolvedCredentials {
    let subject = "credential_process of profile '\(profile.name)'"
    guard let words = CommandLineWords.split(command), let program = words.first else {
      throw CredentialsError("\(subject): a quote in its command line is not closed")
    }
    guard let result = world.run(Program(words, seconds: Self.limit)) else {
      throw CredentialsError("\(subject): \(program) cannot be started")
    }
    switch result.end {
    case .exited(0): break
    case .exited(let status):
      throw CredentialsError("\(subject): \(program) ended with status \(status)")
    case .killed(let signal):
      throw CredentialsError("\(subject): \(program) was ended by signal \(signal)")
    case .timedOut:
      throw CredentialsError("\(subject): \(program) timed out")
    case .wroteTooMuch:
      throw CredentialsError("\(subject): the output of \(program) is too long: more than 1 MiB")
    }
    let document: CredentialDocument
    do throws(CredentialDocument.Fault) {
      document = try read(result.output)
    } catch {
      throw CredentialsError("\(subject): \(program) gave \(error.reason)")
    }
    if let expiration = document.expiration, expiration <= world.now() {
      throw CredentialsError(
        "\(subject): \(program) gave credentials that ended at \(expiration.iso8601)",
        refused: true)
    }
    return ResolvedCredentials(
      credentials: document.credentials, source: subject, expiration: document.expiration,
      renewable: true)
  }

  private func read(
    _ output: [UInt8]
  ) throws(CredentialDocument.Fault) -> CredentialDocument {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue.parse(output)
    } catch {
      throw CredentialDocument.Fault(reason: "no JSON (at byte \(error.offset))")
    }
    world.secrets.add(in: value)
    guard value["Version"]?.int == 1 else {
      throw CredentialDocument.Fault(reason: "an answer whose Version is not 1")
    }
    return try CredentialDocument(value, tokenName: "SessionToken")
  }
}
