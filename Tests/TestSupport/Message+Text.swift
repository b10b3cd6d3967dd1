package import AWS

extension Message {
  /// Whether the message shows these words.
  package func contains(_ words: String) -> Bool { description.contains(words) }

  /// Whether the message begins with these words.
  package func hasPrefix(_ words: String) -> Bool { description.hasPrefix(words) }
}
