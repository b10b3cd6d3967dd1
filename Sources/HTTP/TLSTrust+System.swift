import CCurl
import LibC

extension TLSTrust.SystemStore {
  /// What this libcurl was built with (curl_version_info(3)).
  package static var ofLibcurl: TLSTrust.SystemStore {
    guard let about = unsafe ccurl_version_info() else {
      return TLSTrust.SystemStore(bundle: nil, directory: nil)
    }
    func text(_ pointer: UnsafePointer<CChar>?) -> String? {
      guard let pointer = unsafe pointer else { return nil }
      return unsafe String(cString: pointer)
    }
    return unsafe TLSTrust.SystemStore(
      bundle: text(about.pointee.cainfo), directory: text(about.pointee.capath))
  }
}

extension TLSTrust.FileSystem {
  /// The files of this machine.
  package static var local: TLSTrust.FileSystem {
    TLSTrust.FileSystem(realPath: resolved, hasHashLinks: holdsHashLinks)
  }

  private static func resolved(_ path: String) -> String? {
    guard let real = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  private static func holdsHashLinks(_ path: String) -> Bool {
    guard let folder = unsafe opendir(path) else { return false }
    defer { unsafe closedir(folder) }
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        unsafe Array(bytes.prefix { $0 != 0 })
      }
      if name.count == 10, name.suffix(2) == [0x2E, 0x30],
        name.prefix(8).allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 })
      {
        return true
      }
    }
    return false
  }
}
