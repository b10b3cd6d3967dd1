import AWS

// The configuration and the credential chain over JSON lines: one case in, one answer out, until
// the end of standard input. Calls go out for real; files and programs are those of the case.

while let line = readLine() {
  var answer: JSONValue = [:]
  do {
    let request = try JSONValue.parse(line)
    answer["id"] = request["id"] ?? .null
    switch request["ask"]?.string {
    case "files": Answers.files(request, into: &answer)
    case "endpoint": Answers.endpoint(request, into: &answer)
    default: Answers.credentials(request, into: &answer)
    }
  } catch {
    answer["error"] = .string("\(error)")
  }
  print(answer.serialized)
}
