package import AWS
package import Release

/// The function that a command is about, and Lambda where it lives.
package struct Target {
  /// The function's name.
  package let name: String
  /// What to call it by: the name, or the ARN without qualifier.
  package let function: String
  /// The alias or version that was named together with the function.
  package let qualifier: String?
  /// The region.
  package let region: String
  /// The calls to Lambda.
  package let lambda: LambdaClient

  /// The version that was named together with the function, if it was one.
  package var versionQualifier: FunctionVersion? {
    qualifier.flatMap { FunctionVersion($0) }.flatMap { $0 == .latest ? nil : $0 }
  }

  /// A failed call about a version, with which of the two does not exist: AWS has the same words for
  /// a missing function and for a missing version.
  package func explained(_ failure: ReleaseFailure, about version: FunctionVersion?)
    -> ReleaseFailure
  {
    guard case .service(let error) = failure, error.wasRefused(404) else { return failure }
    do throws(ServiceError) {
      _ = try lambda.getFunctionConfiguration(function, qualifier: nil)
      guard let version else { return failure }
      return .missing("version \(version) of function \(name) does not exist")
    } catch {
      guard error.wasRefused(404) else { return failure }
      return .missing("function \(name) does not exist in \(region)")
    }
  }
}

extension Target {
  /// Refuses an alias on which AWS takes no weights, as far as a read that is permitted shows it.
  package func judgeShares(of alias: String) throws(ReleaseFailure) {
    let isProvisioned = try? lambda.hasProvisionedConcurrency(function, alias)
    try SharedTraffic.check(hasProvisionedConcurrency: isProvisioned ?? false, alias: alias)
  }
}

extension Session {
  /// Makes the calls to CloudWatch in the function's region.
  package func cloudWatch(_ target: Target) throws(ReleaseFailure) -> CloudWatchClient {
    CloudWatchClient(try service(.cloudwatch, configuration(region: target.region)))
  }

  /// Finds the function by the options and the record, which must not contradict each other.
  package func target(_ record: ReleaseRecord) throws(ReleaseFailure) -> Target {
    let recorded = try record.function(from: source)
    var wanted = recorded
    if let named = try namedFunction() {
      if let recorded, !named.agrees(with: recorded) {
        throw .usage(
          "--function \(options.function ?? ""): the record is about \(recorded.unqualified)",
          hints: [
            "the record of another function cannot be used; "
              + (options.record == nil ? "-n goes without a record" : "give another --record")
          ])
      }
      wanted =
        named.region == nil && recorded?.region != nil && named.qualifier == nil
        ? recorded : named
    }
    guard let wanted else {
      throw lacking(
        isFlowStart
          ? .usage("no function: pass --function NAME or ARN")
          : .record("no function: \(noRecord(of: "one"))pass --function"))
    }
    let region = try region(of: wanted, record)
    let configuration = try configuration(region: region)
    place.functionName = wanted.name
    place.functionArn = wanted.region == nil ? nil : wanted.unqualified
    place.region = configuration.region.name
    place.alias = record.aliasName
    try announceFound(record)
    let lambda = LambdaClient(try service(.lambda, configuration))
    return Target(
      name: wanted.name, function: wanted.unqualified, qualifier: wanted.qualifier,
      region: configuration.region.name, lambda: lambda)
  }

  /// The function that the command line names, or nil.
  package func namedFunction() throws(ReleaseFailure) -> FunctionIdentifier? {
    guard let text = options.function else { return nil }
    return try Self.valid(FunctionIdentifier(text), of: "--function")
  }

  /// Reads a name of the command line by AWS's rule for it; an invalid one is a usage error.
  package static func valid<Name>(
    _ name: @autoclosure () throws(InvalidName) -> Name, of option: String? = nil
  ) throws(ReleaseFailure) -> Name {
    do throws(InvalidName) {
      return try name()
    } catch {
      throw .usage(option.map { "\($0): \(error.message)" } ?? error.message)
    }
  }

  /// The region that the function's ARN or the record tells, which `--region` must not contradict.
  package func region(of function: FunctionIdentifier?, _ record: ReleaseRecord)
    throws(ReleaseFailure) -> String?
  {
    let told = function?.region ?? record.text("Region")
    let asked = given.configuration
    if let region = asked.region, let told, region != told {
      let name = function?.name ?? record.functionName ?? "the record"
      throw .usage("\(asked.names.region) \(region): \(name) is in \(told)")
    }
    return told
  }

  /// The alias by `--alias`, the function's qualifier or the record, which must agree; `usage` when
  /// none of them names one.
  package func neededAlias(_ option: String?, _ target: Target, _ record: ReleaseRecord)
    throws(ReleaseFailure) -> String
  {
    if let alias = try alias(option, target, record) { return alias }
    throw lacking(.usage("no alias: give --alias"))
  }

  /// The alias by `--alias`, the function's qualifier or the record, which must agree.
  package func alias(_ option: String?, _ target: Target, _ record: ReleaseRecord)
    throws(ReleaseFailure) -> String?
  {
    if let qualifier = target.qualifier, let option, option != qualifier {
      throw .usage("--alias \(option): --function names \(qualifier)")
    }
    let named = option ?? target.qualifier
    if let named {
      try Self.valid(AliasName.check(named), of: option == nil ? "--function" : "--alias")
    }
    if let named, let recorded = record.aliasName, recorded != named {
      throw .usage("--alias \(named): the record is about the alias \(recorded)")
    }
    place.alias = named ?? record.aliasName
    return place.alias
  }
}

extension ReleaseRecord {
  /// Writes which function the release is about; a name that the record has stays.
  package mutating func set(_ target: Target) {
    set("FunctionName", text: functionName ?? target.name)
    set("Region", text: target.region)
  }

  /// Writes that a version's share waits for the promotion, which makes the alias; the verdict is used
  /// up as by a share.
  package mutating func wait(with version: FunctionVersion, _ target: Target, alias: String) {
    set(target)
    set("Version", version: version)
    set("Health", nil)
    if self.alias == nil { set(missingAlias: alias) }
  }

  /// The function that the record is about, or nil when it tells none.
  fileprivate func function(from source: String) throws(ReleaseFailure) -> FunctionIdentifier? {
    guard let text = text("FunctionArn") ?? text("AliasArn") ?? functionName else { return nil }
    do throws(InvalidName) {
      // What follows the name in a version's or an alias's ARN is told by a member of its own.
      let arn = try FunctionIdentifier(text)
      let whole = try FunctionIdentifier(arn.unqualified)
      for member in ["FunctionName", "AliasArn"] {
        guard let other = self.text(member) else { continue }
        guard try FunctionIdentifier(other).agrees(with: whole) else {
          throw InvalidName("\(member) \(other) and \(text) contradict each other")
        }
      }
      return whole
    } catch {
      throw .record("\(source): \(error.description)")
    }
  }
}
