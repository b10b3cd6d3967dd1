package import AWS

/// The words in a version's Description that tell which version was live when it was published.
///
/// They are what a rollback by hand goes by when nobody has kept the record.
package enum PreviousVersionNote {
  /// The longest Description that Lambda takes, in characters.
  package static let descriptionLimit = 256

  /// A description with the note added: `faster search previous=7`.
  package static func adding(_ previous: FunctionVersion, to description: String?) -> String {
    let note = "previous=\(previous)"
    guard let description, !description.isEmpty else { return note }
    return "\(description) \(note)"
  }

  /// The version that a description names; the last note counts.
  package static func version(in description: String) -> FunctionVersion? {
    for word in description.split(separator: " ").reversed() where word.hasPrefix("previous=") {
      let version = FunctionVersion(String(word.dropFirst("previous=".count)))
      if case .published = version { return version }
    }
    return nil
  }
}
