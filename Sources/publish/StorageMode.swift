import AWS
import ArgumentParser

/// Where the code of the function is kept.
enum StorageMode: String, ExpressibleByArgument, CaseIterable {
  case copy
  case reference

  /// The same in Lambda's terms.
  var codeStorage: CodeStorage {
    switch self {
    case .copy: .copy
    case .reference: .reference
    }
  }
}
