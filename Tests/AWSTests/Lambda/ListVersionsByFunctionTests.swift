import AWS
import HTTP
import TestSupport
import Testing

@Suite("The lists of a function's versions and aliases are read to their end")
struct ListVersionsByFunctionTests {
  private let http = ScriptedHTTP()

  private func lambda(_ bodies: String...) -> LambdaClient {
    for body in bodies { http.append(.answer(200, body)) }
    return LambdaClient(
      ServiceClient(
        endpoint: Endpoint(host: "lambda.r", signingRegion: "r", signingName: "lambda"),
        credentials: PlayedCredentials(), world: .scripted(http: http), userAgent: "test/1"))
  }

  private static func version(_ number: String) -> String {
    #"{"FunctionName":"f","FunctionArn":"arn:aws:lambda:r:1:function:f:\#(number)","#
      + #""Version":"\#(number)","CodeSha256":"c","CodeSize":7}"#
  }

  @Test(
    "every page is read; an empty NextMarker is the end", arguments: [#","NextMarker":"""#, ""])
  func pages(end: String) throws {
    let first = #"{"Versions":[\#(Self.version("$LATEST"))],"NextMarker":"a/b"}"#
    let lambda = lambda(first, #"{"Versions":[\#(Self.version("3"))]\#(end)}"#)
    #expect(try lambda.listVersions("f").map(\.version) == ["$LATEST", "3"])
    #expect(
      http.requests.map(\.target) == [
        "/2015-03-31/functions/f/versions?MaxItems=50",
        "/2015-03-31/functions/f/versions?MaxItems=50&Marker=a%2Fb",
      ])
    http.append(
      .answer(200, #"{"Aliases":[{"Name":"live","FunctionVersion":"3","RevisionId":"r"}]}"#))
    #expect(try lambda.listAliases("f").map(\.name) == ["live"])
  }

  @Test("what is no whole list is an error, and never a shorter list")
  func broken() {
    #expect(throws: ServiceError.self) { try lambda("{}").listVersions("f") }
    #expect(throws: ServiceError.self) {
      try lambda(#"{"Versions":[{"Version":"1"}]}"#).listVersions("f")
    }
    #expect(throws: ServiceError.self) {
      try lambda(#"{"Aliases":[{"Name":"live"}]}"#).listAliases("f")
    }
    #expect(throws: ServiceError.self) {
      let page = #"{"Aliases":[],"NextMarker":"m"}"#
      return try lambda(page, page).listAliases("f")
    }
  }
}
