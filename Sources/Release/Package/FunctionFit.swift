package import AWS

/// Holds a package against the configuration of the function that it is for.
///
/// Nothing here is certain: a layer may bring what the package lacks.
package struct FunctionFit {
  private let settings: ExecutionSettings
  private let function: String
  private let handlerFile: HandlerFile?
  private var isFound = false
  private var elsewhere = NamedCount()
  /// The programs and libraries by what they are built for.
  private var binaries: [(kind: BinaryKind, files: NamedCount)] = []
  private var inspected = 0

  /// How many libraries are opened at most.
  private static let inspectionLimit = 1000

  /// Looks through the directory of a zip.
  ///
  /// Throws when it cannot be read any more.
  package init(_ zip: ZipSource, _ function: String, _ settings: ExecutionSettings)
    throws(DeploymentPackage.Refusal)
  {
    self.function = function
    self.settings = settings
    handlerFile = settings.runtime.flatMap { runtime in
      HandlerFile(runtime: runtime, handler: settings.handler ?? "")
    }
    guard settings.packageType != "Image" else { return }
    let directory = try ZipDirectory(zip)
    try directory.walk { (entry) throws(DeploymentPackage.Refusal) in
      guard !entry.isFolder else { return }
      if let handlerFile, handlerFile.isFound(as: entry.name) {
        isFound = true
      } else if let handlerFile, handlerFile.isElsewhere(entry.name) {
        elsewhere.add(entry.name)
      }
      guard isBinary(entry.name), inspected < Self.inspectionLimit else { return }
      inspected += 1
      guard let head = try directory.beginning(of: entry, BinaryKind.headSize),
        let kind = BinaryKind(head)
      else { return }
      let place = binaries.firstIndex { $0.kind == kind } ?? binaries.count
      if place == binaries.count { binaries.append((kind, NamedCount())) }
      binaries[place].files.add(entry.name)
    }
  }

  /// Whether a file is one that the runtime loads or starts, by its name.
  private func isBinary(_ name: ArraySlice<UInt8>) -> Bool {
    if isCustom { return name.elementsEqual("bootstrap".utf8) }
    let endings = isPython ? [".so", ".pyd"] : [".so", ".node"]
    return endings.contains { name.suffix($0.utf8.count).elementsEqual($0.utf8) }
  }

  private var isCustom: Bool { settings.runtime?.hasPrefix("provided") ?? false }
  private var isPython: Bool { settings.runtime?.hasPrefix("python") ?? false }

  /// The package's own warnings, without those that this function shows to be none, and what does
  /// not fit the function.
  package func warnings(_ own: [PackageWarning]) -> [PackageWarning] {
    if let mismatch = Self.mismatch(function, settings, isImage: false) { return own + [mismatch] }
    let kept = own.filter { warning in
      switch warning.kind {
      case .executable: isCustom || settings.runtime == nil
      case .folder: !isFound
      case .other: true
      }
    }
    return kept + [missingFile].compactMap { $0 } + wrongBinaries
  }

  private var missingFile: PackageWarning? {
    guard let handlerFile, !isFound else { return nil }
    let expected = NamedCount.shown(ArraySlice(handlerFile.expected.utf8))
    let handler = NamedCount.shown(ArraySlice((settings.handler ?? "").utf8))
    var text = isCustom ? "no bootstrap is in it" : "no \(expected) is in it"
    text += ", which function \(function) needs "
    text +=
      isCustom
      ? "(Runtime \(settings.runtime ?? ""))" : "(Handler \(handler))"
    if elsewhere.count > 0 {
      text += "; it has " + elsewhere.text("of that name in a folder", "of that name in folders")
    }
    if settings.hasLayers { text += "; one of its layers may bring it" }
    return PackageWarning(text)
  }

  /// What is built for another processor or system than the function's.
  ///
  /// Packages for Node.js and the JVM bring libraries for several processors and choose one, so that
  /// one for the right processor is enough there.
  private var wrongBinaries: [PackageWarning] {
    let wanted = BinaryKind.linux(settings.architecture ?? "x86_64")
    let wrong = binaries.filter { $0.kind != wanted }
    guard isCustom || isPython || wrong.count == binaries.count else { return [] }
    return wrong.map { kind, files in
      let words = "built for \(kind.words), and function \(function) runs on \(wanted.words)"
      return PackageWarning(
        files.text("file is \(words)", "files are \(words)"))
    }
  }

  /// What is wrong when a function takes no code of this kind: a zip, or a container image.
  package static func mismatch(_ function: String, _ settings: ExecutionSettings, isImage: Bool)
    -> PackageWarning?
  {
    switch (settings.packageType, isImage) {
    case ("Image", false):
      PackageWarning("function \(function) runs container images: it does not take a zip")
    case ("Zip", true):
      PackageWarning("function \(function) runs zips: it does not take a container image")
    default: nil
    }
  }
}
