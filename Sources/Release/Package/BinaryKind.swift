/// Which system and processor a program or a library is built for, by its first bytes.
enum BinaryKind: Hashable {
  /// Linux on this processor, named as Lambda names it.
  case linux(String)
  /// macOS, any processor.
  case mac
  /// Windows, any processor.
  case windows

  /// How many bytes tell it.
  static let headSize = 20

  /// Nil for what is not a binary, such as a script.
  init?(_ head: [UInt8]) {
    guard head.count >= Self.headSize else { return nil }
    if head.starts(with: [0x7F, 0x45, 0x4C, 0x46]) {
      let isLittle = head[5] != 2
      switch isLittle ? head.number16(at: 18) : Int(head[18]) << 8 | Int(head[19]) {
      case 62: self = .linux("x86_64")
      case 183: self = .linux("arm64")
      case 3: self = .linux("i386")
      case 40: self = .linux("32-bit ARM")
      case let other: self = .linux("processor \(other)")
      }
      return
    }
    switch [head[0], head[1], head[2], head[3]] {
    case [0xCF, 0xFA, 0xED, 0xFE], [0xCE, 0xFA, 0xED, 0xFE], [0xCA, 0xFE, 0xBA, 0xBE]: self = .mac
    default:
      guard head[0] == 0x4D, head[1] == 0x5A else { return nil }
      self = .windows
    }
  }

  /// What it is built for.
  var words: String {
    switch self {
    case .linux(let processor): processor
    case .mac: "macOS"
    case .windows: "Windows"
    }
  }
}
