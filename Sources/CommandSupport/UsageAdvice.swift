import AWS
import Release

/// What to say of a command line that ArgumentParser refuses: which word is at fault, and which one
/// was probably meant.
///
/// ArgumentParser complains of a required option before it complains of the unknown word that was
/// meant for it.
struct UsageAdvice {
  /// An option or a flag as the command line spells it.
  struct Option: Equatable {
    var names: [String]
    var takesValue: Bool
    var valueName: String
  }

  /// The command's options.
  let options: [Option]
  /// Whether it has arguments beside them.
  let hasArguments: Bool

  /// Reads the answer to `--experimental-dump-help`.
  init(dump: String) {
    let arguments = (try? JSONValue.parse(dump))?["command"]?["arguments"]?.array ?? []
    options = arguments.compactMap { argument in
      guard let kind = argument["kind"]?.string, kind != "positional" else { return nil }
      let names = (argument["names"]?.array ?? []).compactMap { name in
        name["name"]?.string.map { (name["kind"]?.string == "long" ? "--" : "-") + $0 }
      }
      return Option(
        names: names, takesValue: kind == "option", valueName: argument["valueName"]?.string ?? "")
    }
    hasArguments = arguments.contains { $0["kind"]?.string == "positional" }
  }

  /// What to say of `words`, which were refused with `text`.
  func message(_ words: [String], refusedAs text: String) -> String {
    let found = look(through: words)
    if let unknown = found.unknown { return "unknown option '\(unknown)'" + meant(by: unknown) }
    if text.contains("nexpected argument"),
      let index = hasArguments ? found.arguments.dropFirst().first : found.arguments.first
    {
      return unexpected(words, at: index)
    }
    if text.hasPrefix("Missing value for"), let (option, next) = found.valueless {
      guard let next else { return "\(option): its value is missing" }
      let isNumber = next.dropFirst().first.map { $0.isNumber || $0 == "." } ?? false
      return isNumber
        ? "\(option): invalid value '\(next)': it must not be negative"
        : "\(option): its value is missing; one that begins with - is written \(option)=\(next)"
    }
    return refined(text)
  }

  /// What the words are, as far as they are of interest here.
  private struct Findings {
    var unknown: String?
    var valueless: (option: String, next: String?)?
    /// Where arguments stand that belong to no option.
    var arguments: [Int] = []
  }

  private func look(through words: [String]) -> Findings {
    var findings = Findings()
    var index = 0
    while index < words.count, words[index] != "--" {
      let word = words[index]
      index += 1
      guard Self.isOption(word) else {
        findings.arguments.append(index - 1)
        continue
      }
      let name = String(word.prefix { $0 != "=" })
      guard let option = option(name) else {
        if !isCluster(name), findings.unknown == nil { findings.unknown = name }
        continue
      }
      guard option.takesValue, name == word else { continue }
      guard index < words.count, !Self.isOption(words[index]) else {
        let next = index < words.count ? words[index] : nil
        let isValue = next.map { self.option(String($0.prefix { $0 != "=" })) == nil } ?? false
        let given = isValue && !(next?.hasPrefix("--") ?? true) ? next : nil
        if findings.valueless == nil { findings.valueless = (name, given) }
        if given != nil { index += 1 }
        continue
      }
      index += 1
    }
    return findings
  }

  private func option(_ name: String) -> Option? {
    if ["-h", "--help", "--version"].contains(name) {
      return Option(names: [name], takesValue: false, valueName: "")
    }
    return options.first { $0.names.contains(name) }
  }

  /// Whether a word is several flags of one letter each: `-qn`.
  private func isCluster(_ word: String) -> Bool {
    word.dropFirst().allSatisfy { option("-\($0)").map { !$0.takesValue } ?? false }
  }

  /// Whether a word begins as an option does, or with a dash that a text processor made of a hyphen.
  private static func isOption(_ word: String) -> Bool {
    word.count > 1 && ["-", "\u{2013}", "\u{2014}", "\u{2212}"].contains(word.first)
  }
}

// MARK: What was probably meant

extension UsageAdvice {
  /// What the AWS command line and other tools call it, by what it may be called here.
  private static let elsewhere: [String: [String]] = [
    "qualifier": ["--alias", "--to-version"], "function-version": ["--to-version"],
    "name": ["--function"], "s3-bucket": ["--bucket"], "s3-key": ["--key"],
    "s3-object-version": ["--object-version"], "routing-config": ["--weight"],
    "verbose": ["--debug"], "silent": ["--quiet"], "state": ["--record"],
  ]

  private func meant(by unknown: String) -> String {
    let text = String(unknown.drop { Self.isOption("\($0)x") }.lowercased())
    let known = options.flatMap(\.names).filter { $0.hasPrefix("--") }
    let names = Self.elsewhere[text]?.filter { known.contains($0) } ?? []
    if !names.isEmpty { return ": did you mean '\(names.joined(separator: "' or '"))'?" }
    if ["zip-file", "package", "body"].contains(text), hasArguments {
      return ": the package is an argument of its own, without an option"
    }
    func distance(_ name: String) -> Int {
      let name = String(name.dropFirst(2))
      if text.count > 2, name.hasPrefix(text) || text.hasPrefix(name) { return 1 }
      if text.count == 1 { return name.hasPrefix(text) ? 1 : .max }
      return Self.distance(text, name)
    }
    let near = known.map { (name: $0, distance: distance($0)) }.min { $0.distance < $1.distance }
    guard let near, near.distance <= max(1, min(3, text.count / 3)) else { return "" }
    return ": did you mean '\(near.name)'?"
  }

  /// How many letters must be put in, taken out, replaced, or exchanged with the next.
  private static func distance(_ one: String, _ other: String) -> Int {
    let (a, b) = (Array(one), Array(other))
    var before: [Int] = []
    var last = Array(0...b.count)
    for row in 0..<a.count {
      var next = [row + 1]
      for column in 0..<b.count {
        var best = min(
          last[column] + (a[row] == b[column] ? 0 : 1), last[column + 1] + 1, next[column] + 1)
        if row > 0, column > 0, a[row] == b[column - 1], a[row - 1] == b[column] {
          best = min(best, before[column - 1] + 1)
        }
        next.append(best)
      }
      (before, last) = (last, next)
    }
    return last[b.count]
  }

  /// What to say of an argument that the command does not take.
  private func unexpected(_ words: [String], at index: Int) -> String {
    let word = words[index]
    let text = "unexpected argument '\(word)'"
    if index >= 2, let option = option(words[index - 2]), option.takesValue {
      let joined = words[index - 1] + word
      if option.valueName == "duration", let meant = Seconds.meant(by: joined) {
        return text + ": did you mean \(words[index - 2]) \(meant.words)?"
      }
      if word == "%" || joined.contains(",") {
        return text + ": did you mean \(words[index - 2]) \(joined), in one word?"
      }
    }
    if word.hasSuffix(".zip"), !hasArguments, option("--zip-file") != nil {
      return text + ": did you mean --zip-file \(word)?"
    }
    return hasArguments ? text + ": one is enough" : text + ": each value needs its option"
  }

  /// ArgumentParser's words, without what they say twice, and with what a value must look like.
  private func refined(_ text: String) -> String {
    let lowered = text.prefix(1).lowercased() + text.dropFirst()
    guard lowered.hasPrefix("the value '"),
      let place = Self.range(of: "' is invalid for '", lowered)
    else { return lowered }
    let rest = lowered[place.upperBound...]
    let name = String(rest.prefix { $0 != " " && $0 != "'" })
    let value = String(lowered[..<place.lowerBound].dropFirst("the value '".count))
    guard let end = rest.firstIndex(of: "'"), let option = option(name) else { return lowered }
    let reason = rest[rest.index(after: end)...]
    if reason.hasPrefix(": ") { return "\(name): " + reason.dropFirst(2) }
    guard reason.isEmpty else { return lowered }
    return "\(name): invalid value '\(value)'" + Self.wanted(option.valueName, instead: value)
  }

  private static func wanted(_ valueName: String, instead value: String) -> String {
    switch valueName {
    case "duration":
      if let meant = Seconds.meant(by: value) { return ": did you mean \(meant.words)?" }
      return ": use 90, 90s, 10m or 1h, at most a week"
    case "number", "milliseconds": return ": use a whole number"
    case "factor": return ": use a number such as 1.2"
    default: return ""
    }
  }

  private static func range(of part: String, _ text: String) -> Range<String.Index>? {
    text.indices.first { text[$0...].hasPrefix(part) }.map {
      $0..<text.index($0, offsetBy: part.count)
    }
  }
}
