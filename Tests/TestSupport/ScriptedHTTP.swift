package import HTTP
// A build with the static standard library has no Testing, and builds this target all the same.
#if canImport(Testing)
  import Testing
#endif

/// An HTTP client that answers from a script, keeps what it was asked, and fails the running test
/// on a request that the script does not know.
///
/// Time is simulated: an answer takes its `seconds`, which move `clock` on. In `sendAll` up to
/// `parallel` requests are under way at once and the answers come in the order in which they are
/// ready, those ready at the same moment in the order in which they were sent.
package final class ScriptedHTTP: HTTPClient {
  /// What comes back for one request.
  package typealias Answer = Result<HTTPResponse, TransferError>

  /// Every request, in the order in which they were sent.
  package private(set) var requests: [HTTPRequest] = []
  /// The requests that the script had no answer for.
  package private(set) var unexpected: [HTTPRequest] = []
  /// The most requests that were under way at once.
  package private(set) var widest = 0
  /// The clock that an answer's seconds move on; nil leaves time alone.
  package var clock: ScriptedClock?

  private var answers: [Answer] = []
  private let respond: ((HTTPRequest, Int) -> Answer?)?

  /// Answers from a list, one answer a request.
  package init(_ answers: [Answer] = []) {
    self.answers = answers.reversed()
    respond = nil
  }

  /// Answers by a function of the request and its number, 0 for the first; nil is an unscripted
  /// request.
  package init(respond: @escaping (HTTPRequest, Int) -> Answer?) {
    self.respond = respond
  }

  /// How many answers of the list were not asked for.
  package var unused: Int { answers.count }

  /// Adds an answer at the end of the list.
  package func append(_ answer: Answer) {
    answers.insert(answer, at: 0)
  }

  /// Answers one request from the script.
  package func send(_ request: HTTPRequest) throws(TransferError) -> HTTPResponse {
    let answer = answer(to: request)
    clock?.advance(by: Self.seconds(of: answer))
    return try answer.get()
  }

  /// Answers many requests from the script, in simulated time.
  package func sendAll(
    parallel: Int, next: () -> NextRequest, received: (Int, Answer) -> Bool
  ) {
    var underWay: [(number: Int, ready: Double, answer: Answer)] = []
    var sent = 0
    var time = 0.0
    var finished = false
    while true {
      var askAgain = Double.infinity
      asking: while !finished, underWay.count < max(1, parallel) {
        switch next() {
        case .send(let request):
          let answer = answer(to: request)
          underWay.append((sent, time + Self.seconds(of: answer), answer))
          sent += 1
          widest = max(widest, underWay.count)
        case .wait(let seconds):
          askAgain = time + max(0, seconds)
          break asking
        case .finished:
          finished = true
        }
      }
      let first = underWay.indices.min { underWay[$0].ready < underWay[$1].ready }
      guard let first, underWay[first].ready <= askAgain else {
        if finished || askAgain == .infinity { return }
        clock?.advance(by: askAgain - time)
        time = askAgain
        continue
      }
      let done = underWay.remove(at: first)
      clock?.advance(by: done.ready - time)
      time = done.ready
      guard received(done.number, done.answer) else { return }
    }
  }

  private func answer(to request: HTTPRequest) -> Answer {
    let number = requests.count
    requests.append(request)
    if let answer = respond?(request, number) ?? answers.popLast() { return answer }
    unexpected.append(request)
    let line = "unscripted request \(number): \(request.method) \(request.host)\(request.target)"
    #if canImport(Testing)
      Issue.record("\(line)")
    #endif
    return .failure(TransferError(stage: .request, code: 0, message: line))
  }

  private static func seconds(of answer: Answer) -> Double {
    guard case .success(let response) = answer else { return 0 }
    return response.seconds
  }
}

extension Result where Success == HTTPResponse, Failure == TransferError {
  /// An answer with a text body.
  package static func answer(
    _ status: Int, _ body: String = "", headers: [HTTPHeader] = [], seconds: Double = 0
  ) -> Self {
    .success(
      HTTPResponse(status: status, headers: headers, body: Array(body.utf8), seconds: seconds))
  }

  /// No answer, for a reason of the given stage.
  package static func broken(_ stage: TransferError.Stage, _ message: String = "scripted") -> Self {
    .failure(TransferError(stage: stage, code: 0, message: message))
  }
}
