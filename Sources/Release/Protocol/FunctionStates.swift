import AWS

/// What the states of functions and versions mean, and the reasons that AWS gives for them.
///
/// `Tests/models/check` compares the lists with botocore's model of Lambda.
enum FunctionStates {
  /// What a state means for whoever wants to invoke.
  enum Meaning: Sendable {
    /// It can be invoked; an inactive one is woken by that.
    case ready
    /// It is waited for.
    case changing
    /// AWS could not make it.
    case failed
    /// It is made and takes no invocation, for this reason.
    case closed(String)
  }

  /// The values of `State`.
  static let meanings: [String: Meaning] = [
    "Active": .ready,
    "ActiveNonInvocable": .closed("it is made, and AWS permits no invocation of it"),
    "Deactivated": .closed("AWS has taken its instances away"),
    "Deactivating": .changing,
    "Deleting": .closed("somebody deletes it"),
    "Failed": .failed,
    "Inactive": .ready,
    "Pending": .changing,
  ]

  /// The values of `LastUpdateStatus`: whether the update goes on.
  static let updates: [String: Bool] = ["Failed": false, "InProgress": true, "Successful": false]

  /// The values of `StateReasonCode` and `LastUpdateStatusReasonCode`: whether the reason may pass
  /// without a change of the function.
  static let reasons: [String: Bool] = [
    "CapacityProviderScalingLimitExceeded": true,
    "Creating": true,
    "DependencyError": true,
    "DisabledKMSKey": false,
    "DisallowedByVpcEncryptionControl": false,
    "DrainingDurableExecutions": true,
    "EC2RequestLimitExceeded": true,
    "EFSIOError": true,
    "EFSMountConnectivityError": true,
    "EFSMountFailure": false,
    "EFSMountTimeout": true,
    "EniLimitExceeded": true,
    "FunctionError": false,
    "FunctionError.ExtensionInitError": false,
    "FunctionError.InitResourceExhausted": false,
    "FunctionError.InitTimeout": false,
    "FunctionError.InvalidEntryPoint": false,
    "FunctionError.InvalidWorkingDirectory": false,
    "FunctionError.PermissionDenied": false,
    "FunctionError.RuntimeInitError": false,
    "FunctionError.TooManyExtensions": false,
    "Idle": true,
    "ImageAccessDenied": false,
    "ImageDeleted": false,
    "IncompatibleAcceleratorInstanceTypes": false,
    "InsufficientCapacity": true,
    "InsufficientRolePermissions": false,
    "InternalError": true,
    "InvalidConfiguration": false,
    "InvalidImage": false,
    "InvalidRuntime": false,
    "InvalidSecurityGroup": false,
    "InvalidStateKMSKey": false,
    "InvalidSubnet": false,
    "InvalidZipFileException": false,
    "KMSKeyAccessDenied": false,
    "KMSKeyNotFound": false,
    "Restoring": true,
    "ServiceQuotaExceededException": true,
    "SubnetOutOfIPAddresses": true,
    "VcpuLimitExceeded": true,
  ]
}

extension FunctionConfiguration {
  /// Whether an update, a creation or a snapshot is still going on.
  var isChanging: Bool { isUpdating || state == "Pending" }

  /// Whether an update is still going on.
  var isUpdating: Bool { FunctionStates.updates[lastUpdateStatus ?? ""] ?? false }

  /// Why a version that is made takes no invocation, in words; nil when it takes them.
  var closed: String? {
    guard let state, case .closed(let words)? = FunctionStates.meanings[state] else { return nil }
    return "its state is \(state): \(words)"
  }
}

extension FunctionConfiguration.Reason {
  /// The reason for a person: AWS's words and its code.
  var text: String {
    switch (words, code) {
    case (let words?, let code?): "\(words) (\(code))"
    case (let words?, nil): words
    case (nil, let code?): code
    case (nil, nil): "no reason given"
    }
  }

  /// What helps when that is why something failed: whether it may pass.
  var hint: [Message] {
    guard let code, let passes = FunctionStates.reasons[code] else { return [] }
    return passes
      ? ["\(code) may pass without a change of the function: try again later"]
      : ["\(code) does not pass by itself: change the function, or what it uses"]
  }
}
