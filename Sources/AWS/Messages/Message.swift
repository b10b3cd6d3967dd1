/// Text for a person, of which only the literals in the sources are taken as they are.
///
/// Everything else reaches it by interpolation and is foreign: names, words of AWS, of a proxy, of a
/// function, of a file. `shown(without:)` is the only way to a stream; it blanks the secrets in
/// foreign text, makes visible what a terminal or a CI would obey, and cuts it. So no line and no
/// command can be forged, whatever was interpolated.
package struct Message: Sendable {
  private enum Part: Sendable {
    case own(String)
    case foreign(String, limit: Int)
  }

  /// How many characters of one foreign text are shown.
  package static let foreignLimit = 2000
  /// How many characters of all foreign texts of one message are shown.
  private static let totalLimit = 4000

  private var parts: [Part] = []

  /// The message as it may be written to a stream, a record or a summary: on one line, but for the
  /// line feeds of its literals.
  package func shown(without secrets: Secrets) -> String {
    var text = ""
    var rest = Self.totalLimit
    for part in parts {
      switch part {
      case .own(let own): text += own
      case .foreign(let foreign, let limit):
        // Only a literal may start a line that GitHub Actions takes for a command.
        if text.isEmpty || text.last == "\n", foreign.trimmingBlanks().hasPrefix("::") {
          text += "\\"
        }
        let limit = min(rest, limit)
        rest -= VisibleText.append(
          secrets.blanked(Self.start(of: foreign)), to: &text, limit: limit)
      }
    }
    return text
  }

  /// The message with the line feeds of its literals escaped too.
  package var onOneLine: Message {
    var line = Message()
    line.parts = parts.map { part in
      guard case .own(let text) = part else { return part }
      return .own(VisibleText.escaped(text, limit: .max))
    }
    return line
  }

  /// The part of a text that is looked at: what is shown, and room for secrets that are not.
  private static func start(of text: String) -> String {
    guard text.utf8.count > 32_768 else { return text }
    return String(decoding: text.utf8.prefix(32_768), as: UTF8.self) + "…"
  }

  /// Whether there is nothing to show.
  package var isEmpty: Bool {
    parts.allSatisfy { part in
      switch part {
      case .own(let text), .foreign(let text, _): text.isEmpty
      }
    }
  }

  private mutating func append(_ part: Part) {
    if case .own(let text) = part, case .own(let last)? = parts.last {
      parts[parts.count - 1] = .own(last + text)
    } else {
      parts.append(part)
    }
  }

  /// The parts of both, in a row.
  package static func + (left: Message, right: Message) -> Message {
    var sum = left
    sum += right
    return sum
  }

  /// Adds the parts of the other.
  package static func += (left: inout Message, right: Message) {
    for part in right.parts { left.append(part) }
  }
}

extension Message: ExpressibleByStringInterpolation {
  package init(stringLiteral value: String) { parts = [.own(value)] }

  package init(stringInterpolation: StringInterpolation) { self = stringInterpolation.message }

  /// Collects the literals as ours, and everything between them as foreign.
  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var message = Message()

    package init(literalCapacity: Int, interpolationCount: Int) {}

    package mutating func appendLiteral(_ literal: String) {
      if !literal.isEmpty { message.append(.own(literal)) }
    }

    /// Appends foreign text, of which at most `limit` characters are shown.
    package mutating func appendInterpolation(
      _ text: String, limit: Int = Message.foreignLimit
    ) {
      message.append(.foreign(text, limit: limit))
    }

    /// Appends foreign text.
    package mutating func appendInterpolation(_ text: Substring) {
      appendInterpolation(String(text))
    }

    /// Appends a message, each part as what it is.
    package mutating func appendInterpolation(_ other: Message) { message += other }

    /// Appends a number.
    package mutating func appendInterpolation(_ number: some BinaryInteger) {
      message.append(.own(String(number)))
    }

    /// Appends the description of a value, as foreign text.
    package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      appendInterpolation(value.description)
    }
  }
}

extension Message: Hashable {
  /// Whether two messages show the same, whatever they are made of.
  package static func == (left: Message, right: Message) -> Bool {
    left.description == right.description
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(description) }
}

extension Message: CustomStringConvertible {
  /// The message as it is shown when no secret is known.
  package var description: String { shown(without: Secrets()) }
}

extension Sequence<Message> {
  /// The messages in a row, with another between each two.
  package func joined(separator: Message = "") -> Message {
    var result: Message?
    for message in self { result = result.map { $0 + separator + message } ?? message }
    return result ?? ""
  }
}
