/// Makes JSON of values, as Foundation's
/// [JSONEncoder](https://developer.apple.com/documentation/foundation/jsonencoder) does.
public final class JSONEncoder {
  /// How the JSON is written.
  public struct OutputFormatting: OptionSet, Sendable {
    /// A bit for each option.
    public let rawValue: UInt
    /// Makes a set of the options whose bits are set.
    public init(rawValue: UInt) { self.rawValue = rawValue }
    /// With line breaks and indents of two spaces.
    public static let prettyPrinted = OutputFormatting(rawValue: 1)
    /// With the members of objects in the order of their names.
    public static let sortedKeys = OutputFormatting(rawValue: 2)
  }

  /// How the JSON is written; without `sortedKeys` the order of members is any.
  public var outputFormatting: OutputFormatting = []

  /// Makes an encoder.
  public init() {}

  /// The JSON of a value, in UTF-8; throws what the value throws.
  public func encode<T: Encodable>(_ value: T) throws -> Data {
    let node = JSONNode()
    try node.encode(value, at: [])
    var writer = JSONWriter(
      isPretty: outputFormatting.contains(.prettyPrinted),
      isSorted: outputFormatting.contains(.sortedKeys))
    writer.write(node)
    return Data(bytes: writer.bytes)
  }
}
