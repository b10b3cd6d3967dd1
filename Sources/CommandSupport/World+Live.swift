import AWS
import HTTP
import LibC

extension World {
  /// The world that this process lives in.
  ///
  /// Without options it says nothing.
  static func live(command: String, options: CallOptions? = nil) -> World {
    // A closed pipe is an error to report, not a reason to die between two calls.
    _ = signal(SIGPIPE, SIG_IGN)
    // So is a file that reaches the limit of its size (ulimit -f).
    _ = signal(SIGXFSZ, SIG_IGN)
    let environment = LiveEnvironment.variables()
    let given = options.map { GivenOptions($0, environment: environment) }
    let (quiet, debug) = (given?.quiet ?? true, given?.debug ?? false)
    let clock = AttendedClock()
    let say = { (line: Message) in
      if !quiet { StandardStreams.say("\(command): \(line)\n") }
    }
    return World(
      environment: environment,
      now: {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(
          milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
      },
      uptime: { clock.now },
      sleep: { seconds in
        let end = clock.now + max(0, seconds)
        while case let left = end - clock.now, left > 0 {
          clock.wait(left) {
            let whole = Int(min(left, 1e9))
            var pause = timespec(
              tv_sec: whole, tv_nsec: Int((left - Double(whole)) * 1_000_000_000))
            unsafe _ = nanosleep(&pause, nil)
          }
        }
      },
      random: { Double.random(in: 0..<1) },
      http: CurlClient(
        trust: .choose(
          named: environment["AWS_CA_BUNDLE"], system: .ofLibcurl, files: .local),
        environment: environment, clock: clock, say: say),
      files: LiveFiles(),
      run: { LiveProgram(adoptsOrphans: true).run($0) },
      ask: LiveTerminal.ask,
      say: say,
      debug: { line in
        if debug { StandardStreams.say("\(command): debug: \(line)\n") }
      }, secrets: StandardStreams.secrets)
  }

  /// Trusts the certificates that the profile names, when the environment named none.
  mutating func trust(_ bundle: String?) {
    guard let bundle, environment["AWS_CA_BUNDLE"] ?? "" == "" else { return }
    http = http.trusting(.choose(named: bundle, system: .ofLibcurl, files: .local))
  }
}

extension CurlClient {
  /// A client that takes the proxies from the environment, and says what it cannot understand there.
  fileprivate convenience init(
    trust: TLSTrust, environment: [String: String], clock: AttendedClock,
    say: @escaping (Message) -> Void
  ) {
    let variable = environment["no_proxy"] ?? "" == "" ? "NO_PROXY" : "no_proxy"
    self.init(trust: trust, proxies: ProxySettings(environment: environment), clock: clock) {
      entries, host in
      let named = entries.map { "'\($0)'" }.joined(separator: ", ")
      say("\(variable): \(named) is not understood: \(host) is reached through the proxy")
    }
  }
}
