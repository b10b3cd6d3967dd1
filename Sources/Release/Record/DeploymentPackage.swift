/// A zip file that Lambda could take, as far as its directory tells.
///
/// [Lambda quotas](https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html);
/// the format is that of PKWARE's APPNOTE.TXT, sections 4.3.12 and 4.3.16.
package struct DeploymentPackage: Sendable, Equatable {
  /// The length of the zip in bytes.
  package let size: Int
  /// How many files and folders it holds.
  package let entries: Int
  /// The sum of the lengths of its files once unzipped, in bytes.
  package let unzippedSize: Int

  /// The most that a function's code may be once unzipped, layers included, in bytes.
  package static let unzippedLimit = 262_144_000
  /// The longest zip that UpdateFunctionCode takes in the request itself, in bytes.
  package static let directLimit = 52_428_800

  /// Why a file is no package for Lambda.
  package struct Refusal: Error, Equatable, CustomStringConvertible {
    /// What is wrong, without the file's name.
    package var description: String

    /// Makes an error.
    package init(description: String) {
      self.description = description
    }
  }

  /// Reads a zip's directory.
  ///
  /// `read` gives so many bytes from an offset, fewer only at the end of the file. The file is never
  /// held in memory as a whole.
  package init(size: Int, read: (_ offset: Int, _ count: Int) throws(Refusal) -> [UInt8])
    throws(Refusal)
  {
    guard size > 0 else { throw Refusal(description: "the file is empty: no zip") }
    guard size <= Self.unzippedLimit else {
      throw Refusal(
        description: "\(size) bytes: larger than Lambda's limit of \(Self.unzippedLimit) bytes")
    }
    let end = try EndRecord(size: size, read: read)
    var unzipped = 0
    var entries = 0
    var offset = end.directoryOffset
    var window: [UInt8] = []
    var windowStart = offset
    while entries < end.entries {
      if offset + 46 > windowStart + window.count {
        windowStart = offset
        window = try read(offset, min(1 << 16, max(0, end.directoryEnd - offset)))
      }
      let place = offset - windowStart
      guard place + 46 <= window.count, window.number(at: place, bytes: 4) == 0x0201_4B50 else {
        throw Refusal(description: "the zip's directory is damaged at entry \(entries + 1)")
      }
      let length = window.number(at: place + 24, bytes: 4)
      guard length != 0xFFFF_FFFF else {
        throw Refusal(description: "a file in the zip is longer than 4 GiB: too large for Lambda")
      }
      unzipped += length
      entries += 1
      offset +=
        46 + window.number(at: place + 28, bytes: 2) + window.number(at: place + 30, bytes: 2)
        + window.number(at: place + 32, bytes: 2)
    }
    guard offset <= end.directoryEnd else {
      throw Refusal(description: "the zip's directory is damaged at entry \(entries)")
    }
    guard unzipped <= Self.unzippedLimit else {
      throw Refusal(
        description:
          "\(unzipped) bytes once unzipped: larger than Lambda's limit of \(Self.unzippedLimit) bytes"
      )
    }
    self.size = size
    self.entries = entries
    unzippedSize = unzipped
  }

  /// Where the directory lies, by the record at the zip's end.
  private struct EndRecord {
    let entries: Int
    let directoryOffset: Int
    let directoryEnd: Int

    init(size: Int, read: (_ offset: Int, _ count: Int) throws(Refusal) -> [UInt8])
      throws(Refusal)
    {
      // The record is 22 bytes long, and a comment of up to 65535 bytes may follow it.
      let count = min(size, 22 + 65_535)
      let tail = try read(size - count, count)
      guard tail.count == count, count >= 22 else { throw Self.noZip }
      var found: Int?
      for place in stride(from: count - 22, through: 0, by: -1)
      where tail.number(at: place, bytes: 4) == 0x0605_4B50
        && place + 22 + tail.number(at: place + 20, bytes: 2) == count
      {
        found = place
        break
      }
      guard let found else { throw Self.noZip }
      entries = tail.number(at: found + 10, bytes: 2)
      let length = tail.number(at: found + 12, bytes: 4)
      directoryOffset = tail.number(at: found + 16, bytes: 4)
      directoryEnd = size - count + found
      guard entries != 0xFFFF, directoryOffset != 0xFFFF_FFFF else {
        throw Refusal(
          description: "the zip is of the 64-bit form, which Lambda's limits never need")
      }
      guard entries > 0 else { throw Refusal(description: "the zip holds no file") }
      guard directoryOffset + length == directoryEnd else {
        throw Refusal(description: "the zip is damaged: its directory is not where it says")
      }
    }

    static let noZip = Refusal(description: "no zip file, or one that was cut off")
  }
}

extension [UInt8] {
  /// The little-endian number of so many bytes at a place, which must lie inside.
  fileprivate func number(at place: Int, bytes: Int) -> Int {
    var value = 0
    for index in stride(from: bytes - 1, through: 0, by: -1) {
      value = value << 8 | Int(self[place + index])
    }
    return value
  }
}
