import Cryptography

/// Secrets by their letters and digits, and where in a text one of them stands.
struct SecretIndex {
  /// The shortest part of a secret at a cut that is found, in letters and digits.
  static let shortestTail = 4
  /// The shortest part of a secret anywhere that is found.
  private static let shortestPart = 11
  /// How many bytes a key of the index holds, and from one to the next: every part of `shortestPart`
  /// holds a whole key.
  private static let (width, step) = (8, 4)

  private struct Place {
    var pattern: Int
    var offset: Int
  }

  private var patterns: [[UInt8]] = []
  private var places: [UInt64: [Place]] = [:]
  /// A bit for each key, at the key's hash: most bytes of a text are passed by with one look.
  private var filter = [UInt64](repeating: 0, count: 1024)

  /// Adds a secret and its Base64 at each of the three places where it may begin in a longer text.
  mutating func add(_ secret: String) {
    let bytes = Array(secret.utf8)
    add(pattern: bytes)
    add(pattern: EncodedText(bytes).decoded()?.bytes ?? bytes)
    for shift in 0..<3 {
      let text = Array(Base64.encode([UInt8](repeating: 0, count: shift) + bytes).utf8)
      // The first and the last letter may hold bits of what stands beside the secret.
      let whole = (shift + bytes.count) * 8 / 6
      add(pattern: Array(text[min((shift * 8 + 5) / 6, whole)..<whole]))
    }
  }

  private mutating func add(pattern bytes: [UInt8]) {
    let pattern = bytes.filter(Self.counts)
    guard pattern.count >= Secrets.shortest, patterns.last != pattern else { return }
    patterns.append(pattern)
    for offset in stride(from: 0, through: pattern.count - Self.width, by: Self.step) {
      let key = pattern[offset..<offset + Self.width].reduce(0) { $0 << 8 | UInt64($1) }
      places[key, default: []].append(Place(pattern: patterns.count - 1, offset: offset))
      filter[Self.slot(key) >> 6] |= 1 << UInt64(Self.slot(key) & 63)
    }
  }

  private static func slot(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 48)
  }

  private static func counts(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
    default: false
    }
  }

  // MARK: Looking

  /// Where secrets stand in a text, as it is and with its escapes resolved, some within others.
  func ranges(in text: [UInt8]) -> [Range<Int>] {
    guard !patterns.isEmpty else { return [] }
    var text: EncodedText? = EncodedText(text)
    var found: [Range<Int>] = []
    // Escaped for a URL within JSON within HTML.
    for _ in 0..<4 {
      guard let form = text else { break }
      found += ranges(in: form)
      text = form.decoded()
    }
    return found
  }

  private func ranges(in text: EncodedText) -> [Range<Int>] {
    let kept = text.bytes.indices.filter { Self.counts(text.bytes[$0]) }
    let letters = kept.map { text.bytes[$0] }
    var found: [Range<Int>] = []
    func blank(_ range: Range<Int>) {
      found.append(
        text.source(of: kept[range.lowerBound])
          .lowerBound..<text.source(of: kept[range.upperBound - 1]).upperBound)
    }
    var key: UInt64 = 0
    var isFree = 0
    for (index, letter) in letters.enumerated() {
      key = key << 8 | UInt64(letter)
      // `…` is three bytes: 0xE2 0x80 0xA6.
      if key & 0xFF_FFFF == 0xE2_80A6, let tail = tail(of: letters[..<(index - 2)]) { blank(tail) }
      guard index >= max(isFree, Self.width - 1) else { continue }
      let slot = Self.slot(key)
      guard filter[slot >> 6] & 1 << UInt64(slot & 63) != 0, let places = places[key] else {
        continue
      }
      let matches = places.compactMap { match($0, letters, index - (Self.width - 1)) }
      guard let longest = matches.max(by: { $0.count < $1.count }) else { continue }
      blank(longest)
      isFree = longest.upperBound
    }
    return found
  }

  /// How far a text and a secret agree around a key that both have.
  private func match(_ place: Place, _ letters: [UInt8], _ start: Int) -> Range<Int>? {
    let pattern = patterns[place.pattern]
    var (first, last) = (start, start + Self.width)
    while first > 0, place.offset > start - first,
      letters[first - 1] == pattern[place.offset - (start - first) - 1]
    {
      first -= 1
    }
    while last < letters.count, place.offset + last - start < pattern.count,
      letters[last] == pattern[place.offset + last - start]
    {
      last += 1
    }
    return last - first >= min(pattern.count, Self.shortestPart) ? first..<last : nil
  }

  /// The end of a text that was cut there, when it is the beginning of a secret.
  private func tail(of letters: ArraySlice<UInt8>) -> Range<Int>? {
    for pattern in patterns {
      for count in Self.shortestTail..<Self.shortestPart
      where letters.count >= count && letters.suffix(count) == pattern.prefix(count) {
        return letters.endIndex - count..<letters.endIndex
      }
    }
    return nil
  }
}
