package import AWS
package import Release

extension Session {
  /// Says what Lambda may trip over in a package, and returns it, a line each.
  ///
  /// With `--strict`, on the command line or of the flow, a warning is a failure.
  package func judge(_ warnings: [PackageWarning], of subject: String, _ option: StrictOption)
    throws(ReleaseFailure) -> [String]
  {
    let texts = warnings.map(\.text)
    guard option.strict || given.strict, let first = texts.first else {
      for text in texts { say("warning: \(subject): \(text)") }
      return texts
    }
    throw .package(
      "\(subject): \(first)",
      hints: texts.dropFirst().map { "\($0)" } + ["without --strict this is a warning"])
  }

  /// The settings of the function that `--function` or the record names, by one read that is not
  /// repeated; nil when there is none, or when they cannot be read.
  package func settingsOfNamedFunction(_ record: ReleaseRecord) -> (
    function: String, settings: ExecutionSettings
  )? {
    guard let text = options.function ?? record.text("FunctionArn") ?? record.functionName,
      let function = try? FunctionIdentifier(text),
      let configuration = try? configuration(region: function.region ?? record.text("Region")),
      let lambda = try? client(
        .lambda, configuration, region: function.region.flatMap { Region($0) }, attempts: 1)
    else { return nil }
    do throws(ServiceError) {
      let found = try LambdaClient(lambda).getFunctionConfiguration(
        function.unqualified, qualifier: nil)
      return (function.name, found.execution)
    } catch {
      world.debug(
        "the package is not checked against function \(function.name), which cannot be read")
      return nil
    }
  }
}
