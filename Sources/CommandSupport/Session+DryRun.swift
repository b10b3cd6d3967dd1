import AWS
package import Release

extension Session {
  /// Does what a dry run may end at; then `plan` writes into the record what would have come of it.
  package func changing<Value>(
    _ body: () throws(ReleaseFailure) -> Value, plan: () throws(ReleaseFailure) -> Void
  ) throws(ReleaseFailure) -> Value {
    do throws(ReleaseFailure) {
      return try body()
    } catch {
      if isDryRun, error.plannedAct != nil { try plan() }
      throw error
    }
  }

  /// Whether the record of a dry run may be written to the file of `--record`: it is the copy that
  /// a guard's dry run works with, or the guard's own file with the marked record of a dry run.
  var isCopy: Bool { isInFlowRecord && (given.isUnderDryRun || inFile.isDryRun) }
}
