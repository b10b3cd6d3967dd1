/// A program to run and to wait for.
package struct Program {
  /// The words of its command line; the first is found on PATH.
  package var words: [String]
  /// Seconds until it is ended, with everything below it.
  package var seconds: Double
  /// What it reads on standard input.
  package var input: [UInt8] = []
  /// How its environment differs from this process's; nil removes a variable.
  package var variables: [String: String?] = [:]
  /// The most bytes of its standard output that are returned.
  package var keptOutput = 1 << 20
  /// The number of bytes, on all streams that are read, above which it is ended.
  package var mostOutput = 1 << 20
  /// Whether its standard error is read instead of passed through; the end of it is returned.
  package var readsErrors = false
  /// Whether processes that left its session, as daemons do, are ended too when it has ended by
  /// itself.
  package var endsDaemons = false

  /// Called many times a minute while it runs.
  package var waiting: () -> Void = {}

  package init(_ words: [String], seconds: Double) {
    self.words = words
    self.seconds = seconds
  }
}

/// What a program left behind when it ended.
package struct ProgramResult: Sendable {
  /// How a program ended.
  package enum End: Sendable, Equatable {
    /// By itself, with this exit status.
    case exited(Int32)
    /// By a signal that it did not get from here.
    case killed(signal: Int32)
    /// It was ended since its time was up.
    case timedOut
    /// It was ended since it wrote more than it may.
    case wroteTooMuch
  }

  /// How it ended.
  package var end: End
  /// The beginning of its standard output.
  package var output: [UInt8]
  /// The end of its standard output, at most 64 KiB.
  package var lastOutput: [UInt8]
  /// The end of its standard error, at most 64 KiB, where that was read.
  package var errors: [UInt8]

  package init(_ end: End, output: [UInt8] = [], lastOutput: [UInt8] = [], errors: [UInt8] = []) {
    self.end = end
    self.output = output
    self.lastOutput = lastOutput
    self.errors = errors
  }

  /// Makes the result of a program that ended by itself.
  package init(status: Int32, output: [UInt8]) {
    self.init(.exited(status), output: output)
  }
}
