import AWS
import Release
import TestSupport
import Testing

@Suite("The note in an alias's Description") struct AliasNoteTests {
  private let now = Timestamp(milliseconds: 1_440_938_160_000)

  private func alias(_ version: FunctionVersion, _ description: String) -> AliasConfiguration {
    AliasConfiguration(
      name: "live", functionVersion: version, description: description, revisionId: "t")
  }

  @Test(
    "A note is read as it was written, whatever text stands before it",
    arguments: [
      "[8]", "[8 since 2026-11-27T10:12Z]", "[8, before 7]", "[8, not 9]",
      "[8 since 2026-11-27T10:12Z, before 7, not 9; run k3f9x2ab since 2026-11-28T09:30Z]",
      "[8; run a since 2026-11-28T09:30Z]",
    ], ["", "prod", "prod [eu]", "ends with blanks  ", "é😀 ]", "[7]"])
  func reads(_ note: String, _ text: String) throws {
    let description = text.isEmpty ? note : "\(text) \(note)"
    let (rest, found) = AliasNote.split(description)
    #expect(rest == text)
    #expect(found?.description == note)
    #expect(try #require(found).written(into: description) == description)
  }

  @Test(
    "A bracket of any other form is the user's own text",
    arguments: [
      "", "prod", "[prod]", "[8", "8]", "[]", "[ 8]", "[8 ]", "[08]", "[$LATEST]", "[8 since]",
      "[8 since yesterday]", "[8 since 2026-11-27]", "[8, before]", "[8, before $LATEST]",
      "[8,before 7]", "[8, not 9, before 7]", "[8, before 7, before 6]", "[8; run]", "[8;]",
      "[8; run A since 2026-11-28T09:30Z]", "[8; run a-b since 2026-11-28T09:30Z]",
      "[8; run a since 2026-11-28T09:30Z; run b since 2026-11-28T09:30Z]", "[8] ", "prod[8]",
      "[8 since 2026-11-27T10:12Z before 7]", "[99999999999999999999]",
    ])
  func userText(_ text: String) {
    let (rest, note) = AliasNote.split(text)
    #expect(note == nil)
    #expect(rest == text)
    let new = AliasNote(version: "8").written(into: text)
    #expect(new == (text.isEmpty ? "[8]" : "\(text) [8]"))
    #expect(AliasNote.split(new).text == text)
  }

  @Test("A note counts only while the alias is at the version that it names")
  func stale() {
    #expect(AliasNote(alias("8", "[8, before 7]"))?.before == "7")
    #expect(AliasNote(alias("9", "[8, before 7]")) == nil)
    #expect(AliasNote(alias("$LATEST", "[8, before 7]")) == nil)
    #expect(AliasNote(AliasConfiguration(name: "l", functionVersion: "8", revisionId: "")) == nil)
  }

  @Test("A note that does not fit is left out, and an old one removed")
  func full() {
    let note = AliasNote(version: "8", since: "2026-11-27T10:12Z", before: "7")
    let room = 256 - 1 - note.description.utf16.count
    for unit in ["x", "é", "😀"] {
      let fitting = String(repeating: unit, count: room / unit.utf16.count)
      #expect(note.written(into: fitting) == "\(fitting) \(note)")
      let large = fitting + String(repeating: "x", count: 2)
      #expect(note.written(into: large) == large)
      #expect(note.written(into: "\(large) [7]") == large)
    }
  }

  @Test("A second share of one run keeps the time of the first, another run's starts anew")
  func shares() {
    let text = "[7, before 5; run mine since 2026-11-27T10:12Z]"
    let again = AliasNote.note(after: .share(run: "mine"), of: alias("7", text), at: now)
    #expect(again.description == text)
    let other = AliasNote.note(after: .share(run: "other"), of: alias("7", text), at: now)
    #expect(other.description == "[7, before 5; run other since 2015-08-30T12:36Z]")
  }

  @Test("Every sequence of acts leaves a note that can be read and never names $LATEST")
  func sequences() {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<500 {
      var alias = alias(Bool.random(using: &random) ? "7" : "$LATEST", "prod")
      for _ in 0..<12 {
        let version = FunctionVersion.published(Int.random(in: 1...9, using: &random))
        let act = [
          AliasNote.Act.share(run: "a"), .promotion(of: version), .removal(of: version),
          .rollback(to: version),
        ].randomElement(using: &random)
        guard let act, alias.functionVersion != .latest || act == .rollback(to: version) else {
          continue
        }
        let note = AliasNote.note(after: act, of: alias, at: now)
        if case .promotion = act { alias.functionVersion = version }
        if case .rollback = act { alias.functionVersion = version }
        alias.description = note.written(into: alias.description ?? "")
        #expect(AliasNote(alias) == note)
        #expect(AliasNote.split(alias.description ?? "").text == "prod")
      }
    }
  }
}
