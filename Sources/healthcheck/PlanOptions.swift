import ArgumentParser

/// The options that explain the rule instead of applying it.
struct PlanOptions: ParsableArguments {
  @Flag(help: "Explain the rule with its exact error rates, and send nothing.")
  var plan = false

  @Flag(help: "Print the plan as JSON.")
  var json = false

  func validate() throws {
    if json, !plan { throw ValidationError("--json goes with --plan") }
  }
}
