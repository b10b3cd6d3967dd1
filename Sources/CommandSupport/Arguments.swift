import ArgumentParser
package import Release

extension Seconds: ExpressibleByArgument {
  /// The length as it is shown in help texts.
  package var defaultValueDescription: String {
    switch value {
    case let seconds where seconds > 0 && seconds % 3600 == 0: "\(seconds / 3600)h"
    case let seconds where seconds > 0 && seconds % 60 == 0: "\(seconds / 60)m"
    default: "\(value)s"
    }
  }
}

/// What a command line may say of a version: digits, or the word `previous`.
package enum VersionArgument {
  /// Reads a version's number.
  @Sendable package static func number(_ text: String) throws -> String {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw ValidationError("'\(text)' is no version: give its number, such as 7")
    }
    return text
  }

  /// Reads a version's number, or `previous`.
  @Sendable package static func numberOrPrevious(_ text: String) throws -> String {
    text == "previous" ? text : try number(text)
  }

  /// Reads a share of traffic.
  @Sendable package static func weight(_ text: String) throws -> Weight {
    do throws(Weight.SyntaxError) {
      return try Weight(argument: text)
    } catch {
      throw ValidationError(error.description)
    }
  }
}
