import CommandSupport
import Release

/// Values of `--require` and `--ignore`.
enum CompareArgument {
  /// Reads a requirement.
  @Sendable static func requirement(_ text: String) throws -> ComparisonRequirement {
    try ArgumentText.read(text, by: ComparisonRequirement.init(argument:))
  }

  /// Reads a path.
  @Sendable static func path(_ text: String) throws -> AnswerPath {
    try ArgumentText.read(text, by: AnswerPath.init(argument:))
  }
}
