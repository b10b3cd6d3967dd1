/// The file of a package that a runtime loads for a Handler.
///
/// The rules are those of AWS's runtime interface clients: what each tries, in any order.
struct HandlerFile {
  /// The file as a message names it, such as `index.py`.
  let expected: String
  /// The names that the runtime takes.
  private let names: [[UInt8]]
  /// The beginning of the name of a compiled Python module, which ends in `.so`.
  private var module: [UInt8]?
  /// Whether the runtime also looks into the jars under `lib/`.
  private(set) var mayBeInJar = false

  /// Nil when the runtime or the Handler tells no file, or one outside of the package.
  init?(runtime: String, handler: String) {
    var text = Substring(handler)
    for start in ["/var/task/", "./"] where text.hasPrefix(start) {
      text = text.dropFirst(start.count)
    }
    if runtime.hasPrefix("provided") {
      self.init(expected: "bootstrap", [""])
      return
    }
    guard !text.isEmpty, !text.hasPrefix("/") else { return nil }
    if runtime.hasPrefix("python") {
      guard let dot = text.lastIndex(of: ".") else { return nil }
      let module = text[..<dot].split(separator: ".").joined(separator: "/")
      self.init(expected: module, [".py", ".pyc", "/__init__.py", "/__init__.pyc"])
      self.module = Array((module + ".").utf8)
    } else if runtime.hasPrefix("nodejs") {
      let folder = text.lastIndex(of: "/").map { text[...$0] } ?? ""
      let file = folder + text.dropFirst(folder.count).prefix { $0 != "." }
      let inside = ["", ".js", ".mjs", ".cjs", "/index.js", "/package.json"]
      self.init(
        expected: String(file), [".js"] + inside + inside.map { "\u{0}" + $0 })
    } else if runtime.hasPrefix("ruby") {
      self.init(expected: String(text.prefix { $0 != "." }), [".rb", ".so"])
    } else if runtime.hasPrefix("java") {
      let type = text.split(separator: ":").first ?? text
      let path = type.split(separator: ".").joined(separator: "/")
      self.init(expected: path, [".class"])
      mayBeInJar = true
    } else if runtime.hasPrefix("dotnet") {
      self.init(expected: String(text.split(separator: ":").first ?? text), [".dll"])
    } else {
      return nil
    }
  }

  /// The first of the suffixes is that of the expected name; one after NUL is below `node_modules/`.
  private init(expected: String, _ suffixes: [String]) {
    self.expected = expected + suffixes[0]
    names = suffixes.map { suffix in
      suffix.hasPrefix("\u{0}")
        ? Array("node_modules/\(expected)\(suffix.dropFirst())".utf8)
        : Array((expected + suffix).utf8)
    }
  }

  /// Whether a file of the package is the one.
  func isFound(as name: ArraySlice<UInt8>) -> Bool {
    if names.contains(where: { name.elementsEqual($0) }) { return true }
    if let module, name.starts(with: module), name.suffix(3).elementsEqual(".so".utf8) {
      return !name.dropFirst(module.count).contains(0x2F)
    }
    return mayBeInJar && name.starts(with: "lib/".utf8) && name.suffix(4).elementsEqual(".jar".utf8)
  }

  /// Whether a file of the package is the expected one in a folder where the runtime does not look.
  func isElsewhere(_ name: ArraySlice<UInt8>) -> Bool {
    let wanted = expected.utf8
    return name.count > wanted.count && name.suffix(wanted.count).elementsEqual(wanted)
      && name[name.endIndex - wanted.count - 1] == 0x2F
  }
}
