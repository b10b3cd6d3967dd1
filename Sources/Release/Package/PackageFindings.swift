/// What a walk through a package's entries finds.
struct PackageFindings {
  private(set) var entries = 0
  private(set) var unzippedSize = 0
  private var files = 0
  private var encrypted = NamedCount()
  private var compressed = NamedCount()
  private var method = 0
  private var leaving = NamedCount()
  private var unreadable = NamedCount()
  private var backslashes = NamedCount()
  private var repeated = NamedCount()
  /// The mode of the program of a custom runtime, 0 when it has none.
  private var bootstrapMode: Int?
  private var hasModes = false
  private var isJar = false
  private var holdsClasses = false
  private var holdsLibraries = false
  /// The folder that every file so far is in.
  private var top: ArraySlice<UInt8>?
  private var isOneFolder = true
  private var names: Set<UInt64> = []
  private var repeats: Set<UInt64> = []

  /// How many names are remembered to find repeats; those of later files are only compared.
  private static let rememberedNames = 1 << 18

  mutating func add(_ entry: ZipEntry) {
    let name = EntryName(entry.name)
    entries += 1
    // No sum of lengths that are 1 PiB at most overflows.
    unzippedSize = min(unzippedSize, 1 << 60) + min(entry.length, 1 << 50)
    if name.leaves { leaving.add(entry.name) }
    if name.hasBackslash { backslashes.add(entry.name) }
    if let mode = entry.mode {
      hasModes = true
      let needed = entry.isFolder ? 0o001 : 0o004
      if !entry.isLink, mode & needed == 0 { unreadable.add(entry.name) }
    }
    guard !entry.isFolder else { return }
    files += 1
    if entry.isEncrypted { encrypted.add(entry.name) }
    if entry.method != 0, entry.method != 8 {
      if compressed.count == 0 { method = entry.method }
      compressed.add(entry.name)
    }
    addPlace(entry, name)
    if names.count < Self.rememberedNames, names.insert(name.hash).inserted { return }
    if names.contains(name.hash), repeats.insert(name.hash).inserted { repeated.add(entry.name) }
  }

  private mutating func addPlace(_ entry: ZipEntry, _ name: EntryName) {
    if entry.name.elementsEqual("bootstrap".utf8) {
      bootstrapMode = entry.isLink ? 0o777 : entry.mode ?? 0
    }
    if entry.name.elementsEqual("META-INF/MANIFEST.MF".utf8) { isJar = true }
    if Self.ends(entry.name, ".class") { holdsClasses = true }
    if Self.ends(entry.name, ".jar") { holdsLibraries = true }
    // What macOS adds counts for nothing.
    guard isOneFolder, !entry.name.starts(with: "__MACOSX/".utf8),
      !entry.name.elementsEqual(".DS_Store".utf8)
    else { return }
    guard let slash = name.firstSlash else {
      isOneFolder = false
      return
    }
    let folder = entry.name[..<slash]
    if let top { isOneFolder = top.elementsEqual(folder) } else { top = ArraySlice(Array(folder)) }
  }

  private static func ends(_ name: ArraySlice<UInt8>, _ suffix: String) -> Bool {
    name.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
  }

  /// Why Lambda cannot run the package; nil when nothing of the kind was found.
  var refusal: String? {
    if leaving.count > 0 {
      return leaving.text(
        "name is absolute or has '..' in it", "names are absolute or have '..' in them")
    }
    if encrypted.count > 0 {
      return encrypted.text(
        "file is encrypted, which Lambda cannot unzip",
        "files are encrypted, which Lambda cannot unzip")
    }
    if compressed.count > 0 {
      let words =
        "compressed by \(Self.methods[method] ?? "a method of its own") (method \(method)), "
        + "and Lambda unzips what is stored or deflated"
      return compressed.text("file is \(words)", "files are \(words)")
    }
    if files == 0 { return "the zip holds only folders, and no file" }
    return nil
  }

  private static let methods = [
    1: "shrink", 6: "implode", 9: "deflate64", 12: "bzip2", 14: "LZMA", 20: "zstd", 93: "zstd",
    95: "xz", 97: "WavPack", 98: "PPMd", 99: "AES",
  ]

  /// What Lambda may trip over.
  func warnings(trailingBytes: Int) -> [PackageWarning] {
    var warnings: [PackageWarning] = []
    if trailingBytes > 0 {
      let count = trailingBytes == 1 ? "1 byte follows" : "\(trailingBytes) bytes follow"
      warnings.append(PackageWarning("\(count) the end of the zip"))
    }
    if !hasModes, !isJar, !holdsClasses {
      warnings.append(
        PackageWarning(
          "no file has a mode, as in zips made on Windows: a program in it cannot be executed"))
    } else if let mode = bootstrapMode, mode & 0o001 == 0, hasModes {
      let octal = String(mode & 0o777, radix: 8)
      warnings.append(
        PackageWarning(
          "bootstrap is not executable (mode \(octal)): chmod 755 it before it is zipped",
          kind: .executable))
    }
    if unreadable.count > 0 {
      warnings.append(
        PackageWarning(
          unreadable.text(
            "entry is not readable for others (files need mode 644, folders 755)",
            "entries are not readable for others (files need mode 644, folders 755)")))
    }
    if backslashes.count > 0 {
      warnings.append(
        PackageWarning(
          backslashes.text(
            "name has a backslash where a folder needs a slash",
            "names have a backslash where a folder needs a slash")))
    }
    if isOneFolder, !holdsClasses, !holdsLibraries, let top {
      let folder = NamedCount.shown(top)
      warnings.append(
        PackageWarning(
          "everything is inside the folder \(folder): zip its content, not the folder",
          kind: .folder))
    }
    if repeated.count > 0 {
      warnings.append(
        PackageWarning(
          repeated.text("name is that of several files", "names are those of several files")))
    }
    if unzippedSize > DeploymentPackage.unzippedLimit / 10 * 9 {
      warnings.append(
        PackageWarning(
          "\(unzippedSize) bytes once unzipped: more than 90% of Lambda's limit of "
            + "\(DeploymentPackage.unzippedLimit) bytes, which counts layers too"))
    }
    return warnings
  }
}
