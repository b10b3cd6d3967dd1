package import HTTP

/// How far this machine's clock is from AWS's, as the answers tell.
package enum ClockSkew {
  /// The refusals that a wrong clock causes.
  package static let codes: Set<String> = [
    "InvalidSignatureException", "SignatureDoesNotMatch", "RequestTimeTooSkewed",
    "RequestExpired", "RequestInTheFuture", "AuthFailure",
  ]

  /// Seconds that a clock may be off before it counts as wrong; AWS refuses from 5 minutes on.
  package static let tolerance = 240.0

  /// Seconds that AWS's clock is ahead of ours at least, by an answer's `Date`; nil when it does not
  /// tell.
  ///
  /// AWS wrote it at some moment between the two of ours: this machine may have slept there.
  package static func measured(by response: HTTPResponse, sent: Timestamp, received: Timestamp)
    -> Double?
  {
    let roundTrip = received.seconds - sent.seconds
    guard response.header("Age") == nil, (0...900).contains(roundTrip),
      let date = response.header("Date").flatMap({ Timestamp(httpDate: $0) })
    else { return nil }
    return date.seconds - min(max(date.seconds, sent.seconds), received.seconds)
  }

  /// The difference in words: "this machine's clock is 7 minutes behind AWS".
  package static func words(_ skew: Double) -> String {
    let minutes = Int((abs(skew) / 60).rounded())
    let amount = minutes == 1 ? "1 minute" : "\(minutes) minutes"
    return "this machine's clock is \(amount) \(skew > 0 ? "behind" : "ahead of") AWS"
  }
}
