import SigV4

extension LambdaClient {
  /// The most pages of a list that are read: 50 members each, as many as Lambda gives at once.
  private static let pages = 2000

  /// All versions of a function, `$LATEST` too.
  ///
  /// [ListVersionsByFunction](https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html)
  package func listVersions(_ function: String) throws(ServiceError) -> [FunctionConfiguration] {
    let operation = "ListVersionsByFunction"
    var versions: [FunctionConfiguration] = []
    for member in try all(operation, function, "/versions", list: "Versions") {
      versions.append(try FunctionConfiguration(member, of: operation, function))
    }
    return versions
  }

  /// All aliases of a function.
  ///
  /// [ListAliases](https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html)
  package func listAliases(_ function: String) throws(ServiceError) -> [AliasConfiguration] {
    var aliases: [AliasConfiguration] = []
    for member in try all("ListAliases", function, "/aliases", list: "Aliases") {
      guard let alias = AliasConfiguration(json: member) else {
        throw .unreadable("an alias lacks Name or FunctionVersion", operation: "ListAliases")
      }
      aliases.append(alias)
    }
    return aliases
  }

  /// Reads a list to its end; a list that does not end is an error, never a part of the list.
  private func all(_ operation: String, _ function: String, _ path: String, list: String)
    throws(ServiceError) -> [JSONValue]
  {
    var members: [JSONValue] = []
    var marker = ""
    for _ in 1...Self.pages {
      var page = call(operation, "GET", function, path)
      page.query = [(name: "MaxItems", value: "50")]
      if !marker.isEmpty { page.query.append((name: "Marker", value: marker)) }
      let answer = try json(page)
      guard let more = answer[list]?.array else {
        throw .unreadable("\(list) is missing", operation: operation)
      }
      members += more
      let next = answer["NextMarker"]?.string ?? ""
      if next.isEmpty { return members }
      guard next != marker else {
        throw .unreadable("it repeats NextMarker", operation: operation)
      }
      marker = next
    }
    throw .unreadable("it has more than \(Self.pages) pages", operation: operation)
  }
}
