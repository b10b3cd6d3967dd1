import AWS
import HTTP
import Release
import SigV4

/// The parsers of bytes that come from outside, by the name that `PARSER` in the environment gives.
enum Parser: String, CaseIterable {
  /// S3's XML error.
  case s3Error = "s3-error"
  /// Lambda's JSON error; what comes before the first line feed is its `x-amzn-ErrorType`.
  case lambdaError = "lambda-error"
  /// The record on standard input.
  case record
  /// `~/.aws/config` and `~/.aws/credentials`.
  case config
  /// The directory of a zip file.
  case zip

  /// Parses bytes; a fault is a trap, a hang, or memory without end.
  func parse(_ bytes: [UInt8]) {
    switch self {
    case .s3Error: parseError(HTTPResponse(status: 403, body: bytes))
    case .lambdaError: parseLambdaError(bytes)
    case .record: parseRecord(bytes)
    case .config: parseConfig(bytes)
    case .zip: parseZip(bytes)
    }
  }

  private func parseError(_ response: HTTPResponse) {
    let fault = FaultReader.fault(in: response, operation: "PutObject")
    precondition(fault.status == response.status)
    // What is shown to a person has no control character in it.
    for text in [fault.name.description, fault.words.description] {
      precondition(text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
    }
    if let canonical = fault.details["CanonicalRequest"] {
      _ = SignatureMismatch.first(ours: "GET\n/\n", theirs: canonical)?.description
    }
  }

  private func parseLambdaError(_ bytes: [UInt8]) {
    let line = bytes.prefix { $0 != 0x0A }
    let type = HTTPHeader("x-amzn-ErrorType", String(decoding: line, as: UTF8.self))
    let body = Array(bytes.dropFirst(line.count + 1))
    parseError(HTTPResponse(status: 400, headers: line.isEmpty ? [] : [type], body: body))
    _ = try? InvokeReply.read(HTTPResponse(status: 200, headers: [type], body: body))
  }

  private func parseRecord(_ bytes: [UInt8]) {
    guard let record = try? ReleaseRecord(bytes) else { return }
    let text = record.json.serialized
    // What is written is one line, reads back as the same, and is then written in the same way.
    precondition(!text.utf8.contains(0x0A))
    guard text.utf8.count <= ReleaseRecord.sizeLimit else { return }
    guard let again = try? ReleaseRecord(Array(text.utf8)) else {
      preconditionFailure("a record that was read cannot be read again")
    }
    precondition(again.json == record.json && again.json.serialized == text)
  }

  private func parseConfig(_ bytes: [UInt8]) {
    for kind in [SharedConfigFile.Kind.config, .credentials] {
      do throws(SharedConfigFile.SyntaxError) {
        let file = try SharedConfigFile.parse(bytes, kind: kind)
        let sections = file.profiles.values.map(\.count).reduce(0, +)
        precondition(sections <= bytes.count)
      } catch {
        precondition(error.line >= 1 && error.line <= bytes.count + 1)
      }
    }
  }

  private func parseZip(_ bytes: [UInt8]) {
    let zip = ZipSource(size: bytes.count) { offset, count in
      // As pread does: nothing behind the end, and never a negative place.
      precondition(offset >= 0 && count >= 0)
      return Array(bytes.dropFirst(offset).prefix(count))
    }
    // The last byte chooses the function, so that each runtime's way to a file is tried.
    let runtimes = ["python3.13", "nodejs22.x", "ruby3.4", "java21", "dotnet8", "provided.al2023"]
    let runtime = runtimes[Int(bytes.last ?? 0) % runtimes.count]
    let fit = try? FunctionFit(
      zip, "f", ExecutionSettings(runtime: runtime, handler: "folder/0.handler"))
    let package: DeploymentPackage
    do throws(DeploymentPackage.Refusal) {
      package = try DeploymentPackage(zip)
    } catch {
      precondition(!error.description.isEmpty && isShown(error.description))
      return
    }
    precondition(package.entries > 0 && package.entries * 46 <= bytes.count)
    guard let fit else { preconditionFailure("a zip that was taken cannot be read again") }
    precondition(fit.warnings(package.warnings).allSatisfy { isShown($0.text) })
  }

  /// Whether a text is a line of bearable length without control characters.
  private func isShown(_ text: String) -> Bool {
    text.utf8.count < 2000 && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }
}
