import AWS

extension ServiceError {
  /// Whether AWS said that the function, version or alias does not exist.
  var isNotFound: Bool { wasRefused(404) && fault?.meaning == .missing }

  /// Whether the RevisionId was not that of the alias any more.
  var isPreconditionFailed: Bool { wasRefused(412) }

  /// Whether the function is still being made or changed, so that nothing was done.
  var isUpdateInProgress: Bool { fault?.meaning == .notYet }

  /// Whether PublishVersion refused because `$LATEST` holds other code than the guard says.
  ///
  /// Lambda says `CodeSHA256 (x) is different from current CodeSHA256 in $LATEST (y)`.
  var isOtherCode: Bool {
    guard let fault, fault.status == 400 else { return false }
    return fault.says("codesha256", ignoringCase: true)
  }
}
