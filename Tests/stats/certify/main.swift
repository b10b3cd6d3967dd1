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
func keeps(_ share: Double, _ most: Double, of runs: Int = runs) -> Bool {
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

let flowRuns = max(100, runs / 10)

func flowCells(_ seen: FlowEnd.Summary) -> String {
  func whole(_ share: Double) -> String { DecimalText.number(100 * share, decimals: 1) }
  let rest = max(0, 1 - seen.promoted - seen.unhealthy)
  return "\(whole(seen.promoted))/\(whole(seen.unhealthy))/\(whole(rest))"
    + " \(seen.minutes.map { "\($0)" } ?? "-")"
    + " \(DecimalText.number(seen.failures, decimals: 1)) \(whole(seen.greatest))"
}

/// A world of the table: its name, the versions, the most promotions of a bad version, or the most
/// false rollbacks of a good one, and what an independent simulation of 4000 runs found, by the
/// traffic: of 10%,50% before the rule of incidents, of `--pace 1%` and of `--pace 5%`.
struct FlowRow {
  var name: String
  var isGood: Bool
  var most: Double
  var world: (Double) -> TrafficWorld
  var listed: [[String]]
}

func flowRow(
  _ name: String, good: Bool, most: Double, _ candidate: Double, _ baseline: Double,
  incident: Range<Int>? = nil, clump: Int = 1, listed: [String]
) -> FlowRow {
  FlowRow(
    name: name, isGood: good, most: most,
    world: {
      TrafficWorld(
        requestsPerSecond: $0, candidate: candidate, baseline: baseline, incident: incident,
        clump: clump)
    }, listed: listed.map { $0.split(separator: "; ").map(String.init) })
}

let flowRates = [1.0, 10, 100]
let flowTable = [
  flowRow(
    "good 0.1%", good: true, most: 0.001, 0.001, 0.001,
    listed: [
      "97/0/3 32; 100/0/0 12; 100/0/0 12", ".33/0/99.7 -; 100/0/0 22; 100/0/0 14",
      "99.9/0/.07 27; 100/0/0 13; 100/0/0 13",
    ]),
  flowRow(
    "equal 3%, live 3%", good: true, most: 0.02, 0.03, 0.03,
    listed: [
      "87/1/12 31; 99/.78/0 12; 99.9/.1/0 12", "28/.33/71 51; 99/.47/.3 21; 99.7/.35/0 14",
      "85/.5/15 35; 99/.45/.12 15; 99.9/.12/0 13",
    ]),
  flowRow(
    "5% bad", good: false, most: 0.001, 0.05, 0.001,
    listed: [
      "0/80/20 16; 0/100/0 5; 0/100/0 3", "0/12/88 47; 0/99/1 16; 0/100/0 4",
      "0/86/14 26; 0/100/0 5; 0/100/0 3",
    ]),
  flowRow(
    "20% bad", good: false, most: 0.001, 0.2, 0.001,
    listed: [
      "0/100/0 7; 0/100/0 4; 0/100/0 3", "0/93/7 30; 0/100/0 5; 0/100/0 2",
      "0/100/0 9; 0/100/0 3; 0/100/0 2",
    ]),
  flowRow(
    "dead", good: false, most: 0, 1, 0.001,
    listed: [
      "0/100/0 4; 0/100/0 3; 0/100/0 3", "0/100/0 8; 0/100/0 3; 0/100/0 2",
      "0/100/0 4; 0/100/0 2; 0/100/0 2",
    ]),
  flowRow(
    "good 0.1%, both +20% in 3-8", good: true, most: 0.002, 0.001, 0.001, incident: 3..<8,
    listed: [
      "95/.07/5 17; >99.9/.03/0 12; 100/0/0 12", ".05/0/>99.9 -; >99.9/.05/0 27; 100/0/0 20",
      "99/.03/.85 32; >99.9/.05/0 19; 100/0/0 19",
    ]),
  flowRow(
    "5% bad, both +20% in 3-18", good: false, most: 0.005, 0.05, 0.001, incident: 3..<18,
    listed: [
      "?; 37/63/0 5; 0/100/0 3", "?; 0/98/2 39; 0/100/0 4", "?; 0/100/0 6; 0/100/0 3",
    ]),
  flowRow(
    "good 1%, live 1%, clumps of 3", good: true, most: 0.2, 0.01, 0.01, clump: 3,
    listed: [
      "68/7/26 31; 92/8/0 12; 98/2/0 12", "6/.93/93 56; 83/10/6 24; 90/10/.05 15",
      "72/5/23 28; 89/9/1 15; 95/5/0 12",
    ]),
]
let flowWidths = [30, 6, 26, 24, 26, 24, 26]

@MainActor func flowTitle(_ text: String, _ columns: [String]) {
  print("\n\(text), \(flowRuns) simulated releases a cell:")
  print(
    "promoted/unhealthy/inconclusive %, median minutes to the verdict, failed requests, top weight %\n"
  )
  print(zip(["version", "req/s"] + columns, flowWidths).map { padded($0, $1) }.joined())
}

@MainActor func holds(_ row: FlowRow, _ seen: FlowEnd.Summary) -> Bool {
  let share = row.isGood ? seen.unhealthy : seen.promoted
  let deviation = 3 * (max(row.most, 0.0005) / Double(flowRuns)).squareRoot()
  return share <= row.most + deviation
}

func paceRule(_ first: String, clump: Int = 1) throws -> PaceRule {
  try PaceRule(
    first: Weight(argument: first),
    traffic: TrafficRule(
      tolerate: Rate(argument: "1%"), reject: Rate(argument: "5%"), risk: Rate(argument: "1%"),
      clump: clump))
}

@MainActor func flowLine(
  _ row: FlowRow, _ rate: Double, _ cells: [String], _ judged: [FlowEnd.Summary]
) {
  let isKept = judged.allSatisfy { holds(row, $0) }
  if !isKept { broken += 1 }
  let text = [row.name, DecimalText.number(rate, decimals: 1)] + cells
  print(
    zip(text, flowWidths).map { padded($0, $1) }.joined() + (isKept ? "ok" : "BROKEN"))
}

flowTitle(
  "Fixed weights, 60s + --watch 5m a step, before and after the rule of incidents",
  ["10%,50% before", "listed", "10%,50%", "1%,10%,50% before", "1%,10%,50%"])
for row in flowTable {
  for (place, rate) in flowRates.enumerated() {
    let world = row.world(rate)
    func seen(_ weights: [Double], _ knows: Bool) -> FlowEnd.Summary {
      let steps = StepsSimulation(weights, world, knowsIncidents: knows)
      return FlowEnd.summary(flowRuns, seed: 3) { steps.run(traffic, &$0) }
    }
    let after = [seen([0.1, 0.5], true), seen([0.01, 0.1, 0.5], true)]
    flowLine(
      row, rate,
      [
        flowCells(seen([0.1, 0.5], false)), row.listed[0][place], flowCells(after[0]),
        flowCells(seen([0.01, 0.1, 0.5], false)), flowCells(after[1]),
      ], after)
  }
}

flowTitle(
  "The weight follows the evidence",
  ["--pace 1%", "listed", "--pace 5%", "listed", "--pace 1% --clump 3"])
for row in flowTable {
  for (place, rate) in flowRates.enumerated() {
    let seen = try [paceRule("1%"), paceRule("5%"), paceRule("1%", clump: 3)].map { rule in
      let release = PaceSimulation(rule, row.world(rate))
      return FlowEnd.summary(flowRuns, seed: 4) { release.run(&$0) }
    }
    flowLine(
      row, rate,
      [
        flowCells(seen[0]), row.listed[1][place], flowCells(seen[1]), row.listed[2][place],
        flowCells(seen[2]),
      ], seen)
  }
}

print("\nMinutes until a good version is promoted, by the plan\n")
for line in try PacePlan(paceRule("1%")).table { print(line) }

let pairRuns = max(200, runs / 10)
print(
  "\nPairs, \(pairRuns) simulated comparisons: what must be rare, what must be usual, and what it takes\n"
)
let pairWidths = [42, 14, 9, 15, 14, 9, 15, 8, 12]
for cell in PairCells.all {
  let seen = try cell.simulation.runs(pairRuns, seed: 3)
  func share(_ verdict: Verdict) -> Double {
    Double(seen.verdicts[verdict] ?? 0) / Double(pairRuns)
  }
  let (rare, usual) = (share(cell.rarely.verdict), share(cell.mostly.verdict))
  row(
    [
      cell.name, cell.rarely.verdict.rawValue, percent(rare),
      "at most " + percent(cell.rarely.most),
      cell.mostly.verdict.rawValue, percent(usual), "at least " + percent(cell.mostly.least),
      DecimalText.number(seen.pairs, decimals: 0),
      DecimalText.number(seen.invocations, decimals: 0) + " calls",
    ], pairWidths,
    keeps(rare, cell.rarely.most, of: pairRuns) && usual >= cell.mostly.least)
}

print(broken == 0 ? "\nevery promise holds" : "\n\(broken) promises are broken")
exit(broken == 0 ? 0 : 1)
