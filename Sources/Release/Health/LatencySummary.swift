package import AWS

/// How long the answers took: three percentiles and a histogram that fits into a line.
package struct LatencySummary: Sendable {
  /// The times in seconds, in ascending order.
  private let seconds: [Double]

  /// Summarises times in seconds.
  package init(_ seconds: [Double]) {
    self.seconds = seconds.sorted()
  }

  /// The time that so many percent of the answers did not exceed (nearest rank); nil without
  /// answers.
  package func percentile(_ percent: Int) -> Double? {
    guard !seconds.isEmpty else { return nil }
    let rank = (seconds.count * percent + 99) / 100
    return seconds[max(0, rank - 1)]
  }

  /// The histogram: a bar for each of at most sixteen classes, whose widths grow with the time.
  package var histogram: String {
    guard let low = seconds.first.map({ max($0, 0.0001) }), let high = seconds.last else {
      return ""
    }
    let bars = Array("▁▂▃▄▅▆▇█")
    guard high > low * 1.05 else { return "█" }
    let classes = 16
    let span = naturalLogarithm(high / low)
    var counts = [Int](repeating: 0, count: classes)
    for time in seconds {
      let place = naturalLogarithm(max(time, low) / low) / span * Double(classes)
      counts[min(classes - 1, Int(place))] += 1
    }
    let most = counts.max() ?? 1
    return String(
      counts.map { count in
        count == 0 ? " " : bars[(count * bars.count - 1) / most]
      })
  }

  /// The percentiles and the histogram in one line: `latency p50 31 ms, p95 44 ms, p99 120 ms`.
  package var line: String? {
    guard let low = seconds.first, let high = seconds.last, let p50 = percentile(50),
      let p95 = percentile(95), let p99 = percentile(99)
    else { return nil }
    let text = DecimalText.duration
    return "latency p50 \(text(p50)), p95 \(text(p95)), p99 \(text(p99))  "
      + "\(text(low)) [\(histogram)] \(text(high))"
  }

  /// The percentiles in whole milliseconds, for the record.
  package var members: [JSONMember] {
    [50, 95, 99].compactMap { percent in
      percentile(percent).map {
        JSONMember("P\(percent)Milliseconds", .init(Int(($0 * 1000).rounded())))
      }
    }
  }
}
