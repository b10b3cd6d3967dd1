/// Writes a JSON document, byte for byte as Foundation does.
struct JSONWriter {
  let isPretty: Bool
  let isSorted: Bool
  /// What is written so far, in UTF-8.
  private(set) var bytes: [UInt8] = []
  private var depth = 0

  init(isPretty: Bool, isSorted: Bool) {
    self.isPretty = isPretty
    self.isSorted = isSorted
  }

  mutating func write(_ node: JSONNode) {
    switch node.content {
    case .null: write("null")
    case .bool(let value): write(value ? "true" : "false")
    case .number(let digits): write(digits)
    case .string(let text): quote(text)
    case .array(let elements):
      list("[", "]", elements) { writer, element in writer.write(element) }
    case .object(let members):
      let members = isSorted ? members.sorted { $0.key < $1.key } : Array(members)
      list("{", "}", members) { writer, member in
        writer.quote(member.key)
        writer.write(writer.isPretty ? " : " : ":")
        writer.write(member.value)
      }
    }
  }

  private mutating func list<Item>(
    _ open: String, _ close: String, _ items: [Item], _ each: (inout JSONWriter, Item) -> Void
  ) {
    write(open)
    depth += 1
    for (index, item) in items.enumerated() {
      if index > 0 { write(",") }
      breakLine()
      each(&self, item)
    }
    depth -= 1
    // An empty list gets an empty line.
    if items.isEmpty, isPretty { write("\n") }
    breakLine()
    write(close)
  }

  private mutating func breakLine() {
    if isPretty { write("\n" + String(repeating: "  ", count: depth)) }
  }

  private mutating func quote(_ text: String) {
    write("\"")
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): write("\\\"")
      case UInt8(ascii: "\\"): write("\\\\")
      case UInt8(ascii: "/"): write("\\/")
      case 0x08: write("\\b")
      case 0x09: write("\\t")
      case 0x0A: write("\\n")
      case 0x0C: write("\\f")
      case 0x0D: write("\\r")
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        write("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits)
      default: bytes.append(byte)
      }
    }
    write("\"")
  }

  private mutating func write(_ text: String) { bytes += text.utf8 }
}
