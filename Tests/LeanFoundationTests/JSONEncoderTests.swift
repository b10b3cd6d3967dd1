import FoundationEssentials
import LeanFoundation
import TestSupport
import Testing

@Suite("The stand-in for FoundationEssentials encodes as it does") struct JSONEncoderTests {
  /// A value with everything that can be in one, made from a seed.
  struct Value: Encodable, Sendable {
    enum Kind: String, Encodable { case plain, other }
    var text: String
    var number: Int
    var small: UInt8
    var fraction: Double
    var single: Float
    var flag: Bool
    var kind: Kind
    var absent: String?
    var nothing: [Int?]
    var list: [String]
    var names: [String: Int]
    var inner: [Value]

    init(_ draw: (Int) -> Int, depth: Int = 3) {
      let letters = Array("ab/\\\"\n\t\u{8}\u{c}\r\u{1}\u{7f}éß日😀 {}[],:".unicodeScalars)
      func word() -> String {
        var word = ""
        for _ in 0..<draw(6) { word.unicodeScalars.append(letters[draw(letters.count)]) }
        return word
      }
      text = word()
      number = draw(2_000_001) - 1_000_000
      small = UInt8(draw(256))
      fraction = Double(draw(2_000_001) - 1_000_000) / 64 * (draw(9) == 0 ? 1e18 : 1)
      single = Float(draw(2_000_001) - 1_000_000) * Float(draw(2_000_001))
      flag = draw(2) == 0
      kind = draw(2) == 0 ? .plain : .other
      absent = draw(2) == 0 ? word() : nil
      nothing = (0..<draw(3)).map { draw(2) == 0 ? $0 : nil }
      list = (0..<draw(4)).map { _ in word() }
      names = Dictionary(
        (0..<draw(4)).map { ("name\($0)", $0) }, uniquingKeysWith: { first, _ in first })
      inner = depth == 0 ? [] : (0..<draw(3)).map { _ in Value(draw, depth: depth - 1) }
    }
  }

  @Test("Byte for byte, whatever is in the value", arguments: 0..<4)
  func sameBytes(part: Int) throws {
    for seed in part * 200..<(part + 1) * 200 { try compare(seed: seed) }
  }

  private func compare(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let value = Value { Int.random(in: 0..<$0, using: &generator) }
    let isPretty = seed % 2 == 0
    let theirs = FoundationEssentials.JSONEncoder()
    theirs.outputFormatting = isPretty ? [.prettyPrinted, .sortedKeys] : [.sortedKeys]
    let ours = LeanFoundation.JSONEncoder()
    ours.outputFormatting = isPretty ? [.prettyPrinted, .sortedKeys] : [.sortedKeys]
    let text = String(decoding: try theirs.encode(value), as: UTF8.self)
    #expect(Swift.String(data: try ours.encode(value), encoding: .utf8) == text)
  }

  @Test("A number that JSON has not is refused")
  func refusesInfinity() {
    #expect(throws: EncodingError.self) {
      try LeanFoundation.JSONEncoder().encode([Double.infinity])
    }
  }
}
