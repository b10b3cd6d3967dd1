import AWS

/// What a comparison must show of the candidate (`--require`).
package enum ComparisonRequirement: Sendable, Hashable {
  /// It gives the same answers.
  case same
  /// It takes at most this many times as long as the serving version.
  case latency(factor: Double)
  /// It uses at most this share of its memory.
  case memory(share: Rate)

  /// Why text is not a requirement.
  package struct SyntaxError: Error, Equatable, CustomStringConvertible {
    /// What is wrong with which text, and which forms there are.
    package var description: String
  }

  /// The usual factor of latency.
  package static let usualFactor = 1.1

  /// Reads `same`, `latency`, `latency=1.2`, `memory` or `memory=80%`.
  package init(argument text: String) throws(SyntaxError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let value = parts.count > 1 ? String(parts[1]) : nil
    switch (parts.first ?? "", value) {
    case ("same", nil): self = .same
    case ("latency", nil): self = .latency(factor: Self.usualFactor)
    case ("latency", let value?):
      guard value.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }),
        let factor = Double(value), (1...1000).contains(factor)
      else {
        throw SyntaxError(
          description: "'\(text)': give a factor from 1 on, such as latency=1.1")
      }
      self = .latency(factor: factor)
    case ("memory", nil): self = .memory(share: Rate(percent: 90) ?? .onePercent)
    case ("memory", let value?):
      guard let share = try? Rate(argument: value), share.value > 0 else {
        throw SyntaxError(
          description: "'\(text)': give a share of the memory, such as memory=90%")
      }
      self = .memory(share: share)
    default:
      throw SyntaxError(
        description: "'\(text)': give same, latency, latency=1.1, memory or memory=90%")
    }
  }

  /// The word before the value: each may be required once.
  package var name: String {
    switch self {
    case .same: "same"
    case .latency: "latency"
    case .memory: "memory"
    }
  }

  /// The requirement as it is given.
  package var text: String {
    switch self {
    case .same: "same"
    case .latency(let factor): "latency=\(DecimalText.number(factor, decimals: 6))"
    case .memory(let share): "memory=\(share.percent)"
    }
  }
}
