/// The JSON Schema of the release record, which `--schema` prints.
package enum RecordSchema {
  /// The schema's text.
  package static let text = "{}"
}
