/// Where a zip's directory lies, by the record at its end.
///
/// APPNOTE.TXT, sections 4.3.14 to 4.3.16. The directory is looked for where it ends, directly before
/// the record, so that bytes before the zip do not matter; then where the record says.
struct ZipEndRecord {
  /// Where the directory begins, from the start of the file.
  let start: Int
  /// Where it ends.
  let end: Int
  /// How many entries the record counts.
  let count: Int
  /// What must be added to the zip's offsets: the length of what is before the zip, if they leave it
  /// out.
  let prefix: Int
  /// How many bytes of the file follow the zip.
  let trailing: Int

  private static let size = 22

  /// Finds the last record that a directory belongs to.
  ///
  /// A comment of up to 65535 bytes may follow the record and hold what looks like another; and so
  /// may other bytes, which are no part of the zip. A record whose comment ends the file wins.
  static func find(in source: ZipSource) throws(DeploymentPackage.Refusal) -> ZipEndRecord {
    let count = min(source.size, size + 65_535)
    let base = source.size - count
    let tail = try source.bytes(at: base, count)
    guard tail.count == count, count >= size else { throw try notZip(source) }
    var fallback: ZipEndRecord?
    var problem: DeploymentPackage.Refusal?
    for place in stride(from: count - size, through: 0, by: -1)
    where tail[place] == 0x50 && tail.number32(at: place) == 0x0605_4B50 {
      let trailing = count - place - size - tail.number16(at: place + 20)
      guard trailing >= 0, trailing == 0 || fallback == nil else { continue }
      let words = Array(tail[place..<place + size])
      let found = try ZipEndRecord(words, at: base + place, trailing: trailing, source)
      if let found, trailing == 0 { return found }
      // With bytes on both sides it is a zip inside of one that was cut off.
      if let found, found.prefix == 0 { fallback = fallback ?? found }
      problem = problem ?? Self.problem(words)
    }
    if let fallback { return fallback }
    if let problem { throw problem }
    throw try notZip(source)
  }

  /// Reads the record; nil when no directory is where it says.
  private init?(_ record: [UInt8], at place: Int, trailing: Int, _ source: ZipSource)
    throws(DeploymentPackage.Refusal)
  {
    self.trailing = trailing
    let wide = try Self.wide(before: place, source)
    let length = wide?.record.number64(at: 40) ?? record.number32(at: 12)
    let offset = wide?.record.number64(at: 48) ?? record.number32(at: 16)
    count = wide?.record.number64(at: 32) ?? record.number16(at: 10)
    let end = wide?.place ?? place
    guard length > 0, length <= end else { return nil }
    if offset <= end - length, try Self.isDirectory(at: end - length, source) {
      start = end - length
      self.end = end
      prefix = start - offset
    } else if offset < end - length, try Self.isDirectory(at: offset, source) {
      start = offset
      self.end = offset + length
      prefix = 0
    } else {
      return nil
    }
  }

  private static func isDirectory(at offset: Int, _ source: ZipSource)
    throws(DeploymentPackage.Refusal) -> Bool
  {
    let bytes = try source.bytes(at: offset, 4)
    return bytes.count == 4 && bytes.number32(at: 0) == ZipEntry.signature
  }

  /// The 64-bit record before the record at a place, by the locator between them; nil without one.
  ///
  /// The locator's offset leaves out what is before the zip, so the record is looked for directly
  /// before the locator too.
  private static func wide(before place: Int, _ source: ZipSource)
    throws(DeploymentPackage.Refusal) -> (record: [UInt8], place: Int)?
  {
    let locator = try source.bytes(at: place - 20, 20)
    guard locator.count == 20, locator.number32(at: 0) == 0x0706_4B50 else { return nil }
    for start in [locator.number64(at: 8), place - 20 - 56] where start <= place - 20 - 56 {
      let record = try source.bytes(at: start, 56)
      if record.count == 56, record.number32(at: 0) == 0x0606_4B50 { return (record, start) }
    }
    return nil
  }

  /// What is wrong with a record whose directory is not there.
  private static func problem(_ record: [UInt8]) -> DeploymentPackage.Refusal {
    let disk = record.number16(at: 4)
    if disk != 0, disk != 0xFFFF {
      return .init(description: "the zip is a part of a split one: join it with zip -s 0")
    }
    if record.number16(at: 10) == 0, record.number32(at: 12) == 0 {
      return .init(description: "the zip holds no file")
    }
    return .init(description: "the zip is damaged: its directory is not where it says")
  }

  private static func notZip(_ source: ZipSource) throws(DeploymentPackage.Refusal)
    -> DeploymentPackage.Refusal
  {
    let head = try source.bytes(at: 0, 2048)
    guard let words = FileKind.words(for: head) else {
      return .init(description: "no zip file, or one that was cut off")
    }
    return .init(description: "no zip file: it looks like \(words)")
  }
}
