import LibC

/// libFuzzer, which makes inputs and watches which code they reach.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<Int32>,
  _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// The start of the program: the package manager makes it the C `main`.
@_cdecl("parsers_main")
public func start(
  _ count: Int32, _ words: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  var count = count
  var words = unsafe words
  return unsafe runFuzzer(&count, &words) { start, length in
    chosen.parse(unsafe Array(UnsafeBufferPointer(start: start, count: length)))
    return 0
  }
}

/// The parser that this process feeds.
private let chosen: Parser = {
  let name = unsafe getenv("PARSER").map { unsafe String(cString: $0) }
  guard let parser = name.flatMap(Parser.init) else {
    fatalError("PARSER must be one of \(Parser.allCases.map(\.rawValue))")
  }
  return parser
}()
