import AWS

/// Text as a terminal and as GitHub's Markdown take it.
enum StoryText {
  /// Foreign text on one line, with all that is not seen made visible.
  static func visible(_ text: String) -> String { VisibleText.escaped(text) }

  /// Foreign text as nothing but text, in a cell of a table too: nothing in it is a tag, a link, a
  /// mention, a formula or a command.
  static func markdown(_ text: String) -> String {
    let scalars = Array(visible(text).unicodeScalars)
    var result = ""
    for (place, scalar) in scalars.enumerated() {
      let before = scalars[..<place].suffix(3)
      let after = scalars[(place + 1)...].first
      let isPlain =
        switch scalar {
        // `www.` would be a link.
        case ".":
          !before.elementsEqual("www".unicodeScalars) {
            $0.properties.lowercaseMapping == String($1)
          }
        // Two of them would be a command, and one on each side of a word a picture.
        case ":": after == " " && before.last != ":"
        default:
          !scalar.isASCII || scalar.properties.isAlphabetic || plain.contains(scalar)
            || ("0"..."9").contains(scalar)
        }
      if isPlain {
        result.unicodeScalars.append(scalar)
      } else {
        result += "&#\(scalar.value);"
        // Of a mention and of an issue's number GitHub makes a link after it has read the entity.
        if scalar == "@" || scalar == "#" { result += "&#8203;" }
      }
    }
    return result
  }

  private static let plain = Set(" ,-/()%+='?;>".unicodeScalars)

  /// Foreign text in quotes of Mermaid: what a name may have in AWS, and nothing else.
  static func mermaid(_ text: String) -> String {
    let kept = text.unicodeScalars.prefix(160).map { scalar -> Unicode.Scalar in
      let isKept =
        scalar.isASCII
        && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
          || " -_.,".unicodeScalars.contains(scalar))
      return isKept ? scalar : "?"
    }
    return String(String.UnicodeScalarView(kept))
  }

  /// A bar as long as the share, in eighths of a column; blanks follow.
  static func bar(_ weight: Weight, columns: Int) -> String {
    let eighths = Array("▏▎▍▌▋▊▉")
    var units = weight.billionths * columns * 8 / 1_000_000_000
    if weight > .none { units = max(1, units) }
    let rest = units % 8
    return String(repeating: "█", count: units / 8) + (rest == 0 ? "" : String(eighths[rest - 1]))
  }

  /// The columns that a text takes in a terminal.
  static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + width($1) }
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch scalar.value {
    // Hangul, CJK, full width, emoji.
    case 0x1100...0x115F, 0x231A...0x231B, 0x23E9...0x23FF, 0x25FD...0x27BF, 0x2B1B...0x2B55,
      0x2E80...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x1B2FF, 0x1F000...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  /// The text, cut to `columns` of a terminal.
  static func cut(_ text: String, to columns: Int) -> String {
    guard width(text) > columns else { return text }
    return prefix(text, columns - 1) + (columns > 0 ? "…" : "")
  }

  private static func prefix(_ text: String, _ columns: Int) -> String {
    var room = columns
    var kept = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      room -= width(scalar)
      guard room >= 0 else { break }
      kept.append(scalar)
    }
    return String(kept)
  }

  /// The text, cut or padded with blanks to `columns`; a number is aligned to the right.
  static func padded(_ text: String, to columns: Int, isNumber: Bool) -> String {
    let text = cut(text, to: columns)
    let blanks = String(repeating: " ", count: max(0, columns - width(text)))
    return isNumber ? blanks + text : text + blanks
  }

  /// The text without blanks at its end.
  static func trimmed(_ text: String) -> String {
    var text = text
    while text.last == " " { text.removeLast() }
    return text
  }

  /// The text in at most `limit` lines of `columns`, broken at blanks where it has them; the last
  /// line is cut.
  static func wrapped(_ text: String, to columns: Int, lines limit: Int) -> [String] {
    var lines: [String] = []
    var rest = Substring(text)
    while !rest.isEmpty, lines.count < limit {
      guard width(String(rest)) > columns, lines.count < limit - 1 else {
        lines.append(cut(String(rest), to: columns))
        return lines
      }
      let start = prefix(String(rest), columns)
      guard !start.isEmpty else { return lines }
      // A break in the first half would waste the line.
      let blank = start.lastIndex(of: " ").map { start.distance(from: start.startIndex, to: $0) }
      let count = blank.map { $0 > start.count / 2 ? $0 : start.count } ?? start.count
      lines.append(trimmed(String(rest.prefix(count))))
      rest = rest.dropFirst(count).drop { $0 == " " }
    }
    return lines
  }
}
