/// Bytes: what a `JSONEncoder` makes.
public struct Data: Sendable, Equatable {
  /// The bytes.
  var bytes: [UInt8]
}

extension String {
  /// An encoding of text.
  public enum Encoding: Sendable {
    /// UTF-8, the only one.
    case utf8
  }

  /// The text that the bytes are in an encoding; nil when they are none.
  public init?(data: Data, encoding: Encoding) {
    switch encoding {
    case .utf8: self.init(validating: data.bytes, as: UTF8.self)
    }
  }
}
