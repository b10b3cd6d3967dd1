/// What a health check says of a version.
package enum HealthVerdict: String, Sendable, CaseIterable {
  /// Healthy enough for more traffic.
  case healthy
  /// Not healthy: it must go.
  case unhealthy
  /// There is not enough evidence for either.
  case inconclusive
}
