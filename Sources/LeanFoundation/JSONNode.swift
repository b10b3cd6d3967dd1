/// A place in a JSON document that is filled in while a value is encoded.
final class JSONNode {
  /// What stands at a place.
  enum Content {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONNode])
    case object([String: JSONNode])
  }

  /// What stands here.
  var content = Content.null

  /// Puts a value here.
  func encode<T: Encodable>(_ value: T, at path: [any CodingKey]) throws {
    switch value {
    case let value as Bool: content = .bool(value)
    case let value as String: content = .string(value)
    case let value as any BinaryInteger: content = .number("\(value)")
    case let value as Double: content = .number(try digits(value, at: path))
    case let value as Float: content = .number(try digits(value, at: path))
    default: try value.encode(to: JSONNodeEncoder(node: self, codingPath: path))
    }
  }

  private func digits(_ value: some BinaryFloatingPoint, at path: [any CodingKey]) throws
    -> String
  {
    guard value.isFinite else {
      throw EncodingError.invalidValue(
        value, .init(codingPath: path, debugDescription: "\(value) is no number of JSON"))
    }
    let digits = "\(value)"
    return digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits
  }

  /// The place of one more member of this object.
  func member(_ name: String) -> JSONNode {
    let node = JSONNode()
    if case .object(var members) = content {
      members[name] = node
      content = .object(members)
    }
    return node
  }

  /// The place of one more element of this array.
  func element() -> JSONNode {
    let node = JSONNode()
    if case .array(let elements) = content { content = .array(elements + [node]) }
    return node
  }

  /// How many elements there are.
  var count: Int {
    if case .array(let elements) = content { elements.count } else { 0 }
  }
}
