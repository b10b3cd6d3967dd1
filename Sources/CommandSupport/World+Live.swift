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
    let started = ContinuousClock.now
    return World(
      environment: environment,
      now: {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(
          milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
      },
      uptime: { started.duration(to: .now) / .seconds(1) },
      sleep: { seconds in
        guard seconds > 0 else { return }
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        while clock.now < end {
          let left = clock.now.duration(to: end).components
          var pause = timespec(
            tv_sec: Int(left.seconds), tv_nsec: Int(left.attoseconds / 1_000_000_000))
          unsafe _ = nanosleep(&pause, nil)
        }
      },
      random: { Double.random(in: 0..<1) },
      http: CurlClient(
        trust: .choose(
          named: environment["AWS_CA_BUNDLE"], system: .ofLibcurl, files: .local),
        proxies: ProxySettings(environment: environment)),
      files: LiveFiles(),
      run: LiveProgram.run,
      ask: LiveTerminal.ask,
      say: { line in
        if !quiet { StandardStreams.say("\(command): \(line)\n") }
      },
      debug: { line in
        if debug { StandardStreams.say("\(command): debug: \(line)\n") }
      }, secrets: StandardStreams.secrets)
  }

  /// Trusts the certificates that the profile names, when the environment named none.
  mutating func trust(_ bundle: String?) {
    guard let bundle, environment["AWS_CA_BUNDLE"] ?? "" == "" else { return }
    let client = CurlClient(
      trust: .choose(named: bundle, system: .ofLibcurl, files: .local),
      proxies: ProxySettings(environment: environment))
    http = (http as? DeadlineHTTPClient)?.over(client) ?? client
  }
}

/// The environment of this process.
enum LiveEnvironment {
  /// The variables by name; those that are not UTF-8 are repaired.
  ///
  /// Without `HOME` it is the home directory that the system knows of the user.
  static func variables() -> [String: String] {
    var result: [String: String] = [:]
    var place = unsafe environ
    while let entry = unsafe place.pointee {
      if let equals = unsafe strchr(entry, 0x3D) {
        let name = unsafe UnsafeRawBufferPointer(start: entry, count: equals - entry)
        let value = unsafe String(cString: equals.advanced(by: 1))
        unsafe result[String(decoding: name, as: UTF8.self)] = value
      }
      unsafe place = place.advanced(by: 1)
    }
    if result["HOME"] == nil, let entry = unsafe getpwuid(getuid()),
      let home = unsafe entry.pointee.pw_dir
    {
      result["HOME"] = unsafe String(cString: home)
    }
    return result
  }
}
