extension ModelFlow {
  /// Who runs.
  enum Role: Hashable {
    /// A release of that code: publish, 10%, check, 50%, check, 100%; its record names a version
    /// that it gave a share to before, or 0. A resumed one goes on from a record by which version 2
    /// has that step over version 1, by another run, and is healthy.
    case deployer(code: UInt8, replacing: UInt8 = 0, resumed: UInt8 = 0)
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
      guard case .deployer(let code, _, _) = self else { return nil }
      return code
    }

    /// Whether nothing goes wrong on its way: what it does is looked at, not how.
    var isReliable: Bool {
      switch self {
      case .hand, .terraform: true
      default: false
      }
    }
  }
}
