import Release

extension ModelFlow {
  /// Who runs.
  enum Role: Hashable {
    /// A release of that code: publish, 10%, check, 50%, check, 100%; its record names a version
    /// that it gave a share to before, or 0. A resumed one goes on from a record by which version 2
    /// has that step over version 1, by another run, and is healthy.
    case deployer(
      code: UInt8, replacing: UInt8 = 0, resumed: UInt8 = 0, script: Script = .canary)
    /// A step of that run which goes on when the run's guard has sealed the journal.
    case step(of: UInt8)
    /// A rollback by hand.
    case rollback
    /// `rollback --to-version previous` by hand, as many times as given.
    case previous(times: UInt8)
    /// A hand that moves the alias in the console, which leaves the Description.
    case hand(version: UInt8)
    /// A change of the configuration of `$LATEST`.
    case terraform

    /// The code that is released.
    var code: UInt8? {
      guard case .deployer(let code, _, _, _) = self else { return nil }
      return code
    }

    /// Whether nothing goes wrong on its way: what it does is looked at, not how.
    var isReliable: Bool {
      switch self {
      case .hand, .terraform, .step: true
      default: false
      }
    }
  }

  /// The script that a guard runs.
  enum Script: Hashable {
    /// Those with fixed shares.
    static let allCases = [Script.canary, .strict, .holding, .careless]

    /// As bin/canary: a promotion stays. TERM comes to the guard.
    case canary
    /// One that checks after the promotion, too, and whose promotion does not stay. A step of it is
    /// killed, by which it fails.
    case strict
    /// One that ends 2 whatever the verdict was, under a guard that holds.
    case holding
    /// One that hides every failure: it ends 0.
    case careless
    /// As bin/canary with `--pace 10%`: the share follows the evidence, up to 50%.
    case paced

    /// What its guard was asked for.
    var policy: RollbackDecision.Policy {
      RollbackDecision.Policy(
        leavesPromoted: [.canary, .holding, .paced].contains(self),
        holdsInconclusive: self == .holding)
    }

    /// How it ends when its guard gets a signal, or the step that runs is killed.
    var interruption: RollbackDecision.Ending {
      switch self {
      case .canary, .paced: .interrupted(signal: 15)
      case .strict: .exited(137)
      case .holding: .exited(2)
      case .careless: .exited(0)
      }
    }

    /// How it ends after a command with that status.
    func ending(_ status: UInt8) -> RollbackDecision.Ending {
      switch self {
      case .careless: .exited(0)
      case .holding where status == 1: .exited(2)
      default: .exited(Int32(status))
      }
    }
  }
}
