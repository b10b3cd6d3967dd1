import AWS
import SigV4
import TestSupport
import Testing

@Suite("A program of the profile prints the credentials")
struct ProcessCredentialsTests {
  private func found(
    _ output: String, status: Int32 = 0, command: String = "give", play: PlayedServices
  ) throws -> ResolvedCredentials {
    play.script.program = { _ in ProgramResult(status: status, output: Array(output.utf8)) }
    return try play.chain(config: "[default]\ncredential_process = \(command)").credentials()
  }

  @Test("all that it may print")
  func document() throws {
    let found = try found(
      #"{"Version":1,"AccessKeyId":"AK","SecretAccessKey":"s","SessionToken":"t","#
        + #""Expiration":"2015-08-30T13:36:00+00:00","AccountId":"1"}"#, play: PlayedServices())
    #expect(
      found.credentials
        == Credentials(accessKeyId: "AK", secretAccessKey: "s", sessionToken: "t"))
    #expect(found.expiration?.iso8601 == "2015-08-30T13:36:00Z")
    #expect(found.renewable)
  }

  @Test(
    "the command line is taken apart as a POSIX shell would, without a shell",
    arguments: [
      ("give", ["give"]), (" a  b\tc ", ["a", "b", "c"]), ("a 'b c' \"d e\"", ["a", "b c", "d e"]),
      (#"a "b \"c\" \\ \d""#, ["a", #"b "c" \ \d"#]), (#"a\ b 'c\d'"#, ["a b", #"c\d"#]),
      ("a ''", ["a", ""]), ("a b'c'\"d\"e", ["a", "bcde"]), ("a $HOME ; rm | x", ["a", "$HOME"]),
    ] as [(String, [String])])
  func words(command: String, words: [String]) throws {
    let play = PlayedServices()
    _ = try found(
      #"{"Version":1,"AccessKeyId":"AK","SecretAccessKey":"s"}"#, command: command, play: play)
    #expect(play.script.programs == [words])
  }

  @Test(
    "what cannot be used is an error without its content",
    arguments: [
      ("", "no JSON"), ("secret-text", "no JSON"), ("[]", "Version is not 1"),
      (#"{"Version":2,"AccessKeyId":"AK","SecretAccessKey":"secret-text"}"#, "Version is not 1"),
      (#"{"Version":1,"SecretAccessKey":"secret-text"}"#, "without AccessKeyId"),
      (#"{"Version":1,"AccessKeyId":"AK"}"#, "without SecretAccessKey"),
      (
        #"{"Version":1,"AccessKeyId":"AK","SecretAccessKey":"secret-text","Expiration":"x"}"#,
        "no time"
      ),
      (
        #"{"Version":1,"AccessKeyId":"AK","SecretAccessKey":"secret-text","Expiration":"2015-08-30T12:00:00Z"}"#,
        "ended at 2015-08-30T12:00:00Z"
      ),
    ])
  func unusable(output: String, words: String) {
    let error = #expect(throws: CredentialsError.self) {
      try found(output, play: PlayedServices())
    }
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("secret-text") == false)
  }

  @Test("a program that fails or cannot be started is an error that names it")
  func failing() throws {
    let play = PlayedServices()
    let error = #expect(throws: CredentialsError.self) {
      try found("", status: 3, command: "/opt/give x", play: play)
    }
    #expect(error?.message.contains("/opt/give ended with status 3") == true)
    let absent = PlayedServices()
    let config = "[default]\ncredential_process = none"
    #expect(absent.failure(try absent.chain(config: config)).contains("cannot be started"))
    let open = "[default]\ncredential_process = a 'b"
    #expect(absent.failure(try absent.chain(config: open)).contains("not closed"))
  }

  @Test(
    "how it ended is said",
    arguments: [
      (.timedOut, "give timed out"), (.wroteTooMuch, "too long: more than 1 MiB"),
      (.killed(signal: 9), "ended by signal 9"), (.exited(3), "ended with status 3"),
    ] as [(ProgramResult.End, String)])
  func ends(end: ProgramResult.End, words: String) throws {
    let play = PlayedServices()
    play.script.program = { _ in ProgramResult(end) }
    let chain = try play.chain(config: "[default]\ncredential_process = give")
    #expect(play.failure(chain).contains(words))
  }

  @Test("it comes after keys in the credentials file and before keys in the config file")
  func order() throws {
    let play = PlayedServices()
    play.script.program = { _ in
      ProgramResult(
        status: 0,
        output: Array(#"{"Version":1,"AccessKeyId":"AKPROG","SecretAccessKey":"s"}"#.utf8))
    }
    let keys = "aws_access_key_id = AKFILE\naws_secret_access_key = s\n"
    let config = "[default]\ncredential_process = give\n"
    let overConfig = try play.chain(config: config + keys).credentials()
    #expect(overConfig.credentials.accessKeyId == "AKPROG")
    let underFile = try play.chain(config: config, credentials: "[default]\n" + keys).credentials()
    #expect(underFile.credentials.accessKeyId == "AKFILE")
  }
}
