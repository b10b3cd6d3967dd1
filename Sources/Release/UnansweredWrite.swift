import AWS

/// A write that may have happened although a command gives up: there is no answer, or none that can
/// be understood.
enum UnansweredWrite {
  /// PutObject.
  case object
  /// UpdateFunctionCode of a function.
  case code(String)
  /// PublishVersion of a function.
  case version(String)
  /// UpdateAlias of an alias.
  case alias(String)
  /// CreateAlias of an alias.
  case newAlias(String)

  /// That it may have happened, and what a person may do.
  fileprivate var hint: Message {
    switch self {
    case .object:
      "PutObject may have happened: run the same command again; what is there is not sent again"
    case .code(let function):
      "UpdateFunctionCode may have happened: $LATEST of \(function) may have the new code; "
        + "run the same command again"
    case .version(let function):
      "PublishVersion may have happened: \(function) may have the new version; "
        + "run the same command again, which makes no second one"
    case .alias(let alias):
      "UpdateAlias may have happened: look at alias \(alias), or run the same command again"
    case .newAlias(let alias):
      "CreateAlias may have happened: look at alias \(alias), or run the same command again"
    }
  }
}

extension ReleaseFailure {
  /// The same failure, with the hint that a write before it may have happened.
  func after(_ write: UnansweredWrite) -> ReleaseFailure {
    switch self {
    case .service(.dryRun), .unconfirmedRollback: self
    case .service(let error): .unanswered(error, hints: [write.hint])
    default: hinting([write.hint])
    }
  }
}
