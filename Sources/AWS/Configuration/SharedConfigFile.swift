/// One of the two shared files, read as the AWS CLI reads what it writes.
///
/// Where the AWS CLI refuses a file that the AWS SDKs and Tools Reference Guide allows, it is read: a
/// section that is written twice is merged, and of a key written twice the last one holds; a comment
/// may follow a value. Sections of other kinds are passed over.
package struct SharedConfigFile: Sendable, Equatable {
  /// Which of the two files: they differ in how a profile's section is headed.
  package enum Kind: Sendable, Equatable {
    /// `~/.aws/config`: `[default]`, `[profile NAME]`, `[sso-session NAME]`, `[services NAME]`.
    case config
    /// `~/.aws/credentials`: `[NAME]`, as it stands.
    case credentials
  }

  /// A key's value and where it stands.
  package struct Property: Sendable, Equatable {
    /// The value, trimmed; the lines that continue it are joined with a newline.
    package var value: String
    /// The keys of an indented block under an empty value, such as those below `s3 =`.
    package var nested: [String: String] = [:]
    /// The file that the value is from.
    package var file: Kind
    /// The number of the line, from 1.
    package var line: Int
  }

  /// The keys of a section, in lower case, and their values.
  package typealias Section = [String: Property]

  /// The profiles by name.
  package var profiles: [String: Section] = [:]
  /// The `[sso-session NAME]` sections by name.
  package var ssoSessions: [String: Section] = [:]
  /// The `[services NAME]` sections by name.
  package var services: [String: Section] = [:]

  /// Makes a file without sections: what a missing file stands for.
  package init() {}

  /// Parses a file's bytes.
  ///
  /// Fails with the line at fault; a missing file is no failure, the caller gives no bytes then.
  package static func parse(_ bytes: [UInt8], kind: Kind) throws(SyntaxError) -> SharedConfigFile {
    var parser = SharedConfigParser(kind: kind)
    try parser.parse(bytes)
    return parser.finish()
  }

  /// A line that does not follow the grammar.
  package struct SyntaxError: Error, Sendable, Equatable {
    /// The number of the line, from 1.
    package var line: Int
    /// What is wrong with it.
    package var reason: String
  }
}
