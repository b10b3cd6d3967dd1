/// The beginning of what was compressed by deflate; RFC 1951.
struct Inflate {
  private let input: [UInt8]
  private var bit = 0
  private let limit: Int
  private var output: [UInt8] = []

  /// The first bytes, at most `limit`; fewer when `input` ends or is damaged.
  static func beginning(of input: [UInt8], _ limit: Int) -> [UInt8] {
    var inflate = Inflate(input: input, limit: limit)
    while !inflate.isDone, let isLast = inflate.bits(1), inflate.block(), isLast == 0 {}
    return inflate.output
  }

  private init(input: [UInt8], limit: Int) {
    self.input = input
    self.limit = limit
  }

  private var isDone: Bool { output.count >= limit }

  /// Reads `count` bits as a number, the lowest first; nil at the end of the input.
  private mutating func bits(_ count: Int) -> Int? {
    guard bit + count <= input.count * 8 else { return nil }
    var value = 0
    for index in 0..<count {
      value |= (Int(input[bit >> 3]) >> (bit & 7) & 1) << index
      bit += 1
    }
    return value
  }

  /// Reads a block; false when nothing can follow it.
  private mutating func block() -> Bool {
    switch bits(2) {
    case 0: return stored()
    case 1:
      let literals = (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
      return compressed(Code(literals), Code([Int](repeating: 5, count: 30)))
    case 2:
      guard let (literals, distances) = codes() else { return false }
      return compressed(literals, distances)
    default: return false
    }
  }

  private mutating func stored() -> Bool {
    bit = (bit + 7) & ~7
    guard let length = bits(16), bits(16) == ~length & 0xFFFF else { return false }
    for _ in 0..<length where !isDone {
      guard let byte = bits(8) else { return false }
      output.append(UInt8(byte))
    }
    return true
  }

  private mutating func compressed(_ literals: Code, _ distances: Code) -> Bool {
    while !isDone {
      guard let symbol = decode(literals) else { return false }
      if symbol == 256 { return true }
      if symbol < 256 {
        output.append(UInt8(symbol))
        continue
      }
      guard symbol - 257 < Self.lengths.count, let more = bits(Self.lengths[symbol - 257].bits),
        let far = decode(distances), far < Self.distances.count,
        let further = bits(Self.distances[far].bits),
        case let distance = Self.distances[far].base + further, distance <= output.count
      else { return false }
      for _ in 0..<Self.lengths[symbol - 257].base + more {
        output.append(output[output.count - distance])
      }
    }
    return false
  }

  /// Reads the codes of a block that brings its own.
  private mutating func codes() -> (Code, Code)? {
    guard let literals = bits(5), let distances = bits(5), let order = bits(4) else { return nil }
    var lengths = [Int](repeating: 0, count: 19)
    for place in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
      .prefix(order + 4)
    {
      guard let length = bits(3) else { return nil }
      lengths[place] = length
    }
    let code = Code(lengths)
    let total = literals + 257 + distances + 1
    lengths = []
    while lengths.count < total {
      guard let symbol = decode(code) else { return nil }
      switch symbol {
      case 16:
        guard let last = lengths.last, let count = bits(2) else { return nil }
        lengths += [Int](repeating: last, count: count + 3)
      case 17, 18:
        guard let count = bits(symbol == 17 ? 3 : 7) else { return nil }
        lengths += [Int](repeating: 0, count: count + (symbol == 17 ? 3 : 11))
      default: lengths.append(symbol)
      }
    }
    return (Code(lengths[..<(literals + 257)]), Code(lengths[(literals + 257)..<total]))
  }

  private mutating func decode(_ code: Code) -> Int? {
    var value = 0
    var first = 0
    var index = 0
    for length in 1...15 {
      guard let bit = bits(1) else { return nil }
      value |= bit
      let count = code.counts[length]
      if value - first < count {
        return value < first ? nil : code.symbols[index + value - first]
      }
      index += count
      first = (first + count) << 1
      value <<= 1
    }
    return nil
  }

  /// A Huffman code: how many symbols have each length, and the symbols in the order of their codes.
  private struct Code {
    var counts = [Int](repeating: 0, count: 16)
    var symbols: [Int] = []

    init(_ lengths: some Sequence<Int>) {
      let used = lengths.enumerated().filter { $0.element > 0 }
      for (_, length) in used { counts[length] += 1 }
      symbols = used.sorted { ($0.element, $0.offset) < ($1.element, $1.offset) }.map(\.offset)
    }
  }

  private static let lengths = table([3, 4, 5, 6, 7, 8, 9, 10], perBits: 4, last: 258, count: 29)
  private static let distances = table([1, 2, 3, 4], perBits: 2, last: nil, count: 30)

  /// The bases and extra bits of lengths or distances: each `perBits` symbols have one more bit.
  private static func table(_ start: [Int], perBits: Int, last: Int?, count: Int)
    -> [(base: Int, bits: Int)]
  {
    var rows = start.map { (base: $0, bits: 0) }
    while rows.count < count {
      let bits = (rows.count - start.count) / perBits + 1
      let previous = rows[rows.count - 1]
      rows.append((base: previous.base + 1 << previous.bits, bits: bits))
    }
    if let last { rows[count - 1] = (base: last, bits: 0) }
    return rows
  }
}
