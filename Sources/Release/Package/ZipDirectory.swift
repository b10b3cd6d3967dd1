/// A zip's directory: where it lies, and its entries one after the other.
///
/// The format is that of PKWARE's APPNOTE.TXT, sections 4.3.12 to 4.3.16. What common readers take is
/// taken: 64-bit records wherever they stand, bytes before the zip whether its offsets count them or
/// not, and bytes after its end.
package struct ZipDirectory {
  private let source: ZipSource
  private let place: ZipEndRecord

  /// Finds the directory by the record at the zip's end.
  package init(_ source: ZipSource) throws(DeploymentPackage.Refusal) {
    self.source = source
    place = try ZipEndRecord.find(in: source)
  }

  /// How many bytes follow the zip's end.
  var trailingBytes: Int { place.trailing }

  /// Visits every entry in the order of the directory, with memory that does not grow with it.
  ///
  /// Throws when an entry is damaged, or when there are not as many as the end record counts. That
  /// count is compared by its last 16 bits: writers without 64-bit records leave the others out.
  package func walk(_ visit: (ZipEntry) throws(DeploymentPackage.Refusal) -> Void)
    throws(DeploymentPackage.Refusal)
  {
    var window: [UInt8] = []
    var windowStart = place.start
    var offset = place.start
    var count = 0
    while offset < place.end {
      var here = offset - windowStart
      if here + ZipEntry.headerSize > window.count
        || here + ZipEntry.size(in: window, at: here) > window.count
      {
        // An entry is at most 46 bytes and three times 65535 long.
        windowStart = offset
        window = try source.bytes(at: offset, min(1 << 18, place.end - offset))
        here = 0
      }
      // A signature of the directory may end it; section 4.3.13.
      if window.count >= 4, window.number32(at: here) == 0x0505_4B50 { break }
      guard here + ZipEntry.headerSize <= window.count,
        window.number32(at: here) == ZipEntry.signature,
        here + ZipEntry.size(in: window, at: here) <= window.count
      else { throw Self.damaged(count + 1) }
      try visit(ZipEntry(window, at: here))
      count += 1
      offset += ZipEntry.size(in: window, at: here)
    }
    guard count & 0xFFFF == place.count & 0xFFFF else {
      if place.count == 0xFFFF {
        throw .init(description: "the zip is damaged: its 64-bit end record is missing")
      }
      throw Self.damaged(min(count, place.count))
    }
  }

  private static func damaged(_ entry: Int) -> DeploymentPackage.Refusal {
    .init(description: "the zip's directory is damaged at entry \(entry)")
  }

  /// The first bytes of a file once unzipped, at most `count`, which must be small; nil when they
  /// cannot be read.
  func beginning(of entry: ZipEntry, _ count: Int) throws(DeploymentPackage.Refusal) -> [UInt8]? {
    let offset = entry.offset.addingReportingOverflow(place.prefix).partialValue
    let header = try source.bytes(at: offset, 30)
    guard !entry.isEncrypted, header.count == 30, header.number32(at: 0) == 0x0403_4B50 else {
      return nil
    }
    let start = offset + 30 + header.number16(at: 26) + header.number16(at: 28)
    switch entry.method {
    case 0: return try source.bytes(at: start, min(count, entry.length))
    case 8: return Inflate.beginning(of: try source.bytes(at: start, 1024 + count), count)
    default: return nil
    }
  }
}
