/// Random numbers of a seed, and what can be drawn from them.
package struct Chance: RandomNumberGenerator {
  private var state: UInt64

  /// Starts from a seed (SplitMix64).
  package init(seed: UInt64) {
    state = seed
  }

  /// The next 64 random bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A number, at least 0 and less than 1.
  package mutating func share() -> Double {
    Double(next() >> 11) / Double(1 << 53)
  }

  /// True with a probability.
  package mutating func happens(_ probability: Double) -> Bool { share() < probability }

  /// How many events of a Poisson process with that mean occur.
  ///
  /// Multiplies uniform numbers, in pieces of at most 50 lest the product underflow; exact.
  package mutating func poisson(_ mean: Double) -> Int {
    var rest = mean
    var count = 0
    while rest > 0 {
      let piece = min(rest, 50)
      rest -= piece
      let limit = Self.exponential(-piece)
      var product = share()
      while product > limit {
        count += 1
        product *= share()
      }
    }
    return count
  }

  /// e to a power from -50 to 0, by squaring a short series.
  private static func exponential(_ power: Double) -> Double {
    let small = power / 1024
    var result = 1 + small * (1 + small / 2 * (1 + small / 3 * (1 + small / 4)))
    for _ in 0..<10 { result *= result }
    return result
  }
}
