package import AWS

/// When an answer is good.
package struct ProbeExpectation: Sendable {
  /// The values of the answer's `statusCode`, if it has one, that are good.
  package var status: StatusRange
  /// A value that the answer must contain: see `JSONValue.contains`.
  package var content: JSONValue?
  /// The longest time that an answer may take, in seconds.
  package var slowestSeconds: Double?

  /// Makes an expectation; by default a `statusCode` must be 200 to 399.
  package init(
    status: StatusRange = .success, content: JSONValue? = nil, slowestSeconds: Double? = nil
  ) {
    self.status = status
    self.content = content
    self.slowestSeconds = slowestSeconds
  }

  /// What is wrong with an answer that took so many seconds, or nil when it is good.
  package func fault(in reply: InvokeReply, seconds: Double) -> String? {
    if let error = reply.functionError { return Self.words(error, reply.payload) }
    let answer = try? JSONValue.parse(reply.payload)
    if let code = answer?["statusCode"], status.ranges != nil {
      guard let number = code.int ?? code.string.flatMap({ Int($0) }), status.contains(number)
      else { return "statusCode \(Self.short(code.string ?? code.serialized))" }
    }
    if let content {
      guard let answer else { return "the answer is no JSON, \(content.serialized) was expected" }
      if let missing = answer.firstDifference(from: content) { return missing }
    }
    if let slowestSeconds, seconds > slowestSeconds {
      return "slow: \(DecimalText.duration(seconds))"
    }
    return nil
  }

  /// The function's own words for its error: `Unhandled: KeyError: 'name'`.
  private static func words(_ error: String, _ payload: [UInt8]) -> String {
    guard let answer = try? JSONValue.parse(payload) else { return short(error) }
    let parts = [error, answer["errorType"]?.string, answer["errorMessage"]?.string]
    return short(parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ": "))
  }

  private static func short(_ text: String) -> String {
    let escaped = VisibleText.escaped(text)
    return escaped.count <= 200 ? escaped : escaped.prefix(199) + "…"
  }
}

extension JSONValue {
  /// Whether this value contains another.
  ///
  /// Every member of an expected object is there and contains its value, an expected array has as
  /// many elements and each contains its own, anything else is equal. Numbers are equal when their values are, however they are written.
  package func contains(_ expected: JSONValue) -> Bool {
    firstDifference(from: expected) == nil
  }

  /// Where this value does not contain another, in words; nil when it does.
  func firstDifference(from expected: JSONValue, at path: String = "") -> String? {
    let place = path.isEmpty ? "the answer" : path
    switch (self, expected) {
    case (.object, .object(let members)):
      for member in members {
        let inner = path + "." + member.name
        guard let value = self[member.name] else { return "\(inner) is missing" }
        if let difference = value.firstDifference(from: member.value, at: inner) {
          return difference
        }
      }
      return nil
    case (.array(let values), .array(let wanted)):
      guard values.count == wanted.count else {
        return "\(place) has \(values.count) elements, expected \(wanted.count)"
      }
      for (index, pair) in zip(values, wanted).enumerated() {
        if let difference = pair.0.firstDifference(from: pair.1, at: "\(path)[\(index)]") {
          return difference
        }
      }
      return nil
    case (.number(let one), .number(let other)) where Double(one) == Double(other):
      return nil
    default:
      return self == expected ? nil : "\(place) is \(excerpt), expected \(expected.excerpt)"
    }
  }

  private var excerpt: String {
    let text = serialized
    return text.count <= 60 ? text : text.prefix(59) + "…"
  }
}
