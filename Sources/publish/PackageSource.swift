import AWS
import CommandSupport
import Release

extension PackageOptions {
  /// The code, its digest as far as it is known, and the file when it is one.
  struct Source {
    let location: CodeLocation
    var codeSha256: String?
    var file: PackageFile?

    /// What a message calls it.
    var subject: String { file?.path ?? location.words }

    /// Writes a package that was sent from a file into the record; one in a bucket is there already.
    func note(_ warnings: [String], in record: inout ReleaseRecord) {
      guard let file, let codeSha256 else { return }
      record.setPackage(
        codeSha256: codeSha256, codeSize: file.contents.size, warnings: warnings)
    }

    /// What may be wrong with the code for a function.
    func warnings(_ function: String, _ settings: ExecutionSettings) throws(ReleaseFailure)
      -> [PackageWarning]
    {
      if let file { return try file.warnings(for: function, settings) }
      var isImage = false
      if case .image = location { isImage = true }
      return [FunctionFit.mismatch(function, settings, isImage: isImage)].compactMap { $0 }
    }
  }
}
