import AWS
import Testing

@testable import CommandSupport

@Suite("A program that is run for the user is read to its end, and never waited for too long")
struct LiveProgramTests {
  private func run(_ words: String..., seconds: Double = 10) -> (Int32, String)? {
    LiveProgram.run(words, seconds).map { ($0.status, String(decoding: $0.output, as: UTF8.self)) }
  }

  @Test("its output and its status come back")
  func output() {
    let result = run("sh", "-c", "echo out; exit 7")
    #expect(result?.0 == 7 && result?.1 == "out\n")
  }

  @Test("a signal that ends it is its status")
  func signal() {
    #expect(run("sh", "-c", "kill -TERM $$")?.0 == 143)
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
  }

  @Test("a program that takes too long is killed")
  func late() {
    let result = run("sh", "-c", "echo begun; exec sleep 600", seconds: 0.5)
    #expect(result?.0 == 137 && result?.1 == "begun\n")
  }

  @Test("a program that ends its output and goes on is killed as well")
  func silent() {
    let result = run("sh", "-c", "echo begun; exec >&-; exec sleep 600", seconds: 0.5)
    #expect(result?.0 == 137 && result?.1 == "begun\n")
  }

  @Test("a program that ignores a closed pipe by default does not inherit it")
  func pipes() {
    // With SIGPIPE ignored `yes` would complain instead of ending.
    #expect(run("sh", "-c", "yes 2>/dev/null | head -n 1; echo done")?.1 == "y\ndone\n")
  }
}
