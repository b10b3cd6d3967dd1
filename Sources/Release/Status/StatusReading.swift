import AWS

/// Reads what an alias serves, by reads alone: the alias's RevisionId stays as it is.
package struct StatusReading {
  /// The calls.
  package var client: any ReleaseClient
  /// The function's name or ARN.
  package var function: String
  /// The alias's name.
  package var alias: String

  package init(client: any ReleaseClient, function: String, alias: String) {
    self.client = client
    self.function = function
    self.alias = alias
  }

  /// Reads the alias and then its versions, in at most four calls.
  ///
  /// What the caller may not read is left out and named. Throws `missing` when the function or the
  /// alias does not exist; `service` when a call fails, or when neither the alias nor a version may
  /// be read.
  package func status(functionName: String, region: String) throws(ReleaseFailure) -> AliasStatus {
    var status: AliasStatus
    if let whole = try whole() { status = whole } else { status = try withoutWeights() }
    status.functionName = functionName
    status.region = region
    for version in AliasStatus.versions(of: status.alias)
    where status.configuration(of: version) == nil {
      do throws(ServiceError) {
        status.configurations.append(
          try client.getFunctionConfiguration(function, qualifier: "\(version)"))
      } catch {
        if error.isNotFound {
          status.deleted.insert(version)
        } else if error.isDenied {
          status.notPermitted.append(AliasStatus.versionAction)
          break
        } else {
          throw .service(error)
        }
      }
    }
    return status
  }

  /// The alias with its weights; nil when it may not be read.
  private func whole() throws(ReleaseFailure) -> AliasStatus? {
    do throws(ServiceError) {
      var found = try client.getAlias(function, alias)
      // AWS leaves an empty one out; nil means that it could not be seen.
      found.description = found.description ?? ""
      return AliasStatus(functionName: "", region: "", alias: found)
    } catch {
      if error.isDenied { return nil }
      throw error.isNotFound ? missing : .service(error)
    }
  }

  /// The alias's version alone.
  private func withoutWeights() throws(ReleaseFailure) -> AliasStatus {
    do throws(ServiceError) {
      let live = try client.getFunctionConfiguration(function, qualifier: alias)
      return AliasStatus(
        functionName: "", region: "",
        alias: AliasConfiguration(name: alias, functionVersion: live.version, revisionId: ""),
        configurations: [live], notPermitted: [AliasStatus.aliasAction])
    } catch {
      throw error.isNotFound ? missing : .service(error)
    }
  }

  /// Which of the two does not exist: AWS answers the same.
  private var missing: ReleaseFailure {
    do throws(ServiceError) {
      _ = try client.getFunctionConfiguration(function, qualifier: nil)
      return .missing(
        "alias \(alias) of function \(function) does not exist",
        hints: ["--alias names another one; canary --create makes it"])
    } catch {
      guard error.isNotFound else {
        return .missing("alias \(alias) of function \(function) does not exist, or the function")
      }
      return .missing("function \(function) does not exist")
    }
  }
}

extension ServiceError {
  /// Whether AWS refused the permission, and not the credentials.
  fileprivate var isDenied: Bool { fault?.code.hasPrefix("AccessDenied") ?? false }
}
