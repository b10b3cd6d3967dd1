import ArgumentParser
import Release

/// Values of `--require` and `--ignore`.
enum CompareArgument {
  /// Reads a requirement.
  @Sendable static func requirement(_ text: String) throws -> ComparisonRequirement {
    do throws(ComparisonRequirement.SyntaxError) {
      return try ComparisonRequirement(argument: text)
    } catch {
      throw ValidationError(error.description)
    }
  }

  /// Reads a path.
  @Sendable static func path(_ text: String) throws -> AnswerPath {
    do throws(AnswerPath.SyntaxError) {
      return try AnswerPath(argument: text)
    } catch {
      throw ValidationError(error.description)
    }
  }
}
