import AWS
import LibC
import TestSupport
import Testing

@testable import CommandSupport

@Suite(
  "A program that is run for the user is read to its end, and never waited for too long",
  .serialized)
struct LiveProgramTests {
  /// Ends, output and error output; orphans are not adopted, for this process has other children.
  private func result(
    _ words: [String], seconds: Double = 60, _ change: (inout Program) -> Void = { _ in }
  ) -> ProgramResult? {
    var program = Program(words, seconds: seconds)
    change(&program)
    return LiveProgram(adoptsOrphans: false).run(program)
  }

  private func run(_ words: String..., seconds: Double = 60) -> (ProgramResult.End, String)? {
    result(words, seconds: seconds).map { ($0.end, String(decoding: $0.output, as: UTF8.self)) }
  }

  /// Runs a script that writes the numbers of processes; returns whether they are gone afterwards.
  private func leavesNone(_ script: String, seconds: Double = 60) throws -> ProgramResult.End? {
    let folder = try TemporaryFolder()
    let file = folder.file("pids")
    let result = result(["sh", "-c", script, file], seconds: seconds)
    let pids = try ChildProcess.run(["cat", file]).split(separator: "\n").compactMap { pid_t($0) }
    #expect(!pids.isEmpty)
    let table = ProcessTable()
    for pid in pids { #expect(table[pid].map(\.isZombie) ?? true) }
    return result?.end
  }

  @Test("its output and its status come back")
  func output() {
    let result = run("sh", "-c", "echo out; exit 7")
    #expect(result?.0 == .exited(7) && result?.1 == "out\n")
  }

  @Test("a signal that ends it is its status")
  func signal() {
    #expect(run("sh", "-c", "kill -TERM $$")?.0 == .killed(signal: SIGTERM))
  }

  @Test("a program that is not there cannot be started")
  func missing() {
    #expect(run("/nonexistent/program") == nil)
  }

  @Test("words are handed over as they are, without a shell")
  func words() {
    #expect(run("printf", "%s|", "a b", "$HOME", "*", "", "'\"")?.1 == "a b|$HOME|*||'\"|")
  }

  @Test("standard input is empty")
  func input() {
    #expect(run("cat")?.1 == "")
  }

  @Test("what fills a pipe is read all the same")
  func large() {
    #expect(run("sh", "-c", "head -c 300000 /dev/zero")?.1.utf8.count == 300_000)
  }

  @Test("output without an end is cut at a mebibyte, and the program ends")
  func endless() {
    let result = run("sh", "-c", "while :; do printf '%01024d' 0; done")
    #expect((1 << 20...1 << 21).contains(result?.1.utf8.count ?? 0))
    #expect(result?.0 == .wroteTooMuch)
  }

  @Test("output that is too long is so when the program has ended by itself, too")
  func long() {
    #expect(run("sh", "-c", "head -c 1048577 /dev/zero")?.0 == .wroteTooMuch)
    #expect(run("sh", "-c", "head -c 1048576 /dev/zero")?.0 == .exited(0))
  }

  @Test("a program that takes too long is killed")
  func late() {
    let result = run("sh", "-c", "echo begun; exec sleep 600", seconds: 3)
    #expect(result?.0 == .timedOut && result?.1 == "begun\n")
  }

  @Test("a program that ends its output and goes on is killed as well")
  func silent() {
    let result = run("sh", "-c", "echo begun; exec >&-; exec sleep 600", seconds: 3)
    #expect(result?.0 == .timedOut && result?.1 == "begun\n")
  }

  @Test("a program that ignores a closed pipe by default does not inherit it")
  func pipes() {
    // With SIGPIPE ignored `yes` would complain instead of ending.
    #expect(run("sh", "-c", "yes 2>/dev/null | head -n 1; echo done")?.1 == "y\ndone\n")
  }

  @Test("its children go with it when its time is up, those that ignore the request too")
  func children() throws {
    let script = "trap '' TERM; (trap '' TERM; sleep 600) & echo $! >$0; sleep 600"
    #expect(try leavesNone(script, seconds: 3) == .timedOut)
  }

  @Test("what it leaves behind is ended when it ends, though it holds the pipe")
  func leftBehind() throws {
    let clock = ContinuousClock()
    let start = clock.now
    #expect(try leavesNone("sleep 600 & echo $! >$0; exit 3") == .exited(3))
    #expect(start.duration(to: clock.now) < .seconds(60))
  }

  @Test(
    "it reads what it is given, and may leave it unread", arguments: ["cat", "cat | cat", "true"])
  func given(script: String) {
    let input = [UInt8](repeating: 0x61, count: 900_000)
    let result = result(["sh", "-c", script]) { $0.input = input }
    #expect(result?.end == .exited(0))
    #expect(result?.output == (script == "true" ? [] : input))
  }

  @Test("its status is read even where ended children are forgotten")
  func forgotten() {
    let former = LibC.signal(SIGCHLD, SIG_IGN)
    defer { _ = LibC.signal(SIGCHLD, former) }
    #expect(run("sh", "-c", "exit 7")?.0 == .exited(7))
  }

  @Test("its error output is read, and its end kept")
  func errors() {
    let result = result(["sh", "-c", "head -c 300000 /dev/zero >&2; echo last >&2; echo out"]) {
      $0.readsErrors = true
    }
    #expect(result?.errors.suffix(5) == Array("last\n".utf8)[...])
    #expect(result?.errors.count == 64 << 10 && result?.output == Array("out\n".utf8))
  }

  @Test("its environment differs as asked, and no file of this process is open in it")
  func surroundings() throws {
    let result = result(["sh", "-c", "echo $ADDED ${HOME-none}; ls /proc/self/fd"]) {
      $0.variables = ["ADDED": "a b", "HOME": nil as String?]
    }
    let lines = String(decoding: result?.output ?? [], as: UTF8.self).split(separator: "\n")
    #expect(lines.first == "a b none")
    // Those that the tests' own process was started with are handed on.
    #expect(lines.dropFirst().compactMap { Int($0) }.sorted().prefix(4) == [0, 1, 2, 3])
  }
}
