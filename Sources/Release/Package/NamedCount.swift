import AWS

/// How many files have something in common, and the first three of their names.
struct NamedCount {
  private(set) var count = 0
  private var names: [String] = []

  mutating func add(_ name: ArraySlice<UInt8>) {
    count += 1
    if names.count < 3 { names.append(Self.shown(name)) }
  }

  /// Such as `2 files are encrypted: a, b`; `one` and `more` are the words for one and for several.
  func text(_ one: String, _ more: String) -> String {
    let rest = count > names.count ? " and \(count - names.count) more" : ""
    return "\(count) \(count == 1 ? one : more): \(names.joined(separator: ", "))\(rest)"
  }

  /// A name as it may be shown: without control characters, and at most 80 characters of it.
  static func shown(_ name: ArraySlice<UInt8>) -> String {
    let text = VisibleText.escaped(String(decoding: name.prefix(400), as: UTF8.self))
    return text.unicodeScalars.count > 80
      ? String(String.UnicodeScalarView(text.unicodeScalars.prefix(79))) + "…" : text
  }
}
