import SigV4

extension LambdaClient {
  /// The names of a function's aliases, at most two pages of them.
  ///
  /// [ListAliases](https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html)
  package func listAliasNames(_ function: String) throws(ServiceError) -> [String] {
    let path = "/2015-03-31/functions/" + URIEncoding.encode(function) + "/aliases"
    return try names("ListAliases", path, list: "Aliases", member: "Name")
  }

  /// The names that a paged operation lists, of at most two pages.
  func names(_ operation: String, _ path: String, list: String, member: String)
    throws(ServiceError) -> [String]
  {
    var names: [String] = []
    var marker: String?
    for _ in 1...2 {
      var query = [(name: "MaxItems", value: "50")]
      if let marker { query.append((name: "Marker", value: marker)) }
      let answer = try json(
        ServiceCall(operation: operation, method: "GET", path: path, query: query))
      names += (answer[list]?.array ?? []).compactMap { $0[member]?.string }
      marker = answer["NextMarker"]?.string
      if marker == nil { break }
    }
    return names
  }
}
