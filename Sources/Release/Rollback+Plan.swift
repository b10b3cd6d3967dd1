import AWS

extension Rollback {
  /// What `rollback` would do, in one line, from reads alone.
  ///
  /// Without a touch the weights of an alias cannot be read, only its primary version.
  package func plan(_ request: Request) throws(ReleaseFailure) -> String {
    let live: FunctionConfiguration
    do throws(ServiceError) {
      live = try client.getFunctionConfiguration(request.function, qualifier: request.alias)
    } catch {
      guard error.isNotFound else { throw .service(error) }
      throw .missing("function \(request.function) or its alias \(request.alias) does not exist")
    }
    var target = request.toVersion
    if target == "previous" { target = try previous(in: live) }
    if target == nil, request.mine == live.version { target = request.promotedFrom }
    guard let target, target != live.version else {
      let weight = request.mine.map { "the weight of version \($0)" } ?? "any weight"
      return
        "would clear \(weight) of alias \(request.alias): all traffic on version \(live.version)"
    }
    return
      "would set alias \(request.alias) to version \(target) 100%, from version \(live.version)"
  }
}
