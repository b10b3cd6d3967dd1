import SigV4
import Testing

/// A request and its signature, on which botocore and aws-c-auth agree.
struct Fact: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var signature: String
  var request: SignableRequest
  var service = "service"
  var token: String?
  /// For a presigned request: how long it lives, in seconds.
  var expires: Int?

  init(
    _ name: String, _ signature: String, _ request: SignableRequest, service: String = "service",
    token: String? = nil, expires: Int? = nil
  ) {
    testDescription = name
    self.signature = signature
    self.request = request
    self.service = service
    self.token = token
    self.expires = expires
  }

  func signed() throws -> SignedRequest {
    var credentials = Example.credentials
    credentials.sessionToken = token
    let signer = try Example.signer(service, credentials)
    guard let expires else { return try signer.sign(request, at: Example.date) }
    return try signer.presign(request, at: Example.date, expires: expires)
  }

  static let functionARN =
    "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Aname-searcher"

  static let all = [
    Fact(
      "nothing but a host",
      "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31", Example.request("GET")),
    Fact(
      "every unreserved character in the path",
      "98964e1079ce472101899439653197a4f6e602f30cd6aaf6c76d81b4fd9866fe",
      Example.request(
        "GET", "/-._~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")),
    Fact(
      "a blank in the path", "446b817944c553435b35e813c261ff4e161fff982d1bacdef1c87f6785dd1662",
      Example.request("GET", "/example%20space/")),
    Fact(
      "UTF-8 in the path", "697b34846207a3f72246f99d74ae1ee4fe54f44bb06730c58a0d339eb079596d",
      Example.request("GET", "/%E1%88%B4")),
    Fact(
      "dot and empty segments",
      "efae2ad5eb039fb7bfc17695dd42e007ed82296fd15a68b5d55c48e2ada514db",
      Example.request("GET", "/example1/../example2/.//x/")),
    Fact(
      "a query out of order", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
      Example.request("GET", "/?Param2=value2&Param1=value1")),
    Fact(
      "query keys that begin alike",
      "85c26f73b88a74d4357d4d0e8c8f14db0db0f125b9d3860d0eddbca22a699be0",
      Example.request("GET", "/?a-b=1&a=2&a%20=3&a=1&%E1%88%B4=bar&empty")),
    Fact(
      "a repeated header", "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
      Example.request(
        headers: ("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1"))),
    Fact(
      "blanks around and inside header values",
      "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
      Example.request(headers: ("My-Header1", " value1"), ("My-Header2", " \"a   b   c\" "))),
    Fact(
      "header names that begin alike",
      "5ad12ad8de88c06b4c4df9d01173ea0c9b10a5f9ae75f3311f25af1a6e41a586",
      Example.request(
        headers: ("x-amz-meta-a-b", "1"), ("x-amz-meta-a", "2"), ("x-amz-meta-a0", "3"),
        ("X-Empty", ""))),
    Fact(
      "headers that are not signed",
      "96d410dce17d9a055b33365ad30cb5fdfbc34afd14b3549a0a760ef2291783eb",
      Example.request(
        headers: ("User-Agent", "u"), ("Expect", "100-continue"), ("Transfer-Encoding", "chunked"),
        ("X-Amzn-Trace-Id", "t"), ("Upgrade", "h2c"), ("Content-Type", "application/json"))),
    Fact(
      "a form", "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
      Example.request(
        "POST", "/", [("Content-Type", "application/x-www-form-urlencoded")],
        payload: .bytes(Array("Param1=value1".utf8)))),
    Fact(
      "a session token", "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
      Example.request("POST"),
      token:
        "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXm"
        + "xfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0K"
        + "PkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZb"
        + "qBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="),
    Fact(
      "a Lambda ARN in the path",
      "d257d4f60072a938f037b189a308506cba19bc4be5cbe1b89c19d30bd921a622",
      Example.request(
        "PUT", "/2015-03-31/functions/\(functionARN)/aliases/live",
        [("Content-Type", "application/json")], host: "lambda.us-east-1.amazonaws.com",
        payload: .bytes(Array(#"{"FunctionVersion":"7"}"#.utf8))), service: "lambda"),
    Fact(
      "an S3 key with dots, an empty segment, =, blank and +",
      "84c4e95c570ca1fdce1cbaea15c00891047520a45e9f78674c15691586043041",
      Example.request(
        "PUT", "/a/../b//c%3Dd%20e%2Bf.zip", [("If-None-Match", "*")],
        host: "lambda-sources.s3.amazonaws.com", payload: .bytes(Array("zip".utf8))), service: "s3"),
    Fact(
      "an unsigned payload", "e40e8ecd9d952b776e29ab6182db110218d335d4ba808678e5d8b0100176fb12",
      Example.request("PUT", "/k", host: "lambda-sources.s3.amazonaws.com", payload: .unsigned),
      service: "s3"),
    Fact(
      "a presigned request with a token and a port",
      "e41f0d1ad23ce0fd4e77214f7c8a8fb4eedc0bd80fe2a3a2044a9fff3f1fd551",
      Example.request(
        "GET", "/?Action=GetCallerIdentity&Version=2011-06-15", host: "sts.amazonaws.com:8443"),
      service: "sts", token: "a/b+c=", expires: 60),
    Fact(
      "an IPv6 host with a port",
      "d95fa43956a1ae05c71189e050d16c4db6d60b2a254547b12e6ee46a49fe6e9d",
      Example.request(host: "[::1]:4566"), service: "lambda"),
    Fact(
      "300 query parameters", "1988e4c06c0b02c4c177211552a4fe0f1df69400dffa970df5e6505552abb2ba",
      Example.request("GET", "/?" + threeHundredParameters)),
  ]

  static let threeHundredParameters = (0..<300).map { number in
    "k" + String(repeating: "0", count: 3 - String(number).count) + "\(number)=v\(number)"
  }.joined(separator: "&")
}

extension Example {
  static func request(headers first: (String, String), _ others: (String, String)...)
    -> SignableRequest
  {
    request("GET", "/", [first] + others)
  }
}

@Suite("Two signers by others agree with ours")
struct OracleFactTests {
  @Test("on the signature", arguments: Fact.all)
  func signature(_ fact: Fact) throws {
    #expect(try fact.signed().signature == fact.signature)
  }
}
