/// The random name of a run, by which its share is known.
package enum RunName {
  private static let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")

  /// A new name: eight letters and digits that are not mistaken for each other.
  package static func drawn(_ random: () -> Double) -> String {
    String((0..<8).map { _ in letters[Int(random() * Double(letters.count))] })
  }

  /// Whether text can be a run's name: 1 to 32 lower-case letters and digits.
  package static func isValid(_ text: String) -> Bool {
    (1...32).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
      }
  }
}
