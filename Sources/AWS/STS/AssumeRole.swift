/// A role to assume with other credentials.
///
/// [AssumeRole](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html)
struct AssumeRole: Sendable, Equatable {
  /// The role's ARN.
  var roleArn: String
  /// What the session is called in the account's logs: 2 to 64 of `A-Z a-z 0-9 _ + = , . @ -`.
  var roleSessionName: String
  /// The word that the role's trust policy may ask for.
  var externalID: String?
  /// How long the session lasts, in seconds, from 900; nil for the role's own default of an hour.
  var durationSeconds: Int?
  /// The serial number or ARN of the MFA device, and the code that it shows.
  var multiFactor: (serialNumber: String, code: String)?

  static func == (a: AssumeRole, b: AssumeRole) -> Bool {
    a.parameters.map { [$0.key, $0.value] } == b.parameters.map { [$0.key, $0.value] }
  }

  fileprivate var parameters: [(key: String, value: String)] {
    var pairs = [
      (key: "RoleArn", value: roleArn), (key: "RoleSessionName", value: roleSessionName),
    ]
    if let externalID { pairs.append(("ExternalId", externalID)) }
    if let durationSeconds { pairs.append(("DurationSeconds", String(durationSeconds))) }
    if let multiFactor {
      pairs.append(("SerialNumber", multiFactor.serialNumber))
      pairs.append(("TokenCode", multiFactor.code))
    }
    return pairs
  }
}

extension STSClient {
  /// Assumes a role with the client's credentials.
  func assumeRole(_ role: AssumeRole) throws(ServiceError) -> RoleSession {
    try session("AssumeRole", role.parameters)
  }
}
