package import HTTP

/// Everything outside that the AWS layer may ask for, as values: a test gives its own.
///
/// Nothing below CommandSupport reads a clock, an environment, a file or a random number by itself.
package struct World {
  /// The environment variables.
  package var environment: [String: String]
  /// The time now.
  package var now: () -> Timestamp
  /// Seconds on a clock that never goes back, counted from some moment before the run.
  package var uptime: () -> Double
  /// Waits so many seconds.
  package var sleep: (Double) -> Void
  /// A random number, at least 0 and less than 1.
  package var random: () -> Double
  /// Sends requests.
  package var http: any HTTPClient
  /// Reads and writes files of the user's.
  package var files: any FileAccess
  /// Runs a program and waits for it; nil when it could not be started.
  package var run: (Program) -> ProgramResult?
  /// Asks the person at the terminal one question without echo of anything else, or returns nil
  /// when there is no terminal.
  package var ask: (Message) -> String?
  /// Says one line to the user, on standard error.
  package var say: (Message) -> Void
  /// Says one line to the user when `--debug` is on.
  package var debug: (Message) -> Void
  /// What no message, no record and no summary may hold.
  package let secrets: Secrets
  /// Seconds until whatever is done here must have ended: see `World.ending(when:)`.
  package var timeLeft: () -> Double = { .infinity }
  /// Tells, before each pause of a wait, what is waited for and how far that is.
  ///
  /// It decides by itself when the user is shown that; without one nobody is.
  package var waiting: (_ what: Message, _ state: Message) -> Void = { _, _ in }

  package init(
    environment: [String: String], now: @escaping () -> Timestamp,
    uptime: @escaping () -> Double, sleep: @escaping (Double) -> Void,
    random: @escaping () -> Double, http: any HTTPClient,
    files: any FileAccess, run: @escaping (Program) -> ProgramResult?,
    ask: @escaping (Message) -> String?, say: @escaping (Message) -> Void,
    debug: @escaping (Message) -> Void, secrets: Secrets = Secrets()
  ) {
    self.environment = environment
    self.now = now
    self.uptime = uptime
    self.sleep = sleep
    self.random = random
    self.http = http
    self.files = files
    self.run = run
    self.ask = ask
    self.say = say
    self.debug = debug
    self.secrets = secrets
    secrets.add(of: environment)
  }

  /// Sends a request; what it proves the caller's identity with is a secret from then on.
  ///
  /// `waiting` is called every few seconds until it is answered.
  func send(_ request: HTTPRequest, waiting: () -> Void = {}) throws(TransferError)
    -> HTTPResponse
  {
    secrets.add(sentIn: request)
    return try http.send(request, waiting: waiting)
  }
}

/// The user's small files: configuration, tokens, caches.
package protocol FileAccess: AnyObject {
  /// The file's bytes, at most `limit`.
  func read(_ path: String, limit: Int) throws(FileError) -> [UInt8]
  /// The same of a cache of credentials, which nobody but the user may be able to write or replace.
  func readCache(_ path: String) throws(FileError) -> [UInt8]
  /// Replaces the file's content at once or not at all; mode 0600, folders made as needed.
  func write(_ path: String, _ bytes: [UInt8]) throws(FileError)
}

extension FileAccess {
  /// The file's bytes, at most 4 MiB.
  package func read(_ path: String) throws(FileError) -> [UInt8] {
    try read(path, limit: 4 << 20)
  }

  /// The same as of any file, where files have no owner.
  package func readCache(_ path: String) throws(FileError) -> [UInt8] { try read(path) }
}

/// Why a file could not be read or written.
package enum FileError: Error, Sendable, Equatable {
  /// There is none.
  case missing
  /// Others could have written it: what they could, as a clause.
  case untrusted(String)
  /// Something else, in the system's own words.
  case unusable(String)
}
