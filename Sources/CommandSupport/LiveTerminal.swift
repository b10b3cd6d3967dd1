import AWS
import LibC

/// The person at the terminal, whatever the standard streams are.
enum LiveTerminal {
  /// Asks one question on `/dev/tty`, or returns nil when there is no terminal.
  static func ask(_ question: Message) -> String? {
    let descriptor = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let text = Array(question.shown(without: StandardStreams.secrets).utf8)
    guard
      unsafe text.withUnsafeBytes({ unsafe LibC.write(descriptor, $0.baseAddress, $0.count) }) > 0
    else { return nil }
    var answer: [UInt8] = []
    var byte: UInt8 = 0
    while answer.count < 1024, unsafe LibC.read(descriptor, &byte, 1) == 1,
      byte != UInt8(ascii: "\n")
    {
      answer.append(byte)
    }
    return String(decoding: answer, as: UTF8.self)
  }
}
