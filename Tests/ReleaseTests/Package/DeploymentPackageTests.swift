import Release
import TestSupport
import Testing

@Suite("A zip's directory tells whether Lambda could take it")
struct DeploymentPackageTests {
  /// What a look into bytes gave, and the largest piece that it asked for.
  private func look(_ bytes: [UInt8], size: Int? = nil) -> Result<
    DeploymentPackage, DeploymentPackage.Refusal
  > {
    do throws(DeploymentPackage.Refusal) {
      return .success(
        try DeploymentPackage(
          ZipSource(size: size ?? bytes.count) { offset, count in
            guard offset >= 0, offset < bytes.count else { return [] }
            return Array(bytes[offset..<min(bytes.count, offset + max(0, count))])
          }))
    } catch {
      return .failure(error)
    }
  }

  private func refusal(_ bytes: [UInt8], size: Int? = nil) -> String? {
    guard case .failure(let refusal) = look(bytes, size: size) else { return nil }
    return refusal.description
  }

  /// A zip with files of the told lengths, whose contents are left out: the directory counts.
  private func zip(_ lengths: [Int], comment: Int = 0) -> [UInt8] {
    var bytes = Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 60)
    let start = bytes.count
    for (number, length) in lengths.enumerated() {
      let name = Array("file\(number).py".utf8)
      bytes += little(0x0201_4B50, 4) + [UInt8](repeating: 0, count: 20) + little(length, 4)
      bytes += little(name.count, 2) + little(4, 2) + little(3, 2)
      bytes += [UInt8](repeating: 0, count: 12) + name + [1, 2, 3, 4] + Array("abc".utf8)
    }
    let directory = bytes.count - start
    bytes += little(0x0605_4B50, 4) + [0, 0, 0, 0] + little(lengths.count, 2)
    bytes += little(lengths.count, 2) + little(directory, 4) + little(start, 4)
    return bytes + little(comment, 2) + [UInt8](repeating: 0x20, count: comment)
  }

  private func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(value >> (8 * $0) & 0xFF) }
  }

  @Test("the files are counted and their lengths added")
  func sums() throws {
    let package = try look(zip([100, 0, 7])).get()
    #expect(package.entries == 3 && package.unzippedSize == 107)
    #expect(package.size == zip([100, 0, 7]).count)
  }

  @Test("a comment of any length may follow the directory", arguments: [0, 1, 22, 1000, 65_535])
  func comment(length: Int) throws {
    #expect(try look(zip([5], comment: length)).get().unzippedSize == 5)
  }

  @Test("a directory that is longer than one piece is read in pieces")
  func manyFiles() throws {
    let package = try look(zip(Array(repeating: 10, count: 5000))).get()
    #expect(package.entries == 5000 && package.unzippedSize == 50_000)
  }

  @Test("Lambda's limit once unzipped is exact")
  func limit() throws {
    let limit = DeploymentPackage.unzippedLimit
    #expect(try look(zip([limit])).get().unzippedSize == limit)
    #expect(try look(zip([limit - 1, 1])).get().unzippedSize == limit)
    #expect(refusal(zip([limit + 1]))?.contains("\(limit + 1)") == true)
    #expect(refusal(zip([limit, 1]))?.contains("larger than Lambda's limit") == true)
    #expect(refusal(zip([1]), size: limit + 1)?.contains("larger than Lambda's limit") == true)
  }

  @Test("what is no zip is refused")
  func noZip() {
    #expect(refusal([])?.contains("empty") == true)
    #expect(refusal(Array("PK".utf8))?.contains("no zip") == true)
    #expect(refusal([UInt8](repeating: 0, count: 100_000))?.contains("no zip") == true)
    #expect(
      refusal(Array("#!/bin/sh\necho hello, this is a script\n".utf8))?.contains("no zip") == true)
    #expect(refusal(zip([]))?.contains("holds no file") == true)
  }

  @Test("the 64-bit forms are refused by name")
  func zip64() {
    #expect(refusal(zip([0xFFFF_FFFF]))?.contains("4 GiB") == true)
    var bytes = zip([1])
    let end = bytes.count - 22
    bytes.replaceSubrange(end + 10..<end + 12, with: [0xFF, 0xFF])
    #expect(refusal(bytes)?.contains("64-bit") == true)
  }

  @Test("a zip that was cut at any byte is refused")
  func truncated() {
    let bytes = zip([100, 200, 300], comment: 5)
    for count in 0..<bytes.count { #expect(refusal(Array(bytes[..<count])) != nil) }
  }

  @Test("bytes before a zip do not matter, whether its offsets count them or not")
  func prefix() throws {
    let bytes = zip([1, 2])
    let before = Array("#!/usr/bin/env python3\n".utf8)
    #expect(try look(before + bytes).get().unzippedSize == 3)
    var counted = before + bytes
    let place = counted.count - 6
    let start = Int(counted[place]) + before.count
    counted.replaceSubrange(place..<place + 4, with: little(start, 4))
    #expect(try look(counted).get().unzippedSize == 3)
  }

  @Test("a zip that lost bytes at its beginning is refused")
  func shifted() {
    #expect(refusal(Array(zip([1]).dropFirst(3)))?.contains("not where it says") == true)
  }

  @Test("bytes after the end are reported, and a zip inside of one that was cut off is not taken")
  func trailing() throws {
    for bytes in [[0], [0x0A], [UInt8](repeating: 0, count: 60_000)] {
      let warnings = try look(zip([5]) + bytes).get().warnings.map(\.text)
      let words = bytes.count == 1 ? "1 byte follows" : "\(bytes.count) bytes follow"
      #expect(warnings.contains("\(words) the end of the zip"))
    }
    #expect(refusal([1, 2, 3] + zip([5]) + [1, 2, 3]) != nil)
  }

  @Test("a comment may hold what looks like an end record, or a whole empty one")
  func signatures() throws {
    let bytes = zip([5], comment: 60)
    let empty = Array("PK\u{5}\u{6}".utf8) + [UInt8](repeating: 0, count: 18)
    for comment in [
      Array("PK\u{5}\u{6}".utf8) + [UInt8](repeating: 0x20, count: 56),
      [UInt8](repeating: 0x20, count: 56) + Array("PK\u{5}\u{6}".utf8),
      [UInt8](repeating: 0x20, count: 38) + empty, empty + empty + [UInt8](repeating: 0, count: 16),
    ] {
      let package = try look(bytes.dropLast(60) + comment).get()
      #expect(package.entries == 1 && package.unzippedSize == 5)
    }
  }

  @Test("a zip with any one byte damaged is refused or read, and never a crash")
  func damaged() {
    let bytes = zip([100, 200], comment: 3)
    var generator = SeededGenerator(seed: 11)
    for place in bytes.indices {
      for value in [0, 0xFF, UInt8.random(in: 0...255, using: &generator)] {
        var other = bytes
        other[place] = value
        if case .success(let package) = look(other) { #expect(package.entries > 0) }
      }
    }
  }

  @Test("a file that becomes shorter while it is read is refused")
  func shrinks() {
    let bytes = zip([1, 2, 3])
    for missing in 1...bytes.count {
      #expect(refusal(Array(bytes.dropLast(missing)), size: bytes.count) != nil)
    }
  }
}
