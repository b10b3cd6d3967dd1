import AWS
import TestSupport
import Testing

@testable import Release

@Suite("A Handler names a file that the runtime loads")
struct HandlerFileTests {
  /// A runtime, a Handler, a name that the runtime takes, and one that it does not.
  private static let rows: [(String, String, String, String)] = [
    ("python3.13", "index.handler", "index.py", "app/index.py"),
    ("python3.13", "app.main.handler", "app/main.py", "main.py"),
    ("python3.13", "app/main.handler", "app/main.py", "app.main.py"),
    ("python3.13", "app.handler", "app/__init__.py", "app/__init__.txt"),
    ("python3.13", "app.handler", "app.pyc", "app.pyo"),
    ("python3.13", "fast.handler", "fast.cpython-313-x86_64-linux-gnu.so", "fast.d/x.so"),
    ("python3.13", "fast.handler", "fast.abi3.so", "faster.so"),
    ("python3.13", "/var/task/index.handler", "index.py", "var/task/index.py"),
    ("nodejs22.x", "index.handler", "index.js", "index.ts"),
    ("nodejs22.x", "index.handler", "index.mjs", "src/index.mjs"),
    ("nodejs22.x", "./src/index.handler", "src/index.cjs", "index.cjs"),
    ("nodejs22.x", "index.api.handler", "index.js", "index.api.js"),
    ("nodejs22.x", "a.b/index.handler", "a.b/index.js", "a.js"),
    ("nodejs22.x", "wrapper.handler", "node_modules/wrapper/package.json", "lib/wrapper.js"),
    ("ruby3.4", "function.handler", "function.rb", "function.py"),
    ("ruby3.4", "lib/app.App::Handler.process", "lib/app.rb", "app.rb"),
    ("java21", "example.Handler::handleRequest", "example/Handler.class", "Handler.class"),
    ("java21", "example.Handler", "example/Handler.class", "example/Handler.java"),
    ("java21", "example.Handler$Inner", "example/Handler$Inner.class", "example/Handler.class"),
    ("java17", "io.quarkus.Stream::handleRequest", "lib/quarkus.jar", "libs/quarkus.jar"),
    ("dotnet8", "Names::Names.Function::Handle", "Names.dll", "bin/Names.dll"),
    ("dotnet8", "Names", "Names.dll", "Names.exe"),
    ("provided.al2023", "whatever", "bootstrap", "bin/bootstrap"),
    ("provided.al2", "", "bootstrap", "bootstrap.sh"),
  ]

  @Test("each runtime finds its file", arguments: rows)
  func finds(runtime: String, handler: String, taken: String, other: String) throws {
    let file = try #require(HandlerFile(runtime: runtime, handler: handler))
    #expect(file.isFound(as: ArraySlice(Array(taken.utf8))))
    #expect(!file.isFound(as: ArraySlice(Array(other.utf8))))
  }

  @Test(
    "what no file can be told of is left out",
    arguments: [
      ("python3.13", "index"), ("nodejs22.x", "/opt/nodejs/wrapper.handler"), ("python3.13", ""),
      ("cobol1.x", "index.handler"),
    ])
  func unknown(runtime: String, handler: String) {
    #expect(HandlerFile(runtime: runtime, handler: handler) == nil)
  }

  @Test("a file of the expected name in another folder is told")
  func elsewhere() throws {
    let file = try #require(HandlerFile(runtime: "python3.13", handler: "index.handler"))
    #expect(file.isElsewhere(Array("app/index.py".utf8)[...]))
    #expect(!file.isElsewhere(Array("app/my-index.py".utf8)[...]))
    #expect(!file.isElsewhere(Array("index.py".utf8)[...]))
  }
}
