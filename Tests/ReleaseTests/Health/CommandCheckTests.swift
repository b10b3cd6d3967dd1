import AWS
import Release
import TestSupport
import Testing

@Suite("A command of the user's judges a version by its status")
struct CommandCheckTests {
  private func finding(
    _ end: ProgramResult.End, output: String = "", errors: String = "", command: String = "check"
  ) -> CommandFinding {
    CommandFinding(
      command: command,
      ProgramResult(
        end, output: Array(output.utf8), lastOutput: Array(output.utf8.suffix(64 << 10)),
        errors: Array(errors.utf8)), seconds: 600)
  }

  private func report() -> HealthReport {
    HealthReport(
      verdict: .healthy, reason: "score +112 reached", source: "probe", version: "8", rule: [:],
      evidence: [:], details: [])
  }

  @Test(
    "0 is healthy, 1 unhealthy, all else inconclusive",
    arguments: [
      (.exited(0), .healthy, ""), (.exited(1), .unhealthy, "status 1"),
      (.exited(2), .inconclusive, "status 2"), (.exited(127), .inconclusive, "status 127"),
      (.exited(255), .inconclusive, "status 255"),
      (.killed(signal: 9), .inconclusive, "ended by signal 9"),
      (.timedOut, .inconclusive, "timed out after 10 min"),
      (.wroteTooMuch, .inconclusive, "ended: it wrote more than 64 MiB"),
    ] as [(ProgramResult.End, Verdict, String)])
  func verdicts(end: ProgramResult.End, verdict: Verdict, reason: String) {
    let finding = finding(end)
    #expect(finding.verdict == verdict && finding.reason == reason)
    if case .exited(let status) = end { #expect(finding.status == Int(status)) }
  }

  @Test(
    "the reason is the last line of its error output, escaped",
    arguments: [
      ("a\nerror rate 7%\n", "error rate 7%"), ("a\nb\n\n  \n", "b"), ("b\r\n", "b"),
      ("10%\r50%\r100%\r", "100%"), ("::error::x\u{1B}[2J\n", #"::error::x\u{1b}[2J"#),
      ("\u{85}forged", #"\u{85}forged"#), ("##[error]x", #"##\u{5b}error]x"#),
    ])
  func reasons(errors: String, reason: String) {
    #expect(finding(.exited(1), errors: errors).reason == reason)
  }

  @Test("the reason is cut, and bytes that are no text do not matter")
  func odd() {
    #expect(finding(.exited(1), errors: String(repeating: "x", count: 9000)).reason.count == 501)
    let bytes = CommandFinding(
      command: "c", ProgramResult(.exited(1), errors: [0xFF, 0x00, 0x41]), seconds: 1)
    #expect(bytes.reason == "\u{FFFD}\\u{0}A")
  }

  @Test("a command that writes nothing to error output is explained by its output")
  func output() {
    #expect(
      finding(.exited(1), output: "collected 2\n1 failed in 0.1s\n").reason == "1 failed in 0.1s")
    #expect(finding(.exited(99), output: "", errors: "x\ny").reason == "status 99: y")
    #expect(finding(.exited(1), errors: "a\nb\nc").lastLines == ["a", "b", "c"])
  }

  @Test(
    "output that is one JSON object is evidence, any other is not",
    arguments: [
      (#"{"p95": 81}"#, true), (" \n{\"a\":1}\n", true), ("[1]", false), ("{", false), ("", false),
      (#"{"a":1}{"b":2}"#, false), ("x {}", false), (#""{}""#, false),
    ])
  func evidence(output: String, isEvidence: Bool) {
    #expect((finding(.exited(0), output: output).evidence != nil) == isEvidence)
  }

  @Test("evidence is bounded, that of each command and that of all")
  func bounds() {
    func object(_ bytes: Int) -> String {
      #"{"a":""# + String(repeating: "x", count: bytes - 8) + #""}"#
    }
    #expect(finding(.exited(0), output: object(64 << 10)).evidence != nil)
    let long = finding(.exited(0), output: object(64 << 10 + 1))
    #expect(long.evidence == nil && long.isEvidenceTooLong && long.verdict == .healthy)
    var report = report()
    let taken = (0..<5).map { _ in report.take(finding(.exited(0), output: object(64 << 10))) }
    #expect(taken == [true, true, true, true, false])
    #expect(report.runs.count == 5 && report.runs[4].evidence == nil)
  }

  @Test("a healthy verdict needs all commands, and tells what they said")
  func all() {
    var report = report()
    let first = report.take(finding(.exited(0), errors: "approved by ada"))
    let second = report.take(finding(.exited(0), command: "quiet"))
    #expect(first && second)
    #expect(report.verdict == .healthy)
    #expect(report.reason == "score +112 reached; check: approved by ada")
    let third = report.take(finding(.exited(1), errors: "too slow", command: "k6 run a.js"))
    #expect(third)
    #expect(report.verdict == .unhealthy && report.reason == "k6 run a.js: too slow")
    #expect(
      report.json["Runs"]?.serialized
        == #"[{"Command":"check","Status":0,"Verdict":"healthy","Reason":"approved by ada"},"#
        + #"{"Command":"quiet","Status":0,"Verdict":"healthy"},"#
        + #"{"Command":"k6 run a.js","Status":1,"Verdict":"unhealthy","Reason":"too slow"}]"#)
  }

  @Test("it is run by a shell, with the record as its input and its limits")
  func program() throws {
    let script = WorldScript()
    script.program = { _ in ProgramResult(.exited(0)) }
    let check = CommandCheck("exit 0", seconds: 30)
    let finding = check.finding(
      input: Array("{}\n".utf8), variables: ["A": "b"], in: .scripted(script))
    #expect(finding.verdict == .healthy)
    let program = try #require(script.lastProgram)
    #expect(program.words == ["/bin/sh", "-c", "exit 0"] && program.seconds == 30)
    #expect(program.input == Array("{}\n".utf8) && program.variables == ["A": "b"])
    #expect(program.readsErrors && program.endsDaemons)
    script.program = { _ in nil }
    let absent = check.finding(input: [], variables: [:], in: .scripted(script))
    #expect(absent.verdict == .inconclusive && absent.reason == "it cannot be started")
  }
}
