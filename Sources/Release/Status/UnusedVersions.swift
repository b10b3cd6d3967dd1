package import AWS

/// The versions of a function that no alias needs, for a clean-up of the account's code storage.
package struct UnusedVersions {
  /// The versions, the oldest first.
  package let versions: [FunctionConfiguration]

  /// How many of the newest versions are kept unless the user says it.
  package static let usualKeep = 5

  /// Leaves out `$LATEST`, the newest `keep` versions, and each version that an alias points at,
  /// weights, or remembers in its note as the one to go back to.
  ///
  /// A note counts although something else has moved the alias since.
  package init(
    of versions: [FunctionConfiguration], aliases: [AliasConfiguration], keep: Int
  ) {
    var needed: Set<FunctionVersion> = [.latest]
    for alias in aliases {
      needed.insert(alias.functionVersion)
      needed.formUnion(alias.additionalVersionWeights.keys)
      if let note = AliasNote.split(alias.description ?? "").note {
        needed.insert(note.version)
        if let before = note.before { needed.insert(before) }
      }
    }
    let published = versions.filter { $0.version != .latest }.sorted { $0.version < $1.version }
    self.versions = published.dropLast(keep).filter { !needed.contains($0.version) }
  }

  /// Version, size in bytes and time of publication of each; `-` for what AWS did not tell.
  package var rows: [[String]] {
    versions.map {
      ["\($0.version)", $0.codeSize.map(String.init) ?? "-", $0.lastModified?.iso8601 ?? "-"]
    }
  }

  /// The versions with `CodeSize` and `LastModified`.
  package var json: JSONValue {
    .array(
      versions.map { version in
        var json: JSONValue = ["Version": .string("\(version.version)")]
        json["CodeSize"] = version.codeSize.map { .init($0) }
        json["LastModified"] = version.lastModified.map { .string($0.iso8601) }
        return json
      })
  }
}
