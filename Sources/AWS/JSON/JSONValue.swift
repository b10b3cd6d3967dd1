/// A JSON value that keeps what it was made from: numbers as they were written, members in order.
///
/// Foundation's decoder turns every number into a `Double`; a release record must hand on members
/// that it does not know without changing their value (RFC 8259).
package enum JSONValue: Sendable, Hashable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number, spelled as in the source: `0.10` stays `0.10`.
  case number(String)
  /// A string, its escapes resolved.
  case string(String)
  /// The elements of an array.
  case array([JSONValue])
  /// The members of an object, in their order.
  case object([JSONMember])

  /// The value of the first member of that name, or nil when this is no object or has none.
  package subscript(name: String) -> JSONValue? {
    get {
      guard case .object(let members) = self else { return nil }
      return members.first { $0.name == name }?.value
    }
    set {
      guard case .object(var members) = self else { return }
      let place = members.firstIndex { $0.name == name }
      switch (place, newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil): members.remove(at: place)
      case (nil, let value?): members.append(JSONMember(name, value))
      case (nil, nil): break
      }
      self = .object(members)
    }
  }

  /// The text, when this is a string.
  package var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The value, when this is a boolean.
  package var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  /// The number as it was written, when this is a number.
  package var numeral: String? {
    guard case .number(let text) = self else { return nil }
    return text
  }

  /// The number, when this is one that an `Int` holds exactly and that is written as an integer.
  package var int: Int? { numeral.flatMap { Int($0) } }

  /// The number, when this is one, to the precision of a `Double`.
  package var double: Double? { numeral.flatMap { Double($0) } }

  /// The elements, when this is an array.
  package var array: [JSONValue]? {
    guard case .array(let values) = self else { return nil }
    return values
  }

  /// The members in their order, when this is an object.
  package var members: [JSONMember]? {
    guard case .object(let members) = self else { return nil }
    return members
  }
}

/// One member of a JSON object.
package struct JSONMember: Sendable, Hashable {
  /// The member's name.
  package var name: String
  /// The member's value.
  package var value: JSONValue

  /// Makes a member.
  package init(_ name: String, _ value: JSONValue) {
    self.name = name
    self.value = value
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// Makes a string.
  package init(stringLiteral value: String) { self = .string(value) }
  /// Makes a number.
  package init(integerLiteral value: Int) { self = .number(String(value)) }
  /// Makes a boolean.
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  /// Makes a null.
  package init(nilLiteral: ()) { self = .null }
  /// Makes an array.
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// Makes an object whose members are in the order written.
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { JSONMember($0.0, $0.1) })
  }
}
