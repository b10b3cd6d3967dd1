import AWS

/// Two answers to the same payload, compared as JSON by path, or else as bytes.
package struct AnswerComparison: Sendable {
  /// The places that differ, each once, in the order of the serving version's answer.
  package private(set) var differences: [AnswerDifference] = []
  /// Whether there was more than is compared or kept.
  package private(set) var isCut = false
  /// Whether the answers were compared as bytes although they differ.
  package private(set) var isBytes = false

  private var seen: Set<String> = []
  private var steps: [AnswerPath.Step] = []
  private var examined = 0
  private let ignored: [AnswerPath]

  /// The most places that are kept of one pair of answers.
  package static let placeLimit = 256
  /// The most differences of one pair that are looked at, elements of arrays one by one.
  static let differenceLimit = 20_000
  /// The most bytes of a path.
  static let pathLimit = 1000
  /// The most values of an answer that is looked into.
  static let valueLimit = 400_000

  /// Compares two answers; what is at the `ignored` paths, and below them, may differ.
  package init(serving: [UInt8], candidate: [UInt8], ignoring ignored: [AnswerPath] = []) {
    self.ignored = ignored
    guard serving != candidate else { return }
    let isTooLarge = [serving, candidate].contains { Self.values(in: $0) > Self.valueLimit }
    guard !isTooLarge, let one = try? JSONValue.parse(serving),
      let other = try? JSONValue.parse(candidate)
    else {
      isCut = isTooLarge
      isBytes = true
      differences = [
        AnswerDifference(
          path: ".", kind: .bytes, serving: "\(serving.count) bytes",
          candidate: "\(candidate.count) bytes")
      ]
      return
    }
    compare(Self.withBody(one), Self.withBody(other))
  }

  /// About how many values a JSON text has, at least as many as it has.
  private static func values(in bytes: [UInt8]) -> Int {
    guard bytes.count > valueLimit else { return 0 }
    var count = 1
    for byte in bytes where byte == 0x2C || byte == 0x3A || byte == 0x5B { count += 1 }
    return count
  }

  /// The answer with the JSON in its string `body` in the place of the string, as API Gateway's
  /// answers have it.
  private static func withBody(_ answer: JSONValue) -> JSONValue {
    guard case .string(let text)? = answer["body"] else { return answer }
    var bytes: [UInt8]? = Array(text.utf8)
    if answer["isBase64Encoded"]?.bool == true { bytes = JSONValue.string(text).base64Decoded }
    guard let bytes, let body = try? JSONValue.parse(bytes),
      body.members != nil || body.array != nil
    else { return answer }
    var answer = answer
    answer["body"] = body
    return answer
  }

  private mutating func compare(_ serving: JSONValue, _ candidate: JSONValue) {
    guard examined < Self.differenceLimit else { return isCut = true }
    switch (serving, candidate) {
    case (.object(let one), .object(let other)): compare(one, other)
    case (.array(let one), .array(let other)):
      steps.append(.element)
      for (before, now) in zip(one, other) { compare(before, now) }
      if one.count > other.count { note(.missing, one[other.count], nil) }
      if other.count > one.count { note(.added, nil, other[one.count]) }
      steps.removeLast()
    case (.number(let one), .number(let other)):
      if one != other, DecimalNumeral(one) != DecimalNumeral(other) {
        note(.value, serving, candidate)
      }
    case (.string(let one), .string(let other)):
      if !one.utf8.elementsEqual(other.utf8) { note(.value, serving, candidate) }
    case (.bool(let one), .bool(let other)): if one != other { note(.value, serving, candidate) }
    case (.null, .null): break
    default: note(.type, serving, candidate)
    }
  }

  private mutating func compare(_ one: [JSONMember], _ other: [JSONMember]) {
    // As a rule both have the same members in the same order.
    var index: [[UInt8]: Int]?
    func place(of name: String, near place: Int) -> Int? {
      if place < other.count, other[place].name.utf8.elementsEqual(name.utf8) { return place }
      if index == nil {
        index = Dictionary(
          other.enumerated().map { (Array($1.name.utf8), $0) }, uniquingKeysWith: { a, _ in a })
      }
      return index?[Array(name.utf8)]
    }
    var found = [Bool](repeating: false, count: other.count)
    for (number, member) in one.enumerated() {
      steps.append(.member(member.name))
      if let place = place(of: member.name, near: number) {
        found[place] = true
        compare(member.value, other[place].value)
      } else {
        note(.missing, member.value, nil)
      }
      steps.removeLast()
    }
    for (place, member) in other.enumerated() where !found[place] {
      steps.append(.member(member.name))
      note(.added, nil, member.value)
      steps.removeLast()
    }
  }

  private mutating func note(
    _ kind: AnswerDifference.Kind, _ serving: JSONValue?, _ candidate: JSONValue?
  ) {
    examined += 1
    guard examined <= Self.differenceLimit else { return isCut = true }
    guard !ignored.contains(where: { $0.covers(steps) }) else { return }
    let path = AnswerPath(steps: steps).description
    guard path.utf8.count <= Self.pathLimit else { return isCut = true }
    guard seen.insert("\(kind.rawValue) \(path)").inserted else { return }
    guard differences.count < Self.placeLimit else { return isCut = true }
    func text(_ value: JSONValue?) -> String? {
      value.map { kind == .type ? $0.typeName : $0.shortText }
    }
    differences.append(
      AnswerDifference(
        path: path, kind: kind, serving: text(serving), candidate: text(candidate)))
  }
}

extension JSONValue {
  /// The type as jq names it.
  fileprivate var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }

  /// A scalar in at most 60 characters; of the rest the type.
  fileprivate var shortText: String {
    let text: String
    switch self {
    case .array(let values): return "array of \(values.count)"
    case .object(let members): return "object of \(members.count)"
    case .string(let string): text = JSONValue.string(String(string.prefix(61))).serialized
    case .number(let numeral): text = String(numeral.prefix(61))
    default: text = serialized
    }
    return text.count <= 60 ? text : text.prefix(59) + "…"
  }
}
