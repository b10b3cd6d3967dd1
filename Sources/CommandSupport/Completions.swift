package import ArgumentParser
import AWS
import LibC
import Release

/// The values that a shell's completion offers: names that are known only when a person asks.
///
/// Profiles come from the shared files. Functions, aliases and versions come from AWS, as the
/// command line so far says; without credentials, permission or a quick answer there are none.
package enum Completions {
  /// The profiles of the shared configuration files.
  package static let profiles = CompletionKind.custom { _, _, _ in
    let world = World.live(command: "")
    return profileNames(world)
  }

  /// The functions of the account in the region.
  package static let functions = kind { client, _ throws(ServiceError) in
    try client.listFunctionNames()
  }

  /// The aliases of the function on the command line.
  package static let aliases = kind { client, function throws(ServiceError) in
    guard let function else { return [] }
    return try client.listAliasNames(function)
  }

  /// Where a rollback may go, as far as no call is needed for it: AWS lists versions oldest first.
  package static let destinations = CompletionKind.list(["previous"])

  /// Packages, by the suffix of their name.
  package static let packages = CompletionKind.file(extensions: ["zip"])

  /// The seconds that a person may wait for a list; then there is none.
  private static let limit: UInt32 = 2

  private static func kind(
    _ list: @escaping @Sendable (LambdaClient, String?) throws(ServiceError) -> [String]
  ) -> CompletionKind {
    .custom { words, _, _ in
      // Whatever holds it up, the shell gets its prompt back: the signal ends this process.
      alarm(limit)
      return names(words: words, list) { world($0) }
    }
  }

  private static func world(_ options: CommonOptions) -> Session {
    var world = World.live(command: "")
    world.ask = { _ in nil }
    return Session(command: "", options: options, world: world)
  }

  /// The profiles' names, in order; none when the files cannot be read.
  static func profileNames(_ world: World) -> [String] {
    guard let shared = try? SharedFiles(world: world).load() else { return [] }
    return shared.profiles.keys.filter { VisibleText.escaped($0) == $0 }.sorted()
  }

  /// What `list` finds for the words of an unfinished command line.
  static func names(
    words: [String], _ list: (LambdaClient, String?) throws(ServiceError) -> [String],
    in session: (CommonOptions) -> Session
  ) -> [String] {
    let known = ["--profile", "--region", "--endpoint-url", "--function", "--function-name"]
    var taken: [String] = []
    for name in known {
      if let value = value(of: name, in: words) { taken += [name, value] }
    }
    do {
      let options = try CommonOptions.parse(taken)
      let session = session(options)
      let function = try options.function.map { try FunctionIdentifier($0) }
      let configuration = try session.configuration(region: function?.region)
      let client = LambdaClient(try session.service(.lambda, configuration))
      // A shell shows them as they are.
      return try list(client, function?.unqualified).filter { VisibleText.escaped($0) == $0 }
        .sorted()
    } catch {
      return []
    }
  }

  /// The value that an option has in the words so far, without the quotes that a shell would take
  /// away.
  static func value(of option: String, in words: [String]) -> String? {
    for (index, word) in words.enumerated() {
      if word == option, index + 1 < words.count { return unquoted(words[index + 1]) }
      if word.hasPrefix(option + "=") { return unquoted(word.dropFirst(option.count + 1)) }
    }
    return nil
  }

  private static func unquoted(_ word: some StringProtocol) -> String? {
    var text = String(word)
    if let quote = text.first, quote == "'" || quote == "\"" {
      text.removeFirst()
      if text.last == quote { text.removeLast() }
    }
    let isPlain = !text.contains { "\\'\"$`".contains($0) }
    return text.isEmpty || text.hasPrefix("-") || !isPlain ? nil : text
  }
}
