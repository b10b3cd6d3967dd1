/// One state of the world: AWS, the runs, the requests on their way, and what the invariants
/// remember.
struct ModelState: Hashable {
  var server: ModelServer
  /// The runs, at most three.
  var runs: Three<Run>
  /// Requests whose answer is lost already and whose effect may still come; at most three.
  var flight: Three<Request>
  var flying: UInt8 = 0
  /// Faults that may still happen.
  var losses: UInt8
  var kills: UInt8
  var terms: UInt8
  /// Who set the weight that is out, and who promoted the primary version; 3 is nobody here.
  var setter: UInt8 = 3
  var promoter: UInt8 = 3
  var memory = Memory()
  /// What the last look of a paced run allows: the step, or 3 for the promotion; 1 when the alias was
  /// changed since.
  var allowed: UInt8 = 1

  /// What the alias has been through, as `previous` is held against it.
  struct Memory: Hashable {
    /// The versions that had all the traffic but a share at any time, a bit each.
    var served: UInt16 = 0
    /// The versions that traffic was taken back from since the last promotion.
    var taken: UInt16 = 0
    /// What had all the traffic before the version that has it now; 0 when that is not known, or
    /// something was taken back since.
    var before: UInt8 = 0
    /// Whether a hand has moved the alias since.
    var isByHand = false
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(server)
    for index in 0..<3 {
      let run = runs[index]
      hasher.combine(
        UInt64(UInt32(bitPattern: run.place)) << 32 | UInt64(run.token) << 24
          | UInt64(run.marks.rawValue) << 16 | UInt64(run.asked))
    }
    for index in 0..<Int(flying) { hasher.combine(flight[index]) }
    hasher.combine(UInt32(losses) << 16 | UInt32(kills) << 8 | UInt32(terms))
    hasher.combine(UInt32(setter) << 16 | UInt32(memory.taken) << 2 | UInt32(allowed))
  }

  /// A run and what is remembered of it.
  struct Run: Hashable {
    /// Where it stands in the tree of runs; negative when there is no such run.
    var place: Int32 = -1
    /// The number of its token that is the alias's current one; 255 when none is.
    var token: UInt8 = 255
    /// How many tokens it was given.
    var tokens: UInt8 = 0
    var marks: Marks = []
    /// The content of `$LATEST` as it last heard of it; 255 before that.
    var asked: UInt8 = 255
    /// Whether it has published that.
    var hasPublished = false
  }

  struct Marks: OptionSet, Hashable {
    var rawValue: UInt8
    /// It has ended by itself.
    static let ended = Marks(rawValue: 1)
    /// It was killed and is not run again.
    static let killed = Marks(rawValue: 2)
    /// An operator has rolled back since it looked at the alias.
    static let overruled = Marks(rawValue: 4)
    /// Another run has promoted its version since it looked at the alias.
    static let overtaken = Marks(rawValue: 8)
    /// Its code was live and alone when it last heard of the alias.
    static let sawLive = Marks(rawValue: 16)
    /// The configuration of `$LATEST` has changed since it looked.
    static let moved = Marks(rawValue: 32)
    /// Another run has taken its share over.
    static let dispossessed = Marks(rawValue: 64)
  }

  /// A request that is on its way although its sender has given up waiting.
  struct Request: Hashable {
    var sender: UInt8 = 0
    var kind: UInt8 = 0
    var subject: UInt8 = 0
    /// 31 keeps.
    var primary: UInt8 = 31
    var second: UInt8 = 31
    var step: UInt8 = 0
    var note: ModelNote?
    var isGuarded = false
    var asked: UInt8 = 255
    var healthy: UInt8 = 0
    var isRollingBack = false
    /// The marks of its sender that do not end with the sender.
    var marks: Marks = []
    /// Whether its sender's process is gone by a kill.
    var isOrphan = false
  }

  /// Three things in a row, without an array's heap.
  struct Three<Element: Hashable>: Hashable {
    var first: Element
    var second: Element
    var third: Element

    subscript(_ index: Int) -> Element {
      get { index == 0 ? first : index == 1 ? second : third }
      set {
        if index == 0 {
          first = newValue
        } else if index == 1 {
          second = newValue
        } else {
          third = newValue
        }
      }
    }
  }
}
