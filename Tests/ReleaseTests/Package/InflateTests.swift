import TestSupport
import Testing

@testable import Release

@Suite("The beginning of what deflate compressed can be read")
struct InflateTests {
  /// What gzip makes of the bytes, without its header.
  private func deflated(_ folder: TemporaryFolder, _ bytes: [UInt8], _ level: String) throws
    -> [UInt8]
  {
    let path = try folder.write("content", bytes)
    let text = try ChildProcess.run(["sh", "-c", "gzip -n\(level) <\(path) | od -An -v -tu1"])
    return Array(
      text.split { $0 == " " || $0 == "\n" }.compactMap { UInt8($0) }.dropFirst(10).dropLast(8))
  }

  @Test("every kind of block", arguments: ["1", "6", "9"])
  func blocks(level: String) throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: 3)
    let texts: [[UInt8]] = [
      [], Array("a".utf8), Array("def handler(event, context): pass\n".utf8),
      [UInt8](repeating: 7, count: 5000),
      (0..<5000).map { _ in UInt8.random(in: 0...255, using: &generator) },
      (0..<5000).map { _ in UInt8.random(in: 97...104, using: &generator) },
      (0..<5000).map { UInt8(truncatingIfNeeded: $0 * $0 / 97) },
    ]
    for text in texts {
      let packed = try deflated(folder, text, level)
      #expect(Inflate.beginning(of: packed, 10_000) == text)
      #expect(Inflate.beginning(of: packed, 20).prefix(20).elementsEqual(text.prefix(20)))
    }
  }

  @Test("damaged and cut input ends, with what could be read")
  func damaged() throws {
    let folder = try TemporaryFolder()
    let packed = try deflated(folder, (0..<3000).map { UInt8(truncatingIfNeeded: $0 / 3) }, "9")
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<2000 {
      var other = packed.prefix(Int.random(in: 0...packed.count, using: &generator))
      if let place = other.indices.randomElement(using: &generator) {
        other[place] ^= UInt8.random(in: 1...255, using: &generator)
      }
      #expect(Inflate.beginning(of: Array(other), 100).count <= 100 + 258)
    }
  }
}
