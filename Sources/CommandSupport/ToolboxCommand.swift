package import ArgumentParser
import AWS
import LibC

/// A program of the toolbox: a command line, and an exit status for each way in which it can be
/// wrong.
package protocol ToolboxCommand: ParsableCommand {
  /// How many of the words of a command line are its own; the rest are those of another program.
  static func ownWords(_ words: [String]) -> Int
  /// The word that must not be there, for a reason that its options do not know; nil when all may.
  static func refusedWord(in words: [String]) -> String?
  /// The JSON Schema that `--schema` prints.
  static var schema: String { get }
  /// Whether other processes open its files below /proc, as those of a guard's journal.
  static var hasSharedFiles: Bool { get }
}

extension ToolboxCommand {
  /// All words.
  package static func ownWords(_ words: [String]) -> Int { words.count }

  /// None.
  package static func refusedWord(in words: [String]) -> String? { nil }

  /// That of the record.
  package static var schema: String { RecordSchema.text }
  /// It has none.
  package static var hasSharedFiles: Bool { false }

  /// Starts the command: parses the command line and runs it.
  ///
  /// `--schema` works without the arguments that the command needs else.
  package static func main() {
    // Where the runtime reads the words from /proc (see CProgram), there are none without it, and to
    // run without the options that were given would do something else than was asked for.
    StandardStreams.reserve()
    Precautions.take(dumpable: hasSharedFiles)
    guard !CommandLine.arguments.isEmpty else {
      StandardStreams.complain(
        _commandName, "no command line: /proc is not mounted", LiveEnvironment.variables())
      exit(withError: ExitCode(ExitStatus.fault.rawValue))
    }
    let words = Array(CommandLine.arguments.dropFirst())
    let own = ownWords(words)
    var printing: PrintingOption?
    do throws(PrintingOption.Refusal) {
      if let word = emptyValue(in: words.prefix(own)) { refuse("\(word): its value is empty") }
      if let word = refusedWord(in: words) {
        refuse("\(word): cannot be used for the checks of a release")
      }
      // The words of the other program are not read.
      printing = try PrintingOption.alone(
        in: words.prefix(own) + words.dropFirst(own).map { _ in "COMMAND" },
        versionOption: helpMessage().contains("--to-version ") ? "--to-version" : nil)
      if printing == .schema { return print(schema) }
      if printing == .version { return print(configuration.version) }
      if printing == .help { return print(_dumpHelp()) }
      if printing == .completions, let script = completionScript(askedBy: words) {
        return print(script)
      }
    } catch {
      refuse("\(error.text)")
    }
    do {
      // ArgumentParser would obey some of the other program's words without `--` before them, and its
      // time grows with the square of their number: it sees one.
      let isWhole = printing != nil || own == words.count || words.first == "---completion"
      let other = words.dropFirst(own).first { $0 != "--" }
      var command = try parseAsRoot(
        isWhole ? words : words.prefix(own) + ["--"] + (other.map { [$0] } ?? []))
      try command.run()
      leave()
    } catch {
      let status = exitCode(for: error)
      guard status == .validationFailure, !(error is ExitCode) else { exit(withError: error) }
      let advice = UsageAdvice(dump: _dumpHelp())
      refuse("\(advice.message(Array(words.prefix(own)), refusedAs: message(for: error)))")
    }
  }

  /// The option whose value is empty, most often since a variable is not set; nil when none is.
  private static func emptyValue(in words: ArraySlice<String>) -> String? {
    for (index, word) in words.enumerated() {
      if word == "---completion" || word == "--" { return nil }
      if word.hasPrefix("--"), word.hasSuffix("=") { return String(word.dropLast()) }
      let option = index > 0 ? words[words.startIndex + index - 1] : ""
      if word.isEmpty { return option.hasPrefix("-") ? option : "an argument" }
    }
    return nil
  }

  /// Says what is wrong with the command line, and ends with the status of that.
  private static func refuse(_ text: Message) -> Never {
    let name = configuration.commandName ?? _commandName
    StandardStreams.complain(name, text, LiveEnvironment.variables())
    StandardStreams.say(
      "\(name): hint: \(name) --help lists the options; the page is \(name)(1)\n")
    exit(withError: ExitCode(ExitStatus.usage.rawValue))
  }

  /// Ends a run that succeeded, without the exit handlers of the libraries: what they would give
  /// back piece by piece the system takes with the process, and every connection is closed.
  private static func leave() -> Never {
    _ = fflush(nil)
    _exit(0)
  }
}
