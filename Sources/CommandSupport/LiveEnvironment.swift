import LibC

/// The environment of this process.
enum LiveEnvironment {
  /// The variables by name; those that are not UTF-8 are repaired.
  ///
  /// Without `HOME` it is the home directory that the system knows of the user.
  static func variables() -> [String: String] {
    var result: [String: String] = [:]
    var place = unsafe environ
    while let entry = unsafe place.pointee {
      if let equals = unsafe strchr(entry, 0x3D) {
        let name = unsafe UnsafeRawBufferPointer(start: entry, count: equals - entry)
        let value = unsafe String(cString: equals.advanced(by: 1))
        unsafe result[String(decoding: name, as: UTF8.self)] = value
      }
      unsafe place = place.advanced(by: 1)
    }
    if result["HOME"] == nil, let entry = unsafe getpwuid(getuid()),
      let home = unsafe entry.pointee.pw_dir
    {
      result["HOME"] = unsafe String(cString: home)
    }
    return result
  }

  /// The entries for a program that is started, ended by nil, with the changes; nil removes a
  /// variable.
  ///
  /// What is allocated lives as long as the process.
  static func entries(changed changes: [String: String?]) -> [UnsafeMutablePointer<CChar>?] {
    var entries: [UnsafeMutablePointer<CChar>?] = unsafe []
    var place = unsafe environ
    while let entry = unsafe place.pointee {
      let text = unsafe String(cString: entry)
      let name = text.prefix { $0 != "=" }
      if changes[String(name)] == nil { unsafe entries.append(entry) }
      unsafe place = place.advanced(by: 1)
    }
    for case (let name, let value?) in changes {
      unsafe entries.append(strdup("\(name)=\(value)"))
    }
    return unsafe entries + [nil]
  }
}
