import AWS
import Release
import TestSupport
import Testing

@Suite("A version that no alias needs is unused") struct UnusedVersionsTests {
  private static let versions = [FunctionVersion.latest, "3", "1", "10", "2", "9"].map {
    FunctionConfiguration(
      functionName: "f", functionArn: "arn", version: $0, codeSha256: "c",
      codeSize: $0 == "3" ? nil : 100,
      lastModified: $0 == "3" ? nil : Timestamp(iso8601: "2026-11-27T10:11:30Z"))
  }

  private static func alias(
    _ version: FunctionVersion, _ weights: [FunctionVersion: String] = [:], _ note: String? = nil
  ) -> AliasConfiguration {
    AliasConfiguration(
      name: "live", functionVersion: version, additionalVersionWeights: weights,
      description: note, revisionId: "r")
  }

  private func unused(_ aliases: [AliasConfiguration] = [], keep: Int = 0) -> [FunctionVersion] {
    UnusedVersions(of: Self.versions, aliases: aliases, keep: keep).versions.map(\.version)
  }

  @Test("the newest are kept, by their numbers; $LATEST is never unused")
  func keep() {
    #expect(unused() == ["1", "2", "3", "9", "10"])
    #expect(unused(keep: 2) == ["1", "2", "3"])
    #expect(unused(keep: 5).isEmpty && unused(keep: .max).isEmpty)
  }

  @Test("what an alias points at, weights and remembers is used")
  func aliases() {
    #expect(unused([Self.alias("1", ["3": "0.1"]), Self.alias("$LATEST")]) == ["2", "9", "10"])
    let note = "mine [9 since 2026-11-27T10:12Z, before 2, not 10]"
    #expect(unused([Self.alias("9", [:], note)]) == ["1", "3", "10"])
    #expect(unused([Self.alias("1", [:], note)]) == ["3", "10"], "moved since by something else")
    #expect(unused([Self.alias("9", [:], "before 2")]) == ["1", "2", "3", "10"])
  }

  @Test("rows and JSON tell what AWS told")
  func shown() {
    let unused = UnusedVersions(of: Self.versions, aliases: [], keep: 2)
    #expect(
      unused.rows == [
        ["1", "100", "2026-11-27T10:11:30Z"], ["2", "100", "2026-11-27T10:11:30Z"],
        ["3", "-", "-"],
      ])
    #expect(unused.json.array?.last == ["Version": "3"])
    #expect(unused.json.array?.first?["CodeSize"]?.int == 100)
  }
}
