import Release
import TestSupport
import Testing

@Suite("A schedule is read from a list, a strategy's name, or what it printed itself")
struct ScheduleTests {
  private static func text(_ steps: [Schedule.Step]) -> String {
    steps.map(\.text).joined(separator: " ")
  }

  @Test(
    "lists, steps and strategies",
    arguments: [
      ("10%,50%", "10%:60s 50%:60s"), ("0.1", "10%:60s"), (".5", "50%:60s"),
      ("10%, 50%", "10%:60s 50%:60s"), ("10%\n50%\n", "10%:60s 50%:60s"),
      ("10%:5m,50%", "10%:300s 50%:60s"), ("10%:0:pause 50%:1h", "10%:0s:pause 50%:3600s"),
      ("0.0000001%,99.9999999%", "0.0000001%:60s 99.9999999%:60s"),
      ("AllAtOnce", ""), ("CodeDeployDefault.LambdaAllAtOnce", ""),
      ("Canary10Percent5Minutes", "10%:300s"), ("LambdaCanary10Percent30Minutes", "10%:1800s"),
      ("Canary5Percent7Minutes", "5%:420s"), ("Canary25Percent1Minute", "25%:60s"),
      ("Linear30PercentEvery2Minutes", "30%:120s 60%:120s 90%:120s"),
      ("Linear50PercentEvery1Minute", "50%:60s"), ("Linear99PercentEvery1Minute", "99%:60s"),
      (
        "CodeDeployDefault.LambdaLinear10PercentEvery3Minutes",
        "10%:180s 20%:180s 30%:180s 40%:180s 50%:180s 60%:180s 70%:180s 80%:180s 90%:180s"
      ),
    ])
  func reads(text: String, steps: String) throws {
    #expect(Self.text(try Schedule(argument: text).steps) == steps)
  }

  @Test("every strategy that a message offers is one", arguments: Schedule.strategies)
  func offered(name: String) throws {
    let schedule = try Schedule(argument: name)
    #expect(try Schedule(argument: "CodeDeployDefault.Lambda" + name) == schedule)
    #expect(schedule.steps.isEmpty == (name == "AllAtOnce"))
  }

  @Test("a bake is for the shares that say none, a pause for one of the shares")
  func options() throws {
    let half = try #require(Weight(percent: 50))
    let paused = try Schedule(
      argument: "10%:5s,50%", bake: Seconds(300), pauseAt: half)
    #expect(Self.text(paused.steps) == "10%:5s 50%:300s:pause")
    #expect(
      Self.text(try Schedule(argument: "Canary50Percent5Minutes", pauseAt: half).steps)
        == "50%:300s:pause")
  }

  @Test(
    "what is no schedule is refused, with its text in quotes",
    arguments: [
      ("", "'' has no share: give 10%,50% or a strategy"),
      (" , ", "' , ' has no share: give 10%,50% or a strategy"),
      ("50%,10%", "'50%,10%': shares must grow"), ("10%,0.1", "'10%,0.1': shares must grow"),
      ("0%", "'0%': shares must stay between 0% and 100%: the promotion is no step"),
      ("10%,100%", "'10%,100%': shares must stay between 0% and 100%: the promotion is no step"),
      ("10", "'10' is more than all traffic: did you mean 10%?"),
      ("10%,x", "'10%,x': 'x' is no share of traffic: give 10% or 0.1"),
      ("10%:x", "'10%:x': 'x' is no duration: give 90, 90s, 10m or 1h"),
      ("10%:", "'10%:': '' is no duration: give 90, 90s, 10m or 1h"),
      ("10%:1s:rest", "'10%:1s:rest': '10%:1s:rest' is no step: give 10%:60s or 10%:60s:pause"),
      (
        "10%:1s:pause:",
        "'10%:1s:pause:': '10%:1s:pause:' is no step: give 10%:60s or 10%:60s:pause"
      ),
      (":1s", "':1s': '' is no share of traffic: give 10% or 0.1"),
    ])
  func refused(text: String, words: String) {
    let error = #expect(throws: Schedule.SyntaxError.self) { try Schedule(argument: text) }
    #expect(error?.description == words)
  }

  @Test(
    "a mistyped strategy is answered with the names of all",
    arguments: [
      "Canary10Percent5Minuets", "canary10Percent5Minutes", "Linear0PercentEvery1Minute",
      "Canary100Percent5Minutes", "Linear10PercentEveryMinute", "Canary10Percent99999Minutes",
      "CodeDeployDefault.OneAtATime", "LambdaLambdaAllAtOnce", "Canary10Percent5Minutes,50%",
    ])
  func mistyped(text: String) {
    let error = #expect(throws: Schedule.SyntaxError.self) { try Schedule(argument: text) }
    for name in Schedule.strategies { #expect(error?.description.contains(name) == true) }
    #expect(error?.description.hasPrefix("'\(text)' is no strategy of CodeDeploy's") == true)
  }

  @Test("a bake beside bakes, and a pause at no share, are refused")
  func contradictions() throws {
    let tenth = try #require(Weight(percent: 10))
    for text in ["10%:60s", "Canary10Percent5Minutes", "AllAtOnce"] {
      #expect(throws: Schedule.SyntaxError.self) {
        try Schedule(argument: text, bake: Seconds(60))
      }
    }
    for text in ["50%", "AllAtOnce", "Linear20PercentEvery1Minute"] {
      let error = #expect(throws: Schedule.SyntaxError.self) {
        try Schedule(argument: text, pauseAt: tenth)
      }
      #expect(error?.description == "'\(text)' has no share of 10% to pause at")
    }
  }

  @Test("what it prints is read as itself, whatever is between the steps; and shares grow")
  func roundTrip() throws {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<500 {
      let shares = Set(
        (0..<Int.random(in: 1...8, using: &random)).map { _ in
          Int.random(in: 1..<1_000_000_000, using: &random)
        })
      let text = shares.sorted().map { share in
        let bake = Int.random(in: 0...604_800, using: &random)
        let step = Weight(exactly: share).map {
          Schedule.Step(weight: $0, bake: Seconds(bake), pauses: Bool.random(using: &random))
        }
        return step?.text ?? ""
      }
      let schedule = try Schedule(argument: text.joined(separator: "\n"))
      #expect(schedule.steps.map(\.text) == text)
      #expect(schedule.steps.map(\.weight) == schedule.steps.map(\.weight).sorted())
      #expect(try Schedule(argument: text.joined(separator: ",")) == schedule)
      let steps = schedule.steps.shuffled(using: &random).map(\.text)
      if steps != text {
        #expect(throws: Schedule.SyntaxError.self) {
          try Schedule(argument: steps.joined(separator: ","))
        }
      }
    }
  }
}
