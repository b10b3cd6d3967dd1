import AWS
import HTTP
package import Release

/// How a command ends, for every command alike: lambda-release(7), EXIT STATUS.
package enum ExitStatus: Int32, Sendable, CaseIterable {
  /// Done.
  case done = 0
  /// The version is unhealthy.
  case unhealthy = 1
  /// Not enough evidence.
  case inconclusive = 2
  /// The rollback is not confirmed: a person must look at the alias.
  case unconfirmedRollback = 3
  /// The command line is wrong.
  case usage = 64
  /// The record is missing, malformed, or lacks a member that is needed.
  case record = 65
  /// The package, payload or record file cannot be read or written, or the package is not a zip that
  /// Lambda can take.
  case input = 66
  /// AWS cannot be reached, keeps failing, or a wait ran out of time.
  case unavailable = 69
  /// A fault of ours, or the guard is gone.
  case fault = 70
  /// Someone else changed the alias or the function.
  case conflict = 75
  /// AWS refused the request: it would be refused again.
  case refused = 76
  /// AWS refused the credentials or the permission.
  case permission = 77
  /// No region, no credentials, or what was named does not exist.
  case configuration = 78

  /// The status that a failure ends with.
  package init(_ failure: ReleaseFailure) {
    switch failure {
    case .unhealthy: self = .unhealthy
    case .inconclusive: self = .inconclusive
    case .unconfirmedRollback: self = .unconfirmedRollback
    case .usage: self = .usage
    case .record: self = .record
    case .package: self = .input
    case .timedOut: self = .unavailable
    case .conflict: self = .conflict
    case .refused: self = .refused
    case .missing: self = .configuration
    case .output, .unguarded: self = .fault
    case .service(let error), .unanswered(let error, _): self.init(error)
    }
  }

  private init(_ error: ServiceError) {
    switch error {
    case .fault(let fault): self.init(fault)
    case .transfer(let transfer, _): self = transfer.stage == .request ? .fault : .unavailable
    case .unreadable: self = .unavailable
    case .credentials(let error): self = error.refused ? .permission : .configuration
    case .request: self = .configuration
    case .dryRun: self = .fault
    }
  }

  private init(_ fault: ServiceFault) {
    switch fault.meaning {
    case .throttled, .passing, .notYet, .busy: self = .unavailable
    case .denied: self = .permission
    case .missing: self = .configuration
    case .conflict: self = .conflict
    case .broken, .payload, .quota, .refused: self = .refused
    }
  }
}
