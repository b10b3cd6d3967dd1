/// Where runs stand, each place once: the answers a run has got, and the call it makes next.
///
/// The protocol itself is run once a place; all interleavings share the places.
final class RunTree {
  private struct Place {
    var role: ModelFlow.Role
    var parent: Int32
    var answer: ModelAnswer
    var call: ModelCall
  }

  /// An answer at a place.
  private struct Step: Hashable {
    var place: Int32
    var answer: ModelAnswer
  }

  private var places: [Place] = []
  private var children: [Step: Int32] = [:]
  private var roots: [ModelFlow.Role: Int32] = [:]
  private let flow: ModelFlow
  private static let none = ModelAnswer(.lost)

  init(_ flow: ModelFlow) { self.flow = flow }

  /// How many places there are: how often the real code ran.
  var count: Int { places.count }

  /// The start of a run.
  func root(_ role: ModelFlow.Role) -> Int32 {
    if let root = roots[role] { return root }
    let root = add(role, parent: -1, Self.none, log: [])
    roots[role] = root
    return root
  }

  /// The call that a run makes next; its exit is one too.
  func call(_ place: Int32) -> ModelCall { places[Int(place)].call }

  /// Where the run is after that answer.
  func child(_ place: Int32, _ answer: ModelAnswer) -> Int32 {
    let key = Step(place: place, answer: answer)
    if let known = children[key] { return known }
    var log = [answer]
    var at = place
    while places[Int(at)].parent >= 0 {
      log.append(places[Int(at)].answer)
      at = places[Int(at)].parent
    }
    let child = add(places[Int(place)].role, parent: place, answer, log: log.reversed())
    children[key] = child
    return child
  }

  private func add(_ role: ModelFlow.Role, parent: Int32, _ answer: ModelAnswer, log: [ModelAnswer])
    -> Int32
  {
    let client = ReplayClient(log)
    let status = flow.run(role, client)
    let call =
      client.next ?? ModelCall(kind: .exit, subject: status, progress: client.progress)
    places.append(
      Place(
        role: role, parent: parent, answer: answer, call: call))
    return Int32(places.count - 1)
  }
}
