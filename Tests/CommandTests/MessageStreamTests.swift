import CommandSupport
import LibC
import Testing

@Suite("A message is written, or dropped when nobody reads it")
struct MessageStreamTests {
  /// The ends of a pipe, closed with the last reference.
  private final class Pipe {
    let reader: Int32
    let writer: Int32

    init() {
      var ends: [Int32] = [0, 0]
      let made = unsafe pipe(&ends)
      precondition(made == 0)
      (reader, writer) = (ends[0], ends[1])
    }

    deinit {
      close(reader)
      close(writer)
    }

    /// Reads up to `count` bytes of what is there.
    func read(_ count: Int = 1 << 20) -> String {
      var buffer = [UInt8](repeating: 0, count: count)
      _ = fcntl(reader, F_SETFL, O_NONBLOCK)
      let got = unsafe LibC.read(reader, &buffer, count)
      return String(decoding: buffer.prefix(max(got, 0)), as: UTF8.self)
    }

    /// Fills it, without a mark on the writer that other processes would see.
    func fill() {
      _ = fcntl(writer, F_SETFL, O_NONBLOCK)
      let block = [UInt8](repeating: 0x2E, count: 4096)
      while unsafe LibC.write(writer, block, block.count) > 0 {}
      _ = fcntl(writer, F_SETFL, 0)
    }
  }

  private func seconds(_ body: () -> Void) -> Double {
    ContinuousClock().measure(body) / .seconds(1)
  }

  @Test("a reader that reads gets every byte, also of a long message")
  func reads() {
    let pipe = Pipe()
    let stream = MessageStream(pipe.writer)
    stream.write("one\n")
    let long = String(repeating: "x", count: 50_000)
    stream.write(long)
    #expect(pipe.read() == "one\n" + long)
    #expect(fcntl(pipe.writer, F_GETFL) & O_NONBLOCK == 0)
  }

  @Test("a full pipe costs the patience once, then nothing until somebody reads")
  func full() {
    let pipe = Pipe()
    let stream = MessageStream(pipe.writer, patience: 0.3)
    pipe.fill()
    #expect(seconds { stream.write("lost\n") } >= 0.25)
    // Far less than the patience of each, and far more than a busy machine needs.
    #expect(seconds { for _ in 0..<100 { stream.write("lost too\n") } } < 10)
    while pipe.read().contains("...") {}
    stream.write("back\n")
    #expect(pipe.read() == "back\n")
    pipe.fill()
    #expect(seconds { stream.write("lost\n") } >= 0.25)
  }

  @Test("a pipe without reader, a closed descriptor and a full device lose the message at once")
  func broken() {
    _ = signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [0, 0]
    _ = unsafe pipe(&ends)
    close(ends[0])
    let device = unsafe open("/dev/full", O_WRONLY | O_CLOEXEC)
    for descriptor in [ends[1], device, 9999] {
      #expect(seconds { MessageStream(descriptor, patience: 60).write("lost\n") } < 30)
    }
    close(ends[1])
    close(device)
  }
}
