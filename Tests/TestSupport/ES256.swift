/// Signatures of ES256 as openssl-dgst(1) checks them.
package enum ES256 {
  /// Whether a signature, `r` and `s` of 32 bytes each, is that of some bytes by a private key.
  ///
  /// The key is a PEM text.
  package static func accepts(_ signature: [UInt8], of bytes: [UInt8], by key: String) throws
    -> Bool
  {
    let folder = try TemporaryFolder()
    try folder.write("key", Array(key.utf8))
    try folder.write("signature", der(signature))
    try folder.write("bytes", bytes)
    let openssl = try ChildProcess(
      ["openssl", "dgst", "-sha256", "-prverify", "key", "-signature", "signature", "bytes"],
      in: folder.path)
    return openssl.readLine() == "Verified OK" && openssl.wait() == 0
  }

  /// Both numbers as ASN.1 has them: without zeros before them, but for one that keeps a number
  /// from being negative.
  private static func der(_ signature: [UInt8]) -> [UInt8] {
    var content: [UInt8] = []
    for number in [signature.prefix(32), signature.dropFirst(32)] {
      var digits = Array(number.drop { $0 == 0 })
      if digits.first.map({ $0 > 0x7F }) ?? true { digits.insert(0, at: 0) }
      content += [0x02, UInt8(digits.count)] + digits
    }
    return [0x30, UInt8(content.count)] + content
  }
}
