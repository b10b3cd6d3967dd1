/// A function as a person names it: a name, or an ARN in full or in part, perhaps with a qualifier.
///
/// `NAME`, `NAME:QUALIFIER`, `ACCOUNT:function:NAME`, `function:NAME`,
/// `arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME`, each with `:QUALIFIER` or without.
package struct FunctionIdentifier: Sendable, Equatable {
  /// The function's name.
  package let name: String
  /// The partition, such as `aws`, when a full ARN was given.
  package let partition: String?
  /// The region, when a full ARN was given.
  package let region: String?
  /// The account, when an ARN was given.
  package let account: String?
  /// A version or an alias, when one was given.
  package let qualifier: String?

  /// Reads a function's name or ARN.
  package init(_ text: String) throws(InvalidName) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    var rest = parts[...]
    var partition: String?
    var region: String?
    var account: String?
    if rest.first == "arn" {
      guard parts.count >= 7, parts[2] == "lambda", parts[1].hasPrefix("aws"),
        Self.isRegion(parts[3]), Self.isAccount(parts[4]), parts[5] == "function"
      else { throw Self.refusal(text) }
      (partition, region, account) = (parts[1], parts[3], parts[4])
      rest = parts[6...]
    } else if parts.count >= 3, parts[1] == "function" {
      guard Self.isAccount(parts[0]) else { throw Self.refusal(text) }
      account = parts[0]
      rest = parts[2...]
    } else if parts.count >= 2, parts[0] == "function" {
      rest = parts[1...]
    }
    guard let name = rest.first, (1...64).contains(name.utf8.count),
      name.utf8.allSatisfy(AliasName.isNameByte), rest.count <= 2
    else { throw Self.refusal(text) }
    let qualifier = rest.dropFirst().first
    if let qualifier, !Self.isQualifier(qualifier) { throw Self.refusal(text) }
    self.name = name
    self.partition = partition
    self.region = region
    self.account = account
    self.qualifier = qualifier
  }

  /// The name to call the function by: the ARN without qualifier when one was given in full.
  package var unqualified: String {
    if let partition, let region, let account {
      return "arn:\(partition):lambda:\(region):\(account):function:\(name)"
    }
    return account.map { "\($0):function:\(name)" } ?? name
  }

  /// Whether both may mean the same function: what both tell is equal.
  package func agrees(with other: FunctionIdentifier) -> Bool {
    func same(_ a: String?, _ b: String?) -> Bool { a == nil || b == nil || a == b }
    return name == other.name && same(partition, other.partition) && same(region, other.region)
      && same(account, other.account)
  }

  private static func refusal(_ text: String) -> InvalidName {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count > 3, parts[0] == "arn", parts[2] != "lambda" {
      return InvalidName(
        "'\(text)' is an ARN of \(parts[2]), "
          + "not of a Lambda function")
    }
    return InvalidName(
      "'\(text)' names no function: give a name such as "
        + "name-searcher, or its ARN")
  }

  private static func isAccount(_ text: String) -> Bool {
    text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func isRegion(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { AliasName.isNameByte($0) && $0 != UInt8(ascii: "_") }
  }

  /// A version, an alias, or `$LATEST`.
  private static func isQualifier(_ text: String) -> Bool {
    text == "$LATEST"
      || (1...128).contains(text.utf8.count) && text.utf8.allSatisfy(AliasName.isNameByte)
  }
}
