import AWS
import HealthSimulation
import LibC
import Release

// Prints what the rules of healthcheck do, as built: exactly by dynamic programming where that is
// possible, else by simulation with a fixed seed. Ends with 1 when a promise is broken.
//
//     certify [RUNS]      RUNS is the number of simulated runs a cell, 20000 by default

let runs = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 20_000
var broken = 0

func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

func percent(_ share: Double) -> String {
  let thousandths = Int((share * 100_000).rounded())
  return DecimalText.number(units: thousandths, decimals: 3, keepingZeros: true) + "%"
}

func hundredths(_ value: Double) -> String {
  DecimalText.number(value, decimals: 2, keepingZeros: true)
}

@MainActor func row(_ cells: [String], _ widths: [Int], _ holds: Bool) {
  if !holds { broken += 1 }
  print(zip(cells, widths).map { padded($0, $1) }.joined() + (holds ? "ok" : "BROKEN"))
}

/// Whether a share seen in so many runs is compatible with a promise: within three standard
/// deviations above it.
func keeps(_ share: Double, _ most: Double) -> Bool {
  share <= most + 3 * (most * (1 - most) / Double(runs)).squareRoot()
}

func rule(_ tolerate: String, _ reject: String, _ risk: String) throws -> ProbeRule {
  try ProbeRule.calibrated(
    tolerate: Rate(argument: tolerate), reject: Rate(argument: reject),
    risk: Rate(argument: risk))
}

print("Probes, exactly: both errors at most the risk, probes at most 1.05 of Wald's bound\n")
let exactWidths = [22, 18, 6, 9, 9, 18, 12]
print(
  zip(
    ["tolerate/reject/risk", "rule", "max", "alpha", "beta", "probes", "times Wald"], exactWidths
  ).map { padded($0, $1) }.joined())
for (tolerate, reject, risk) in [
  ("1%", "5%", "1%"), ("1%", "5%", "5%"), ("1%", "10%", "1%"), ("1%", "10%", "5%"),
  ("2%", "10%", "1%"), ("0.1%", "1%", "1%"), ("5%", "20%", "1%"), ("0%", "5%", "1%"),
] {
  let rule = try rule(tolerate, reject, risk)
  let good = rule.operatingCharacteristic(at: try Rate(argument: tolerate).value)
  let bad = rule.operatingCharacteristic(at: try Rate(argument: reject).value)
  let limit = try Rate(argument: risk).value
  var ratio = "-"
  var isEfficient = true
  if let bound = rule.waldBound {
    let (one, other) = (
      good.expectedProbes / bound.atTolerate, bad.expectedProbes / bound.atReject
    )
    ratio = hundredths(one) + ", " + hundredths(other)
    isEfficient = risk != "1%" || max(one, other) <= 1.05
  }
  row(
    [
      "\(tolerate) \(reject) \(risk)",
      "-\(rule.failureCost) +\(rule.healthyLimit) -\(rule.unhealthyLimit)", "\(rule.maxProbes)",
      percent(good.unhealthy), percent(bad.healthy),
      hundredths(good.expectedProbes) + ", " + hundredths(bad.expectedProbes), ratio,
    ], exactWidths, good.unhealthy <= limit && bad.healthy <= limit && isEfficient)
}

let standard = try rule("1%", "5%", "1%")
print("\nProbes, \(runs) simulated checks: a good version fails, a bad one passes\n")
let probeWidths = [42, 12, 10, 18, 10]
for (name, simulation, verdict, most) in [
  ("1% of all requests fail", ProbeSimulation(rate: 0.01), Verdict.unhealthy, 0.01),
  ("5% of all requests fail", ProbeSimulation(rate: 0.05), .healthy, 0.01),
  (
    "0.1%, hiccups of 2 s every 10 min",
    ProbeSimulation(rate: 0.001, hiccupEvery: 600), .unhealthy, 0.002
  ),
  (
    "the same, 4 at once",
    ProbeSimulation(rate: 0.001, hiccupEvery: 600, parallel: 4), .unhealthy, 0.002
  ),
  (
    "the same, 16 at once",
    ProbeSimulation(rate: 0.001, hiccupEvery: 600, parallel: 16), .unhealthy, 0.002
  ),
  ("1%, 16 at once", ProbeSimulation(rate: 0.01, parallel: 16), .unhealthy, 0.01),
  ("5%, 16 at once", ProbeSimulation(rate: 0.05, parallel: 16), .healthy, 0.01),
  (
    "1%, 16 at once, failures 50 times slower",
    ProbeSimulation(rate: 0.01, parallel: 16, slowness: 50), .unhealthy, 0.01
  ),
  (
    "5%, 16 at once, failures 50 times slower",
    ProbeSimulation(rate: 0.05, parallel: 16, slowness: 50), .healthy, 0.01
  ),
  (
    "one broken line of 200", ProbeSimulation(rate: 0.01, lines: 200, brokenLine: 77), .healthy, 0
  ),
] {
  let seen = simulation.runs(runs, standard, seed: 1)
  let share = Double(seen.verdicts[verdict] ?? 0) / Double(runs)
  row(
    [name, verdict.rawValue, percent(share), "at most " + percent(most), hundredths(seen.probes)],
    probeWidths, keeps(share, most))
}

let traffic = try TrafficRule(
  tolerate: Rate(argument: "1%"), reject: Rate(argument: "5%"), risk: Rate(argument: "1%"))
let trafficWidths = [54, 12, 10, 18, 12]

@MainActor func watch(
  _ name: String, _ simulation: TrafficSimulation, _ verdict: Verdict, _ most: Double
) {
  let seen = simulation.runs(runs, traffic, seed: 2)
  let share = Double(seen.verdicts[verdict] ?? 0) / Double(runs)
  let last =
    verdict == .healthy
    ? hundredths(seen.minutesToUnhealthy) + " min"
    : percent(Double(seen.verdicts[.inconclusive] ?? 0) / Double(runs))
  row(
    [name, verdict.rawValue, percent(share), "at most " + percent(most), last], trafficWidths,
    keeps(share, most))
}

func cell(
  _ rps: Double, _ weight: Double, _ candidate: Double, _ baseline: Double,
  incident: (minutes: Range<Int>, rate: Double)? = nil, overdispersed: Bool = false
) -> TrafficSimulation {
  TrafficSimulation(
    requestsPerSecond: rps, weight: weight, candidate: candidate, baseline: baseline,
    incident: incident, overdispersed: overdispersed)
}

print("\nLive traffic, \(runs) simulated watches of 30 minutes: false rollback, and inconclusive\n")
watch("10/s, 10%: 0.1% both", cell(10, 0.1, 0.001, 0.001), .unhealthy, 0.01)
watch("10/s, 10%: 1% both", cell(10, 0.1, 0.01, 0.01), .unhealthy, 0.01)
watch("10/s, 10%: 3% both", cell(10, 0.1, 0.03, 0.03), .unhealthy, 0.01)
watch("10/s, 10%: 8% both", cell(10, 0.1, 0.08, 0.08), .unhealthy, 0.01)
watch("10/s, 10%: 1% against 0.1%", cell(10, 0.1, 0.01, 0.001), .unhealthy, 0.01)
watch("10/s, 50%: 1% both", cell(10, 0.5, 0.01, 0.01), .unhealthy, 0.01)
watch("100/s, 10%: 1% both", cell(100, 0.1, 0.01, 0.01), .unhealthy, 0.01)
watch("1/s, 10%: 1% both", cell(1, 0.1, 0.01, 0.01), .unhealthy, 0.01)
watch("1/s, 50%: 1% both", cell(1, 0.5, 0.01, 0.01), .unhealthy, 0.01)
watch(
  "10/s, 10%: 0.1% both, shared incident 20% for 5 min",
  cell(10, 0.1, 0.001, 0.001, incident: (4..<9, 0.2)), .unhealthy, 0.001)
watch(
  "10/s, 10%: 1% both, overdispersed", cell(10, 0.1, 0.01, 0.01, overdispersed: true),
  .unhealthy, 0.01)

print("\nThe same: a broken version called healthy, and minutes until unhealthy\n")
watch("10/s, 10%: 5% against 0.1%", cell(10, 0.1, 0.05, 0.001), .healthy, 0.01)
watch("10/s, 10%: 5% against 1%", cell(10, 0.1, 0.05, 0.01), .healthy, 0.01)
watch("1/s, 10%: 5% against 0.1%", cell(1, 0.1, 0.05, 0.001), .healthy, 0.01)
watch("1/s, 10%: 5% against 1%", cell(1, 0.1, 0.05, 0.01), .healthy, 0.01)
watch("1/s, 50%: 5% against 0.1%", cell(1, 0.5, 0.05, 0.001), .healthy, 0.01)
watch("10/s, 10%: 10% against 0%", cell(10, 0.1, 0.1, 0), .healthy, 0)
watch("10/s, 10%: 15% against 3%", cell(10, 0.1, 0.15, 0.03), .healthy, 0.001)
watch("10/s, 10%: 50% against 0.1%", cell(10, 0.1, 0.5, 0.001), .healthy, 0)

print(broken == 0 ? "\nevery promise holds" : "\n\(broken) promises are broken")
exit(broken == 0 ? 0 : 1)
