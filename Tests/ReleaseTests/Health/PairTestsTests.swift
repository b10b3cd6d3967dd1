import HealthSimulation
import Release
import Testing

@Suite("The tests of a comparison are fair bets when there is nothing to find")
struct PairTestsTests {
  @Test(
    "whichever pair is the serving version's own, the evidence stays what it was on average",
    arguments: [(2, 1), (3, 1), (3, 2), (10, 1), (10, 9), (10, 10), (4, 0)])
  func fairBlocks(pairs: Int, differing: Int) {
    let differs = (0..<pairs).map { $0 < differing }
    // From the start, and from a state with evidence.
    for before in [[], [[true, false]], [[false, true, false], [true, false]]] as [[[Bool]]] {
      var start = DiscordanceTest()
      for block in before { start.enter(differs: block, own: block.count - 1) }
      var sum = 0.0
      for own in 0..<pairs {
        var test = start
        test.enter(differs: differs, own: own)
        sum += test.evidence
      }
      #expect(abs(sum / Double(pairs) - start.evidence) < 1e-9)
    }
  }

  @Test("a block without the serving version's own pair tells nothing")
  func noOwn() {
    var test = DiscordanceTest()
    test.enter(differs: [true, true], own: nil)
    #expect(test.evidence == 1)
    for _ in 0..<8 { test.enter(differs: [true, false], own: 1) }
    #expect(test.evidence > 100)
  }

  @Test("as often slower as not is a fair bet, rarer is a losing one")
  func fairSigns() {
    for slowShare in [0.5, 0.4, 0.1] {
      var mean = 0.0
      for pattern in 0..<64 {
        var test = SignTest()
        var probability = 1.0
        for bit in 0..<6 {
          let isSlow = pattern >> bit & 1 == 1
          probability *= isSlow ? slowShare : 1 - slowShare
          test.enter(serving: 40, candidate: isSlow ? 60 : 40, factor: 1.1)
        }
        mean += probability * test.slowerEvidence
      }
      #expect(mean <= 1 + 1e-9)
      if slowShare == 0.5 { #expect(abs(mean - 1) < 1e-9) }
    }
    var tie = SignTest()
    tie.enter(serving: 40, candidate: 50, factor: 1.25)
    #expect(tie.pairs == 0 && tie.slowerEvidence == tie.fasterEvidence)
  }

  @Test("what is learned as noise does not count for its own block, and does for later ones")
  func noise() {
    let value = AnswerDifference(path: ".id", kind: .value, serving: "1", candidate: "2")
    func pair(own: Bool, _ differences: [AnswerDifference]) -> PairResult {
      PairResult(isOwn: own, line: 0, outcome: .compared(differences, isCut: false))
    }
    var ledger = PairLedger(lines: 1, comparesAnswers: true)
    ledger.enter([pair(own: false, [value]), pair(own: true, [])])
    #expect(ledger.test.evidence > 1)
    #expect(ledger.discordant == 1)
    let evidence = ledger.test.evidence
    ledger.enter([pair(own: true, [value]), pair(own: false, [])])
    #expect(ledger.test.evidence < evidence)
    #expect(ledger.own.differing == 1)
    #expect(ledger.discordant == 0 && ledger.openLines.isEmpty)
    let after = ledger.test.evidence
    ledger.enter([pair(own: false, [value]), pair(own: true, [])])
    #expect(ledger.test.evidence == after && ledger.discordant == 0)
    #expect(ledger.differences.isEmpty && ledger.noisePaths == [".id"])
    let missing = AnswerDifference(path: ".id", kind: .missing, serving: "1", candidate: nil)
    ledger.enter([pair(own: false, [missing]), pair(own: true, [])])
    #expect(ledger.discordant == 1)
  }

  @Test("simulated comparisons: equal versions pass, changed ones do not")
  func simulated() throws {
    var simulation = PairSimulation()
    simulation.noise = [1, 0.1]
    #expect(try simulation.runs(20, seed: 5).verdicts[.unhealthy] == 0)
    simulation.changed = 0.3
    #expect(try simulation.runs(20, seed: 6).verdicts[.unhealthy] == 20)
    simulation = PairSimulation()
    simulation.outage = 5
    #expect(try simulation.runs(10, seed: 7).verdicts[.unhealthy] == 0)
  }
}
