import AWS

/// A place in a JSON answer, in jq's spelling: `.body.items[].tax`, `.["a b"]`; elements of an array
/// are not told apart.
package struct AnswerPath: Sendable, Hashable, CustomStringConvertible {
  /// One step into a value.
  enum Step: Sendable, Hashable {
    case member(String)
    case element
  }

  /// Why text is not a path.
  package struct SyntaxError: Error, Equatable, CustomStringConvertible {
    /// What is wrong with which text.
    package var description: String
  }

  var steps: [Step]

  init(steps: [Step]) { self.steps = steps }

  /// Reads a path as it is printed; `.a."b c"`, `.a.["b c"]` and `.a.[]` are taken too.
  ///
  /// `.` is refused: it is the whole answer.
  package init(argument text: String) throws(SyntaxError) {
    var rest = Substring(text)
    var steps: [Step] = []
    func fail(_ why: String) -> SyntaxError { SyntaxError(description: "'\(text)': \(why)") }
    guard rest.hasPrefix(".") else {
      throw fail("not a path: use one as it is printed, such as .body.items[].tax")
    }
    guard text != "." else { throw fail("is the whole answer") }
    while !rest.isEmpty {
      let hasDot = rest.hasPrefix(".")
      if hasDot { rest.removeFirst() }
      if rest.hasPrefix("[]") {
        rest.removeFirst(2)
        steps.append(.element)
      } else if rest.hasPrefix("[\"") {
        rest.removeFirst()
        steps.append(.member(try Self.quoted(&rest, fail)))
        guard rest.hasPrefix("]") else { throw fail("] is missing") }
        rest.removeFirst()
      } else if rest.hasPrefix("[") {
        throw fail("elements are compared all alike: use []")
      } else if hasDot, rest.hasPrefix("\"") {
        steps.append(.member(try Self.quoted(&rest, fail)))
      } else {
        let name = rest.prefix { Self.isNamePart($0) }
        guard hasDot, Self.isIdentifier(name) else {
          throw fail("not a path: write a name with other signs as .[\"a b\"]")
        }
        rest.removeFirst(name.count)
        steps.append(.member(String(name)))
      }
    }
    self.steps = steps
  }

  private static func quoted(_ rest: inout Substring, _ fail: (String) -> SyntaxError)
    throws(SyntaxError) -> String
  {
    var end = rest.index(after: rest.startIndex)
    while end < rest.endIndex, rest[end] != "\"" {
      if rest[end] == "\\" {
        end = rest.index(after: end)
        guard end < rest.endIndex else { break }
      }
      end = rest.index(after: end)
    }
    guard end < rest.endIndex else { throw fail("a quotation mark is missing") }
    let literal = rest[...end]
    guard case .string(let name)? = try? JSONValue.parse(String(literal)) else {
      throw fail("\(literal) is not a JSON string")
    }
    rest = rest[rest.index(after: end)...]
    return name
  }

  private static func isNamePart(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || character == "_")
  }

  private static func isIdentifier(_ name: some StringProtocol) -> Bool {
    guard let first = name.first, !first.isNumber else { return false }
    return name.allSatisfy { isNamePart($0) }
  }

  /// Whether this is the path or leads to it.
  func covers(_ other: [Step]) -> Bool { other.starts(with: steps) }

  /// The path as jq takes it.
  package var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .member(let name) where Self.isIdentifier(name): text += "." + name
      case .member(let name):
        text += (text.isEmpty ? "." : "") + "[" + JSONValue.string(name).serialized + "]"
      case .element: text += text.isEmpty ? ".[]" : "[]"
      }
    }
    return text.isEmpty ? "." : text
  }
}
