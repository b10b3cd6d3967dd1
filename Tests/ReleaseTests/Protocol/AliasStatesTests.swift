import AWS
import Release
import TestSupport
import Testing

/// The release of version 8 (code c8) by run `mine`, met by every state that an alias can be in.
@Suite("What each act makes of each state of an alias") struct AliasStatesTests {
  enum Start: String, CaseIterable {
    case missing, latest, noNote, before, not, ownShare, othersShare, foreignShare, staleNote
    case settling, live

    var alias: AliasConfiguration? {
      switch self {
      case .missing: nil
      case .latest: Self.alias("$LATEST")
      case .noNote: Self.alias("7", "prod")
      case .before: Self.alias("7", "prod [7 since T, before 5]")
      case .not: Self.alias("7", "prod [7 since T, before 5, not 8]")
      case .ownShare: Self.alias("7", "prod [7 since T, before 5; run mine since T]", ["8": "0.1"])
      case .othersShare:
        Self.alias("7", "prod [7 since T, before 5; run other since T]", ["8": "0.1"])
      case .foreignShare: Self.alias("7", "prod [7; run other since T]", ["9": "0.1"])
      case .staleNote: Self.alias("7", "prod [6 since T, before 5]")
      case .settling: Self.alias("7", "prod [7 since T, before 5]", ["5": "0.4"])
      case .live: Self.alias("8", "prod [8 since T, before 7]")
      }
    }

    private static func alias(
      _ version: FunctionVersion, _ text: String = "", _ weights: [FunctionVersion: String] = [:]
    ) -> AliasConfiguration {
      AliasConfiguration(
        name: "live", functionVersion: version, additionalVersionWeights: weights,
        description: text.replacing("T", with: "2026-11-27T10:12Z"), revisionId: "t")
    }
  }

  enum Act: String, CaseIterable {
    case firstShare, raise, promote, clear, rollback, mine, previous, explicit
  }

  /// What each act makes of a state, in the order of `Act`: its failure, or the alias afterwards.
  ///
  /// `=` leaves the alias as it was; T is the time of the note before, N the time of the act.
  static let table: [Start: [String]] = [
    .missing: [
      "missing", "missing", "missing", "missing", "missing", "missing", "missing", "missing",
    ],
    .latest: [
      "missing", "missing", "missing", "missing", "=", "=", "missing", "5 | [5 since N]",
    ],
    .noNote: [
      "7 8=0.1 | prod [7; run mine since N]", "7 8=0.5 | prod [7; run mine since N]",
      "8 | prod [8 since N, before 7]", "=", "=", "=", "missing",
      "5 | prod [5 since N, not 7]",
    ],
    .before: [
      "7 8=0.1 | prod [7 since T, before 5; run mine since N]",
      "7 8=0.5 | prod [7 since T, before 5; run mine since N]", "8 | prod [8 since N, before 7]",
      "=", "=", "=", "5 | prod [5 since N, not 7]", "5 | prod [5 since N, not 7]",
    ],
    .not: [
      "7 8=0.1 | prod [7 since T, before 5, not 8; run mine since N]",
      "7 8=0.5 | prod [7 since T, before 5, not 8; run mine since N]",
      "8 | prod [8 since N, before 7]", "=", "=", "=", "=", "5 | prod [5 since N, not 7]",
    ],
    .ownShare: [
      "=", "7 8=0.5 | prod [7 since T, before 5; run mine since T]",
      "8 | prod [8 since N, before 7]", "7 | prod [7 since T, before 5, not 8]",
      "7 | prod [7 since T, before 5, not 8]", "7 | prod [7 since T, before 5, not 8]",
      "7 | prod [7 since T, before 5, not 8]", "5 | prod [5 since N, not 7]",
    ],
    .othersShare: [
      "7 8=0.1 | prod [7 since T, before 5; run mine since N]",
      "7 8=0.5 | prod [7 since T, before 5; run mine since N]", "8 | prod [8 since N, before 7]",
      "7 | prod [7 since T, before 5, not 8]", "7 | prod [7 since T, before 5, not 8]",
      "conflict", "7 | prod [7 since T, before 5, not 8]", "5 | prod [5 since N, not 7]",
    ],
    .foreignShare: [
      "conflict", "conflict", "conflict", "conflict", "7 | prod [7, not 9]", "=",
      "7 | prod [7, not 9]", "5 | prod [5 since N, not 7]",
    ],
    .staleNote: [
      "7 8=0.1 | prod [7; run mine since N]", "7 8=0.5 | prod [7; run mine since N]",
      "8 | prod [8 since N, before 7]", "=", "=", "=", "missing", "5 | prod [5 since N, not 7]",
    ],
    .settling: [
      "conflict", "conflict", "conflict", "conflict", "=", "=", "5 | prod [5 since N, not 7]",
      "5 | prod [5 since N, not 7]",
    ],
    .live: [
      "=", "=", "=", "conflict", "=", "conflict", "7 | prod [7 since N, not 8]",
      "5 | prod [5 since N, not 8]",
    ],
  ]

  @Test("A state of the table meets an act", arguments: Start.allCases, Act.allCases)
  func meets(_ start: Start, _ act: Act) throws {
    let aws = Self.lambda(start)
    let expected = try #require(Self.table[start]?[Act.allCases.firstIndex(of: act) ?? 0])
    let was = aws.state
    let outcome = failure { () throws(ReleaseFailure) in try Self.perform(act, aws) }
    let now = aws.state == was ? "=" : Self.timeless(aws.state)
    #expect((outcome ?? now) == expected)
    if outcome != nil { #expect(aws.state == was) }
  }

  @Test("A publication touches no share and finishes what is live", arguments: Start.allCases)
  func publication(_ start: Start) {
    let aws = Self.lambda(start)
    let was = aws.state
    var published: Publication.Published?
    let outcome = failure { () throws(ReleaseFailure) in
      published = try Publication(client: aws, world: .scripted(), timeout: 60).publish(
        function: "f", alias: "live", code: .image(uri: "c8"), codeSha256: "c8", description: nil)
    }
    guard start != .missing else { return #expect(outcome == "missing") }
    #expect(outcome == nil)
    if start == .latest {
      #expect(Self.timeless(aws.state) == "9 | ")
    } else {
      #expect(aws.state == was)
    }
    #expect((published?.version == "8") == (start == .live))
    #expect((published?.previousVersion == nil) == (start == .live))
  }

  @Test("Asking for previous twice moves once", arguments: [Start.before, .live, .settling])
  func twice(_ start: Start) throws {
    let aws = Self.lambda(start)
    try Self.perform(.previous, aws)
    let once = aws.state
    try Self.perform(.previous, aws)
    #expect(aws.state == once)
  }

  private static func lambda(_ start: Start) -> SimulatedLambda {
    SimulatedLambda(
      ["5": "c5", "6": "c6", "7": "c7", "8": "c8", "9": "c9", "$LATEST": "c9"],
      alias: start.alias)
  }

  private static func perform(_ act: Act, _ aws: SimulatedLambda) throws(ReleaseFailure) {
    let world = World.scripted()
    func shift(_ percent: Int) throws(ReleaseFailure) {
      _ = try TrafficShift(client: aws, world: world).shift(
        TrafficShift.Request(
          function: "f", alias: "live", version: "8", codeSha256: "c8",
          weight: Weight(percent: percent) ?? .none, health: (.healthy, "8"), run: "mine"))
    }
    func rollback(_ destination: Rollback.Destination, mine: FunctionVersion? = nil)
      throws(ReleaseFailure)
    {
      _ = try Rollback(client: aws, world: world).rollback(
        Rollback.Request(
          function: "f", alias: "live", mine: mine, codeSha256: mine.map { _ in "c8" },
          runs: mine == nil ? [] : ["mine"], destination: destination))
    }
    switch act {
    case .firstShare: try shift(10)
    case .raise: try shift(50)
    case .promote: try shift(100)
    case .clear: try shift(0)
    case .rollback: try rollback(.lastGood)
    case .mine: try rollback(.lastGood, mine: "8")
    case .previous: try rollback(.previous)
    case .explicit: try rollback(.version("5"))
    }
  }

  /// The state with T for the time of the note before and N for the scripted world's.
  private static func timeless(_ state: String) -> String {
    state.replacing("2026-11-27T10:12Z", with: "T").replacing("2015-08-30T12:36Z", with: "N")
  }
}
