/// Looks at every state the world can come to, each once, breadth first.
struct ModelChecker {
  /// What was found.
  struct Report {
    var states = 0
    var transitions = 0
    var places = 0
    /// The shortest way to a violation of each invariant that is violated.
    var violations: [Invariant: [String]] = [:]
    /// The most calls that a run made which started from a quiet world.
    var mostCalls = 0
    /// The most calls that a rollback by hand made there.
    var mostRollbackCalls = 0
    /// The ends where no deployer had success although nothing went wrong.
    var ends = 0
    var endsWithoutWinner = 0
    /// The shortest way to such an end.
    var withoutWinner: [String] = []
    /// The statuses that deployers ended with.
    var statuses: Set<UInt8> = []
    /// Whether the limit of states was reached before the end.
    var isCut = false
  }

  let tree: RunTree
  let scenario: Scenario
  let world: ModelWorld
  /// Ends the search at the first violation.
  var stopsAtFirst = false
  var limit = Int.max

  var report = Report()
  private var known: [ModelState: Int32] = [:]
  private var queue: [ModelState] = []
  var parents: [Int32] = []
  var labels: [Label] = []
  var quiet: Set<Quiet> = []

  init(_ scenario: Scenario, _ flow: ModelFlow, tree: RunTree? = nil) {
    self.scenario = scenario
    self.tree = tree ?? RunTree(flow)
    world = ModelWorld(
      tree: self.tree, roles: scenario.roles, reruns: scenario.reruns,
      isAdverse: scenario.isAdverse)
  }

  /// Searches, and tells what was found.
  mutating func search() -> Report {
    var runs = ModelState.Three(
      first: ModelState.Run(), second: ModelState.Run(), third: ModelState.Run())
    for run in scenario.roles.indices { runs[run] = world.start(run, scenario.server) }
    let none = ModelState.Request()
    var start = ModelState(
      server: scenario.server, runs: runs,
      flight: ModelState.Three(first: none, second: none, third: none), losses: scenario.losses,
      kills: scenario.kills, terms: scenario.terms,
      memory: ModelState.Memory(of: scenario.server))
    start.setter = scenario.ownerAtStart
    if case .deployer(_, _, let resumed, .paced) = scenario.roles[0], resumed > 0 {
      start.allowed = resumed + 1
    }
    visit(start, from: -1, Label(run: 0, call: nil, fate: .start, answer: ModelAnswer(.lost)), [])
    var at = 0
    while at < queue.count, queue.count < limit {
      if stopsAtFirst, !report.violations.isEmpty { break }
      expand(queue[at], Int32(at))
      at += 1
    }
    report.isCut = at < queue.count && report.violations.isEmpty
    report.states = queue.count
    report.places = tree.count
    return report
  }

  mutating func visit(
    _ state: ModelState, from parent: Int32, _ label: Label, _ found: [Invariant]
  ) {
    report.transitions += 1
    if !found.isEmpty {
      for invariant in found where report.violations[invariant] == nil {
        report.violations[invariant] = path(to: parent) + [text(label)]
      }
      // What comes after a violation shows nothing new.
      return
    }
    guard known[state] == nil else { return }
    known[state] = Int32(queue.count)
    queue.append(state)
    parents.append(parent)
    labels.append(label)
  }

  private mutating func expand(_ state: ModelState, _ index: Int32) {
    var isQuiet = true
    for run in scenario.roles.indices
    where state.runs[run].marks.isDisjoint(with: [.ended, .killed]) {
      isQuiet = false
      if let first = scenario.after[run],
        state.runs[first].marks.isDisjoint(with: [.ended, .killed])
      {
        continue
      }
      step(state, run, index)
    }
    for slot in 0..<Int(state.flying) { land(state, slot, index) }
    if isQuiet, state.flying == 0 { settle(state, index) }
  }

  /// A request whose sender waits no more takes its effect.
  private mutating func land(_ state: ModelState, _ slot: Int, _ index: Int32) {
    var next = state
    var found: [Invariant] = []
    let request = next.flight[slot]
    remove(slot, &next)
    if next.server.updating > 0, request.kind != ModelCall.Kind.alias.rawValue {
      world.finishUpdate(&next)
    }
    let run = Int(request.sender)
    let answer = world.effect(&next, run, request, isAnswered: false, isLate: true) {
      found.append($0)
    }
    let label = Label(run: run, call: request.call, fate: .late, answer: answer)
    visit(next, from: index, label, found)
  }

  private func remove(_ slot: Int, _ state: inout ModelState) {
    for index in slot..<2 { state.flight[index] = state.flight[index + 1] }
    state.flight[2] = ModelState.Request()
    state.flying -= 1
  }

  private mutating func step(_ state: ModelState, _ run: Int, _ index: Int32) {
    let call = tree.call(state.runs[run].place)
    if call.kind == .verdict {
      answer(state, run, call, ModelAnswer(.healthy), index)
      if world.isAdverse {
        answer(state, run, call, ModelAnswer(.unhealthy), index)
        if case .deployer(_, _, _, .holding) = scenario.roles[run] {
          answer(state, run, call, ModelAnswer(.inconclusive), index)
        }
      }
      interrupt(state, run, call, index)
      return
    }
    if call.kind == .look {
      for allowed in UInt8(1)...3 {
        answer(state, run, call, ModelAnswer(.healthy, allowed), index)
      }
      if world.isAdverse { answer(state, run, call, ModelAnswer(.unhealthy), index) }
      interrupt(state, run, call, index)
      return
    }
    // An update that is going on may be found so once more, or be done.
    let looksAtUpdate =
      call.kind == .latest || call.kind == .update || call.kind == .publish
      || call.kind == .configure
    if looksAtUpdate, state.server.updating > 0 {
      if state.server.updating == 2 {
        var busy = state
        busy.server.updating = 1
        send(busy, run, call, index)
      }
      var done = state
      world.finishUpdate(&done)
      send(done, run, call, index)
    } else {
      send(state, run, call, index)
    }
    interrupt(state, run, call, index)
  }

  private mutating func answer(
    _ state: ModelState, _ run: Int, _ call: ModelCall, _ answer: ModelAnswer, _ index: Int32
  ) {
    var next = state
    next.runs[run].place = tree.child(state.runs[run].place, heard(answer, by: run))
    if call.kind == .look { next.allowed = max(1, answer.a) }
    var found: [Invariant] = []
    world.finish(&next, run) { found.append($0) }
    visit(next, from: index, Label(run: run, call: call, fate: .answered, answer: answer), found)
  }

  /// The call is carried out and answered.
  private mutating func send(_ state: ModelState, _ run: Int, _ call: ModelCall, _ index: Int32) {
    var next = state
    var found: [Invariant] = []
    let answer =
      isStale(call, state, run)
      ? ModelAnswer(.precondition)
      : world.effect(
        &next, run, ModelState.Request(call, of: run, in: state), isAnswered: true, isLate: false
      ) {
        found.append($0)
      }
    next.runs[run].place = tree.child(state.runs[run].place, heard(answer, by: run))
    world.finish(&next, run) { found.append($0) }
    visit(next, from: index, Label(run: run, call: call, fate: .answered, answer: answer), found)
  }

  /// An answer as a run gets it: a step that has outlived its guard finds the journal sealed.
  private func heard(_ answer: ModelAnswer, by run: Int) -> ModelAnswer {
    var answer = answer
    answer.isSealed = world.owner(run) != run
    return answer
  }

  func isStale(_ call: ModelCall, _ state: ModelState, _ run: Int) -> Bool {
    guard let token = call.token else { return false }
    return token != state.runs[run].token
  }
}
