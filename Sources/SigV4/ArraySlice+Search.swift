extension ArraySlice<UInt8> {
  /// Where some bytes stand first, or nil when they do not.
  package func range(ofFirst wanted: [UInt8]) -> Range<Int>? {
    guard let first = wanted.first else { return startIndex..<startIndex }
    var start = startIndex
    while let place = self[start...].firstIndex(of: first) {
      let end = place + wanted.count
      guard end <= endIndex else { return nil }
      if self[place..<end].elementsEqual(wanted) { return place..<end }
      start = place + 1
    }
    return nil
  }
}
