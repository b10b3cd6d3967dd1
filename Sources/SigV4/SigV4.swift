// `Digest`, `SHA256Digest` and `Hex` are public here too: a large body is hashed by its sender.
@_exported public import Cryptography
