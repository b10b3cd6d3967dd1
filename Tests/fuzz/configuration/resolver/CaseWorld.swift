import AWS
import HTTP

/// The world of one case: its environment, files and programs, and the loopback network.
final class CaseWorld {
  private(set) var world: World
  private let options: ConfigurationOptions

  /// Makes the world that a case describes.
  init(_ request: JSONValue) {
    func table(_ name: String) -> [String: String] {
      var table: [String: String] = [:]
      for member in request[name]?.members ?? [] { table[member.name] = member.value.string }
      return table
    }
    options = ConfigurationOptions(
      profile: request["profile"]?.string, region: request["region"]?.string,
      endpointURL: request["endpoint_url"]?.string)
    let clock = Clock(milliseconds: Int64(request["now"]?.int ?? 0))
    let programs = table("programs")
    world = World(
      environment: table("environment"), now: { clock.now }, uptime: { clock.now.seconds },
      sleep: { clock.advance(by: $0) }, random: { 0.5 },
      http: CurlClient(trust: .builtIn), files: CaseFiles(table("files")),
      run: { program in
        programs[program.words.joined(separator: " ")].map {
          ProgramResult(status: 0, output: Array($0.utf8))
        }
      }, ask: { _ in nil }, say: { _ in }, debug: { _ in })
  }

  /// The configuration in this world.
  func configuration() throws(ConfigurationError) -> Configuration {
    try Configuration.load(options, world: world)
  }

  /// A clock that moves by sleeping alone.
  private final class Clock {
    private(set) var now: Timestamp

    init(milliseconds: Int64) {
      now = Timestamp(milliseconds: milliseconds)
    }

    func advance(by seconds: Double) {
      now = now.advanced(by: seconds)
    }
  }

  /// Files in memory.
  private final class CaseFiles: FileAccess {
    private var contents: [String: [UInt8]]

    init(_ texts: [String: String]) {
      contents = texts.mapValues { Array($0.utf8) }
    }

    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
      guard let bytes = contents[path] else { throw .missing }
      return bytes
    }

    func write(_ path: String, _ bytes: [UInt8]) throws(FileError) {
      contents[path] = bytes
    }
  }
}
