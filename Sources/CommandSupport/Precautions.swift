import CLinux
import LibC

/// What keeps keys inside of the process: no core dump of it, no log of the keys of TLS.
///
/// Programs that it starts get the user's own settings back.
enum Precautions {
  /// What the user had set.
  private struct Settings: Sendable {
    var softCoreLimit: UInt
    var hardCoreLimit: UInt
    /// The value of `SSLKEYLOGFILE`, which libcurl and OpenSSL would obey.
    var keyLog: String?
  }

  private static let given: Settings = {
    var limits: [UInt] = [0, 0]
    unsafe _ = clinux_core_limit(nil, &limits)
    return Settings(
      softCoreLimit: limits[0], hardCoreLimit: limits[1],
      keyLog: unsafe getenv("SSLKEYLOGFILE").map { unsafe String(cString: $0) })
  }()

  /// Takes them for the rest of the process, before any key is read.
  ///
  /// A core dump is forbidden twice, for one that goes to a program ignores the limit. The files of a
  /// process for which `dumpable` is false cannot be opened by others below /proc.
  static func take(dumpable: Bool) {
    apply()
    if !dumpable { _ = clinux_forbid_dumps() }
  }

  /// Starts a program with the user's own settings.
  static func lifted<Value>(_ start: () -> Value) -> Value {
    let limits = [given.softCoreLimit, given.hardCoreLimit]
    unsafe _ = clinux_core_limit(limits, nil)
    if let keyLog = given.keyLog { unsafe _ = setenv("SSLKEYLOGFILE", keyLog, 1) }
    defer { apply() }
    return start()
  }

  private static func apply() {
    let limits = [0, given.hardCoreLimit]
    unsafe _ = clinux_core_limit(limits, nil)
    unsafe _ = unsetenv("SSLKEYLOGFILE")
  }
}
