import HTTP

/// The tenant in whose execution environment an invocation of a function with tenant isolation runs.
///
/// [Invoke](https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html)
package struct TenantID: Sendable, Hashable {
  /// Its text.
  package let text: String

  /// Reads an id; nil when it is not 1 to 256 of the characters that Lambda takes, or has a blank at
  /// an end, which HTTP would remove.
  package init?(_ text: String) {
    guard (1...256).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed),
      text.first != " ", text.last != " "
    else { return nil }
    self.text = text
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "._:/=+-@ ".utf8.contains(byte)
    }
  }

  /// The header of an invocation.
  var header: HTTPHeader { HTTPHeader("X-Amz-Tenant-Id", text) }
}
