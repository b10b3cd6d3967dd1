package import AWS
import Cryptography
package import HTTP
import LibC
package import Release

/// A deployment package on this machine: opened, looked through and hashed before anything is sent.
package final class PackageFile {
  /// The path as it was given.
  package let path: String
  /// What the zip's directory tells.
  package let contents: DeploymentPackage
  private let zip: ZipSource
  /// The SHA-256 of the whole file, 32 bytes.
  package let sha256: [UInt8]
  private let descriptor: Int32
  private let opened: stat

  /// Opens a package; anything that Lambda could not take is refused with the file's name.
  package init(_ path: String) throws(ReleaseFailure) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let reason = StandardStreams.systemError()
      throw .package(
        "\(path): \(reason)",
        hints: FileArgument.hints(
          path, s3: "for a package that is in S3 already: publish --bucket BUCKET --key KEY"))
    }
    do throws(DeploymentPackage.Refusal) {
      var status = stat()
      guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        throw DeploymentPackage.Refusal(description: "not a regular file")
      }
      zip = ZipSource(size: Int(status.st_size)) {
        (offset, count) throws(DeploymentPackage.Refusal) in
        try Self.read(descriptor, offset, count)
      }
      contents = try DeploymentPackage(zip)
      sha256 = try Self.digest(descriptor, size: contents.size)
      opened = status
    } catch {
      close(descriptor)
      throw .package("\(path): \(error)")
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// The SHA-256 in Base64: the value that Lambda calls CodeSha256.
  package var codeSha256: String { Base64.encode(sha256) }

  /// The SHA-256 in hexadecimal.
  package var sha256Hex: String { Hex.encode(sha256) }

  /// The file's name without folders and without `.zip` or `.jar`.
  package var stem: String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.hasSuffix(".zip") || name.hasSuffix(".jar") ? String(name.dropLast(4)) : name
  }

  /// What Lambda may trip over in it, for the function with these settings when they are known.
  package func warnings(for function: String, _ settings: ExecutionSettings?)
    throws(ReleaseFailure) -> [PackageWarning]
  {
    guard let settings else { return contents.warnings }
    do throws(DeploymentPackage.Refusal) {
      return try FunctionFit(zip, function, settings).warnings(contents.warnings)
    } catch {
      throw .package("\(path): \(error)")
    }
  }

  /// The file as the body of a request, read while it is sent.
  package var body: HTTPRequest.Body { .file(descriptor: descriptor, length: contents.size) }

  /// The whole file in memory, for a package that goes into UpdateFunctionCode itself.
  ///
  /// A file of more than 50 MB is refused: Lambda takes it from S3 only.
  package func bytesForRequest() throws(ReleaseFailure) -> [UInt8] {
    guard contents.size <= DeploymentPackage.directLimit else {
      throw .package(
        "\(path): \(contents.size) bytes: Lambda takes at most \(DeploymentPackage.directLimit) "
          + "in a request",
        hints: ["upload it to a bucket: upload \(path) --bucket BUCKET | publish"])
    }
    do throws(DeploymentPackage.Refusal) {
      return try Self.read(descriptor, 0, contents.size)
    } catch {
      throw .package("\(path): \(error)")
    }
  }

  /// Refuses a file that has changed since it was hashed.
  package func checkUnchanged() throws(ReleaseFailure) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_size == opened.st_size,
      status.modified.tv_sec == opened.modified.tv_sec,
      status.modified.tv_nsec == opened.modified.tv_nsec
    else { throw .package("\(path): the file was changed while it was read") }
  }

  private static func read(_ descriptor: Int32, _ offset: Int, _ count: Int)
    throws(DeploymentPackage.Refusal) -> [UInt8]
  {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let new = unsafe bytes.withUnsafeMutableBytes { room in
        unsafe pread(
          descriptor, room.baseAddress?.advanced(by: filled), count - filled, off_t(offset + filled)
        )
      }
      if new < 0 {
        if errno == EINTR { continue }
        throw DeploymentPackage.Refusal(description: StandardStreams.systemError())
      }
      if new == 0 { break }
      filled += new
    }
    return Array(bytes[..<filled])
  }

  /// The MD5 in lower-case hexadecimal: the ETag that S3 gives the object; nil where OpenSSL has none
  /// or the file cannot be read any more.
  package func md5() -> String? {
    guard var digest = MD5Digest() else { return nil }
    do throws(DeploymentPackage.Refusal) {
      try unsafe Self.readPieces(descriptor, size: contents.size) { unsafe digest.update($0) }
    } catch {
      return nil
    }
    return Hex.encode(digest.finalize())
  }

  private static func digest(_ descriptor: Int32, size: Int) throws(DeploymentPackage.Refusal)
    -> [UInt8]
  {
    var digest = SHA256Digest()
    try unsafe readPieces(descriptor, size: size) { unsafe digest.update($0) }
    return digest.finalize()
  }

  /// Reads the file through one buffer that is small enough for the processor's cache.
  private static func readPieces(
    _ descriptor: Int32, size: Int, to take: (UnsafeRawBufferPointer) -> Void
  ) throws(DeploymentPackage.Refusal) {
    var buffer = [UInt8](repeating: 0, count: min(pieceSize, size))
    var offset = 0
    while offset < size {
      let count = unsafe buffer.withUnsafeMutableBytes { room in
        unsafe pread(descriptor, room.baseAddress, min(room.count, size - offset), off_t(offset))
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw DeploymentPackage.Refusal(description: StandardStreams.systemError())
      }
      guard count > 0 else {
        throw DeploymentPackage.Refusal(description: "the file became shorter while it was read")
      }
      unsafe buffer.withUnsafeBytes { bytes in
        unsafe take(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
      }
      offset += count
    }
  }

  /// How many bytes are read and hashed at once.
  private static let pieceSize = 128 << 10
}
