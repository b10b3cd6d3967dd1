/// An error with words for people.
///
/// What ArgumentParser asks of an error that it has to describe, as
/// [LocalizedError](https://developer.apple.com/documentation/foundation/localizederror) has it.
public protocol LocalizedError: Error {
  /// What happened, in words; nil for none.
  var errorDescription: String? { get }
}

extension LocalizedError {
  /// No words.
  public var errorDescription: String? { nil }
}
