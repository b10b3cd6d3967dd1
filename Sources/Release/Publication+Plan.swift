package import AWS

extension Publication {
  /// What `publish` would do with these arguments, in one line, from reads alone.
  package func plan(
    function: String, alias: String?, code: CodeLocation, codeSha256: String?
  ) throws(ReleaseFailure) -> String {
    var acts: [String] = []
    var live: FunctionConfiguration?
    if let alias {
      let found = try self.live(function, alias)
      live = found
      if found.version == "$LATEST" {
        acts.append("pin alias \(alias) to a published version of the code on $LATEST")
      }
    }
    let latest: FunctionConfiguration
    do throws(ServiceError) {
      latest = try client.getFunctionConfiguration(function, qualifier: nil)
    } catch {
      throw UpdateWait.named(error, function)
    }
    if latest.codeSha256 != codeSha256 || latest.lastUpdateStatus == "Failed" {
      acts.append("replace the code of function \(latest.functionName) by \(code.words)")
      acts.append("publish it as a new version")
    } else if let live, live.version != "$LATEST", live.codeSha256 == codeSha256 {
      acts.append(
        "publish nothing new unless the function's settings have changed: version "
          + "\(live.version) is live and has this code")
    } else {
      acts.append("publish the code that function \(latest.functionName) has already")
    }
    return "would " + acts.joined(separator: ", then ")
  }
}

extension CodeLocation {
  /// The place in words.
  var words: String {
    switch self {
    case .s3(let bucket, let key, let version):
      "s3://\(bucket)/\(key)" + (version.map { " version \($0)" } ?? "")
    case .zip(let bytes): "a package of \(bytes.count) bytes"
    case .image(let uri): "image \(uri)"
    }
  }
}
