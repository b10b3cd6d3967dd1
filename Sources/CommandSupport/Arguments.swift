import ArgumentParser
package import AWS
package import Release

extension Seconds: ExpressibleByArgument {
  /// The length as it is shown in help texts.
  package var defaultValueDescription: String { words }
}

/// What a command line may say of a version: digits, or the word `previous`.
package enum VersionArgument {
  /// Reads a version's number.
  @Sendable package static func number(_ text: String) throws -> FunctionVersion {
    guard let version = FunctionVersion(text), version != .latest else {
      throw ValidationError("invalid version '\(text)': use its number, such as 7")
    }
    return version
  }

  /// Reads where a rollback is to go: a version's number, or `previous`.
  @Sendable package static func destination(_ text: String) throws -> Rollback.Destination {
    text == "previous" ? .previous : .version(try number(text))
  }

  /// Reads a share of traffic.
  @Sendable package static func weight(_ text: String) throws -> Weight {
    try ArgumentText.read(text, by: Weight.init(argument:))
  }
}

/// Values of the command line that a type of `Release` reads by itself.
package enum ArgumentText {
  /// Reads a value; why that fails is told as of a wrong command line.
  package static func read<Value, Problem: Error & CustomStringConvertible>(
    _ text: String, by reader: (String) throws(Problem) -> Value
  ) throws -> Value {
    do throws(Problem) {
      return try reader(text)
    } catch {
      throw ValidationError(error.description)
    }
  }
}
