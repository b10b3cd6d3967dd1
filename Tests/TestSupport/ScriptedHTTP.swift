package import HTTP
// A build with the static standard library has no Testing, and builds this target all the same.
#if canImport(Testing)
  import Testing
#endif

/// An HTTP client that answers from a script, keeps what it was asked, and fails the running test
/// on a request that the script does not know.
///
/// Time is simulated: an answer takes its `seconds`, which move `clock` on. Those of a batch arrive
/// in the order in which they are ready, at the same moment in the order in which they were started.
package final class ScriptedHTTP: HTTPClient {
  /// What comes back for one request.
  package typealias Answer = Result<HTTPResponse, TransferError>

  /// Every request, in the order in which they were sent.
  package private(set) var requests: [HTTPRequest] = []
  /// The requests that the script had no answer for.
  package private(set) var unexpected: [HTTPRequest] = []
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

  /// Adds an answer at the end of the list.
  package func append(_ answer: Answer) {
    answers.insert(answer, at: 0)
  }

  /// Answers one request from the script.
  package func send(_ request: HTTPRequest, waiting: () -> Void) throws(TransferError)
    -> HTTPResponse
  {
    let answer = answer(to: request)
    clock?.advance(by: Self.seconds(of: answer))
    return try answer.get()
  }

  /// Returns an empty batch, which is answered from the same script.
  package func batch(parallel: Int) -> any HTTPBatch { ScriptedBatch(self) }

  fileprivate func answer(to request: HTTPRequest) -> Answer {
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

  fileprivate static func seconds(of answer: Answer) -> Double {
    guard case .success(let response) = answer else { return 0 }
    return response.seconds
  }
}

/// Requests in flight in simulated time.
private final class ScriptedBatch: HTTPBatch {
  private let http: ScriptedHTTP
  private var time = 0.0
  private var started = 0
  private var inFlight: [(number: Int, ready: Double, result: ScriptedHTTP.Answer)] = []

  init(_ http: ScriptedHTTP) {
    self.http = http
  }

  var pending: Int { inFlight.count }

  func start(_ request: HTTPRequest) {
    let answer = http.answer(to: request)
    inFlight.append((started, time + ScriptedHTTP.seconds(of: answer), answer))
    started += 1
  }

  func next(within seconds: Double) -> (number: Int, result: ScriptedHTTP.Answer)? {
    let first = inFlight.indices.min { inFlight[$0].ready < inFlight[$1].ready }
    let end = min(time + seconds, first.map { inFlight[$0].ready } ?? .infinity)
    precondition(end < .infinity, "a wait without end")
    http.clock?.advance(by: end - time)
    time = end
    guard let first, inFlight[first].ready <= time else { return nil }
    let done = inFlight.remove(at: first)
    return (done.number, done.result)
  }

  func abandon() {
    inFlight = []
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

  /// An answer of S3 about an object: with the request's id and the ETag.
  package static func stored(_ status: Int, headers: [HTTPHeader] = []) -> Self {
    .answer(
      status, headers: [HTTPHeader("x-amz-request-id", "R"), HTTPHeader("ETag", "\"e\"")] + headers)
  }

  /// No answer, for a reason of the given stage.
  package static func broken(_ stage: TransferError.Stage, _ message: String = "scripted") -> Self {
    .failure(TransferError(stage: stage, code: 0, message: message))
  }
}
