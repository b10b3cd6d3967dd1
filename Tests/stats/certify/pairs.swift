import HealthSimulation
import Release

/// The rows about `healthcheck --compare`: what must hardly ever be found, and what must nearly
/// always be.
enum PairCells {
  /// One simulated situation.
  struct Cell {
    var name: String
    var simulation: PairSimulation
    /// The verdict and its greatest share.
    var rarely: (verdict: Verdict, most: Double)
    /// The verdict and its smallest share.
    var mostly: (verdict: Verdict, least: Double)

    init(
      _ name: String, rarely: (Verdict, Double), mostly: (Verdict, Double),
      _ change: (inout PairSimulation) -> Void
    ) {
      self.name = name
      self.rarely = (rarely.0, rarely.1)
      self.mostly = (mostly.0, mostly.1)
      simulation = PairSimulation()
      change(&simulation)
    }
  }

  static let latency = [ComparisonRequirement.latency(factor: 1.1)]

  static let all: [Cell] = [
    Cell("same: equal versions", rarely: (.unhealthy, 0), mostly: (.healthy, 1)) { _ in },
    Cell("same: a field of 5% changed", rarely: (.healthy, 0.01), mostly: (.unhealthy, 0.97)) {
      $0.changed = 0.05
    },
    Cell("same: a field of 20% changed", rarely: (.healthy, 0), mostly: (.unhealthy, 0.999)) {
      $0.changed = 0.2
    },
    Cell("same: every answer changed", rarely: (.healthy, 0), mostly: (.unhealthy, 1)) {
      $0.changed = 1
    },
    Cell("same: noise in each answer", rarely: (.unhealthy, 0.01), mostly: (.healthy, 0.98)) {
      $0.noise = [1, 1, 0.5]
    },
    Cell("same: noise in 10%", rarely: (.unhealthy, 0.01), mostly: (.healthy, 0.95)) {
      $0.noise = [0.1]
    },
    Cell("same: noise in 2%", rarely: (.unhealthy, 0.01), mostly: (.healthy, 0.6)) {
      $0.noise = [0.02]
    },
    Cell("same: 20 fields, noise in 0.5% each", rarely: (.unhealthy, 0.01), mostly: (.healthy, 0)) {
      $0.noise = Array(repeating: 0.005, count: 20)
    },
    Cell(
      "same: noise in each answer, 10% changed", rarely: (.healthy, 0.01),
      mostly: (.unhealthy, 0.98)
    ) {
      $0.noise = [1, 0.3]
      $0.changed = 0.1
    },
    Cell("latency: equal", rarely: (.unhealthy, 0.01), mostly: (.healthy, 0.98)) {
      $0.requirements = latency
    },
    Cell("latency: just at the factor", rarely: (.unhealthy, 0.01), mostly: (.inconclusive, 0.9)) {
      $0.requirements = latency
      $0.slower = 1.1
    },
    Cell("latency: the same", rarely: (.healthy, 0.01), mostly: (.inconclusive, 0.9)) {
      $0.requirements = latency
      $0.slower = 1.1
    },
    Cell("latency: 20% slower", rarely: (.healthy, 0.01), mostly: (.unhealthy, 0.9)) {
      $0.requirements = latency
      $0.slower = 1.2
    },
    Cell("latency: equal, heavy tails", rarely: (.unhealthy, 0.01), mostly: (.healthy, 0.95)) {
      $0.requirements = latency
      $0.tail = 0.05
    },
    Cell("latency: 50% slower, heavy tails", rarely: (.healthy, 0.01), mostly: (.unhealthy, 0.98)) {
      $0.requirements = latency
      $0.tail = 0.05
      $0.slower = 1.5
    },
    Cell("latency: 30 cold starts only", rarely: (.unhealthy, 0.01), mostly: (.healthy, 0.98)) {
      $0.requirements = latency
      $0.coldStarts = 30
    },
    Cell("same: outages of 10 s", rarely: (.unhealthy, 0.01), mostly: (.healthy, 0.5)) {
      $0.outage = 10
    },
    Cell("failures: outages of 3 s", rarely: (.unhealthy, 0.01), mostly: (.healthy, 0)) {
      $0.requirements = []
      $0.outage = 3
    },
    Cell("failures: 20% of the candidate", rarely: (.healthy, 0), mostly: (.unhealthy, 0.99)) {
      $0.requirements = []
      $0.failing = 0.2
    },
    Cell("same and latency: equal", rarely: (.unhealthy, 0.01), mostly: (.healthy, 0.98)) {
      $0.requirements = [.same] + latency
    },
  ]
}
