import AWS
import Testing

@testable import Release

@Suite("A package is held against the function that it is for")
struct FunctionFitTests {
  /// A file of a zip: its name and its first bytes.
  private typealias File = (name: String, data: [UInt8])

  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(value >> (8 * $0) & 0xFF) }
  }

  private static func binary(_ machine: Int) -> [UInt8] {
    [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9) + little(2, 2)
      + little(machine, 2)
  }

  private static let x86 = binary(62)
  private static let arm = binary(183)
  private static let mac: [UInt8] = [0xCF, 0xFA, 0xED, 0xFE] + [UInt8](repeating: 0, count: 20)

  /// A zip whose files have mode 755, with bytes before it that its offsets leave out.
  private static func zip(_ files: [File]) -> [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for (name, data) in files {
      let lengths = little(data.count, 4) + little(data.count, 4) + little(name.utf8.count, 2)
      directory +=
        little(0x0201_4B50, 4) + [20, 3, 20, 0] + [UInt8](repeating: 0, count: 12) + lengths
        + [UInt8](repeating: 0, count: 10) + little(0o100755, 2) + little(bytes.count, 4)
      directory += Array(name.utf8)
      bytes +=
        little(0x0403_4B50, 4) + [UInt8](repeating: 0, count: 14) + lengths + [0, 0]
        + Array(name.utf8) + data
    }
    let start = bytes.count
    return Array("#!\n".utf8) + bytes + directory + little(0x0605_4B50, 4) + [0, 0, 0, 0]
      + little(files.count, 2) + little(files.count, 2) + little(directory.count, 4)
      + little(start, 4) + [0, 0]
  }

  private static func warnings(_ files: [File], _ settings: ExecutionSettings) throws -> [String] {
    let bytes = zip(files)
    let source = ZipSource(size: bytes.count) { Array(bytes.dropFirst($0).prefix($1)) }
    let own = try DeploymentPackage(source).warnings
    return try FunctionFit(source, "f", settings).warnings(own).map(\.text)
  }

  @Test("the Handler's file is missing, and perhaps in a folder")
  func missing() throws {
    var settings = ExecutionSettings(runtime: "python3.13", handler: "index.handler")
    #expect(try Self.warnings([("index.py", []), ("a/b", [])], settings) == [])
    #expect(
      try Self.warnings([("app.py", []), ("src/index.py", [])], settings) == [
        "no index.py is in it, which function f needs (Handler index.handler); "
          + "it has 1 of that name in a folder: src/index.py"
      ])
    settings.hasLayers = true
    #expect(
      try Self.warnings([("app.py", [])], settings) == [
        "no index.py is in it, which function f needs (Handler index.handler); "
          + "one of its layers may bring it"
      ])
  }

  @Test("a custom runtime needs bootstrap, and one for its processor")
  func custom() throws {
    let settings = ExecutionSettings(
      runtime: "provided.al2023", handler: "x", architecture: "arm64")
    #expect(
      try Self.warnings([("main", Self.arm)], settings) == [
        "no bootstrap is in it, which function f needs (Runtime provided.al2023)"
      ])
    #expect(try Self.warnings([("bootstrap", Self.arm)], settings) == [])
    #expect(try Self.warnings([("bootstrap", Array("#!/bin/sh\necho".utf8))], settings) == [])
    #expect(
      try Self.warnings([("bootstrap", Self.x86)], settings) == [
        "1 file is built for x86_64, and function f runs on arm64: bootstrap"
      ])
    #expect(
      try Self.warnings([("bootstrap", Self.mac)], settings) == [
        "1 file is built for macOS, and function f runs on arm64: bootstrap"
      ])
  }

  @Test("extension modules are for the function's processor, x86_64 when it tells none")
  func modules() throws {
    let python = ExecutionSettings(runtime: "python3.13", handler: "index.handler")
    let files: [File] = [
      ("index.py", []), ("a.so", Self.x86), ("b/b.so", Self.arm), ("c.so", Self.arm),
      ("d.cpython-313-darwin.so", Self.mac), ("e.so", Array("text, and no library at all".utf8)),
    ]
    #expect(
      try Self.warnings(files, python) == [
        "2 files are built for arm64, and function f runs on x86_64: b/b.so, c.so",
        "1 file is built for macOS, and function f runs on x86_64: d.cpython-313-darwin.so",
      ])
  }

  @Test("a package for Node.js may bring modules for several processors")
  func several() throws {
    let node = ExecutionSettings(
      runtime: "nodejs22.x", handler: "index.handler", architecture: "arm64")
    let files: [File] = [("index.mjs", []), ("x64.node", Self.x86), ("mac.node", Self.mac)]
    #expect(try Self.warnings(files, node).count == 2)
    #expect(try Self.warnings(files + [("arm.node", Self.arm)], node) == [])
  }

  @Test("one top folder is none too many when the Handler's file is in it")
  func folder() throws {
    let files: [File] = [("app/main.py", []), ("app/a.py", [])]
    let fits = ExecutionSettings(runtime: "python3.13", handler: "app.main.handler")
    #expect(try Self.warnings(files, fits) == [])
    let other = ExecutionSettings(runtime: "python3.13", handler: "main.handler")
    #expect(
      try Self.warnings(files, other) == [
        "everything is inside the folder app: zip its content, not the folder",
        "no main.py is in it, which function f needs (Handler main.handler); "
          + "it has 1 of that name in a folder: app/main.py",
      ])
  }

  @Test("a zip is not for a function of images, nor an image for one of zips")
  func kinds() throws {
    #expect(
      try Self.warnings([("index.py", [])], ExecutionSettings(packageType: "Image")) == [
        "function f runs container images: it does not take a zip"
      ])
    let mismatch = FunctionFit.mismatch(
      "f", ExecutionSettings(packageType: "Zip"), isImage: true)
    #expect(mismatch?.text == "function f runs zips: it does not take a container image")
    #expect(FunctionFit.mismatch("f", ExecutionSettings(), isImage: true) == nil)
  }
}
