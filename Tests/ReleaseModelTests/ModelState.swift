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

  /// A run and what is remembered of it.
  struct Run: Hashable {
    /// Where it stands in the tree of runs; negative when there is no such run.
    var place: Int32 = -1
    /// The number of its token that is the alias's current one; 255 when none is.
    var token: UInt8 = 255
    /// How many tokens it was given.
    var tokens: UInt8 = 0
    var marks: Marks = []
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
    var isGuarded = false
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
