/// The shared configuration and credentials files of one process, read when first asked for.
package final class SharedFiles {
  /// Where the config file is: `AWS_CONFIG_FILE`, else `~/.aws/config`; nil without a home.
  package let configPath: String?
  /// Where the credentials file is: `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`.
  package let credentialsPath: String?

  private let world: World
  private var loaded: Result<SharedConfiguration, ConfigurationError>?

  /// Finds the files; reads nothing yet.
  package init(world: World) {
    self.world = world
    configPath = Self.path("AWS_CONFIG_FILE", "~/.aws/config", world: world)
    credentialsPath = Self.path("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", world: world)
  }

  /// Both files together; a missing one counts as empty.
  ///
  /// Fails when one cannot be read or does not follow the grammar, naming the file and the line.
  package func load() throws(ConfigurationError) -> SharedConfiguration {
    if let loaded { return try loaded.get() }
    let result: Result<SharedConfiguration, ConfigurationError>
    do throws(ConfigurationError) {
      result = .success(
        SharedConfiguration(
          config: try read(configPath, .config),
          credentials: try read(credentialsPath, .credentials)))
    } catch {
      result = .failure(error)
    }
    loaded = result
    return try result.get()
  }

  /// The paths, for a message: `~/.aws/config and ~/.aws/credentials`.
  package var names: String {
    let paths = [configPath, credentialsPath].compactMap { $0 }.map(abbreviated)
    return paths.isEmpty ? "no file, as HOME is not set" : paths.joined(separator: " and ")
  }

  /// The name of one of the files as a person writes it.
  package func name(of file: SharedConfigFile.Kind) -> String {
    abbreviated((file == .config ? configPath : credentialsPath) ?? "no file")
  }

  /// A path with the home folder written as `~`.
  package func abbreviated(_ path: String) -> String {
    guard let home = world.homeFolder, home != "/", path.hasPrefix(home + "/") else { return path }
    return "~" + path.dropFirst(home.count)
  }

  private func read(
    _ path: String?, _ kind: SharedConfigFile.Kind
  ) throws(ConfigurationError) -> SharedConfigFile {
    guard let path else { return SharedConfigFile() }
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try world.files.read(path)
    } catch {
      guard case .unusable(let reason) = error else { return SharedConfigFile() }
      throw ConfigurationError("\(abbreviated(path)) cannot be read: \(reason)")
    }
    do throws(SharedConfigFile.SyntaxError) {
      return try SharedConfigFile.parse(bytes, kind: kind)
    } catch {
      throw ConfigurationError("\(abbreviated(path)):\(error.line): \(error.reason)")
    }
  }

  private static func path(_ variable: String, _ standard: String, world: World) -> String? {
    world.expandedPath(world.variable(variable) ?? standard)
  }
}

extension World {
  /// The value of an environment variable without surrounding blanks; nil when that leaves nothing.
  package func variable(_ name: String) -> String? {
    guard let value = environment[name]?.trimmingBlanks(), !value.isEmpty else { return nil }
    return value
  }

  /// The user's home folder without a final slash, or nil when `HOME` is not set.
  package var homeFolder: String? {
    guard var home = variable("HOME") else { return nil }
    while home.utf8.count > 1, home.utf8.last == UInt8(ascii: "/") {
      home.unicodeScalars.removeLast()
    }
    return home
  }

  /// A path with a leading `~` replaced by the home folder; nil when there is none.
  package func expandedPath(_ path: String) -> String? {
    guard path == "~" || path.hasPrefix("~/") else { return path }
    return homeFolder.map { ($0 == "/" ? "" : $0) + String(path.dropFirst()) }
  }
}

extension StringProtocol {
  /// The text without spaces, tabs and line ends at either end.
  package func trimmingBlanks() -> String {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    let bytes = String(self).utf8
    guard let first = bytes.firstIndex(where: { !isBlank($0) }),
      let last = bytes.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(Substring(bytes[first...last]))
  }
}
