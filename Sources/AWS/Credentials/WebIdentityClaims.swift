import Cryptography

/// What a token of an OpenID Connect provider says about its bearer; its signature is not checked.
///
/// None of it is a secret: a trust policy names the same.
struct WebIdentityClaims {
  private let claims: JSONValue

  /// Reads the claims of a JSON Web Token; nil when the text is not one.
  init?(token: String) {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let bytes = Base64.decode(String(parts[1]), as: .urlSafe),
      let claims = try? JSONValue.parse(bytes), claims.members != nil
    else { return nil }
    self.claims = claims
  }

  /// When the token ends, in seconds since 1970.
  var expiration: Double? { claims["exp"]?.double }

  /// What a role's trust policy must allow: `sub 's', aud 'a', iss 'i'`; nil without any of them.
  var words: Message? {
    let named = ["sub", "aud", "iss"].compactMap { name -> Message? in
      let values = claims[name].map { $0.array ?? [$0] } ?? []
      let texts = values.compactMap { $0.string }.prefix(3).map { "'\($0, limit: 300)'" as Message }
      return texts.isEmpty ? nil : "\(name) " + texts.joined(separator: " and ")
    }
    return named.isEmpty ? nil : named.joined(separator: ", ")
  }
}
