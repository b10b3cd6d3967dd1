/// A function's or a version's configuration, the members that a release needs.
///
/// [FunctionConfiguration](https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html)
package struct FunctionConfiguration: Sendable, Equatable {
  /// The function's name, without qualifier.
  package var functionName: String
  /// The ARN as AWS gave it, qualified when a qualifier was asked for.
  package var functionArn: String
  /// The version.
  package var version: FunctionVersion
  /// The SHA-256 of the deployment package in Base64; of an image its digest in hexadecimal.
  package var codeSha256: String
  /// The size of the deployment package in bytes; nil when the answer does not tell it.
  package var codeSize: Int?
  /// When the version was published, or `$LATEST` last changed; nil when the answer does not tell it.
  package var lastModified: Timestamp?
  /// The description.
  package var description: String
  /// The longest time a run may take, in seconds.
  package var timeout: Int
  /// `Pending`, `Active`, `Inactive`, `Failed` and others; absent in old answers.
  package var state: String?
  /// Why the state is what it is: AWS's code and its words.
  package var stateReason: Reason
  /// `Successful`, `Failed`, `InProgress`; absent or empty on published versions.
  package var lastUpdateStatus: String?
  /// Why the last update is where it is: AWS's code and its words.
  package var lastUpdateReason: Reason
  /// The token of this configuration, which guards updates of it.
  package var revisionId: String
  /// What the version freezes beside its code.
  package var settings: FunctionSettings
  /// What the code must fit.
  package var execution: ExecutionSettings
  /// Whether each invocation needs the id of a tenant.
  package var isolatesTenants = false
  /// The longest time that a durable execution may take, in seconds; nil when the function is not
  /// durable or the answer does not tell it.
  package var durableTimeout: Int?

  /// Seconds until an invocation has answered at the latest.
  package var answerTimeout: Int { max(timeout, durableTimeout ?? 0) }

  /// A reason as AWS gives it: a code for programs, words for people; both may be absent.
  package struct Reason: Sendable, Equatable {
    /// AWS's code, such as `InsufficientRolePermissions`.
    package var code: String?
    /// AWS's words.
    package var words: String?

    /// Makes a reason.
    package init(code: String? = nil, words: String? = nil) {
      self.code = code
      self.words = words
    }
  }

  /// Makes a configuration; the defaults are those of a version that is ready.
  package init(
    functionName: String, functionArn: String, version: FunctionVersion, codeSha256: String,
    codeSize: Int? = nil, lastModified: Timestamp? = nil, description: String = "",
    timeout: Int = 3, state: String? = "Active",
    stateReason: Reason = Reason(), lastUpdateStatus: String? = "Successful",
    lastUpdateReason: Reason = Reason(), revisionId: String = "",
    settings: FunctionSettings = FunctionSettings(),
    execution: ExecutionSettings = ExecutionSettings()
  ) {
    self.functionName = functionName
    self.functionArn = functionArn
    self.version = version
    self.codeSha256 = codeSha256
    self.codeSize = codeSize
    self.lastModified = lastModified
    self.description = description
    self.timeout = timeout
    self.state = state
    self.stateReason = stateReason
    self.lastUpdateStatus = lastUpdateStatus
    self.lastUpdateReason = lastUpdateReason
    self.revisionId = revisionId
    self.settings = settings
    self.execution = execution
  }
}
