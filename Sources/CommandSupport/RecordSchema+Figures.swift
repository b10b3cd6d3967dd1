extension RecordSchema {
  /// The schema of what Lambda measured of a version's invocations.
  static let figures = #"""
    {
      "description": "What Lambda measured of a version's invocations.",
      "type": "object",
      "properties": {
        "Reports": {"type": "integer", "minimum": 1},
        "ColdStarts": {"type": "integer", "minimum": 0},
        "DurationMilliseconds": {"$ref": "#/$defs/percentiles"},
        "BilledMilliseconds": {"$ref": "#/$defs/percentiles"},
        "InitMilliseconds": {"$ref": "#/$defs/percentiles"},
        "RestoreMilliseconds": {"$ref": "#/$defs/percentiles"},
        "MemorySize": {"type": "integer", "minimum": 0},
        "MaxMemoryUsed": {"type": "integer", "minimum": 0}
      }
    }
    """#

  /// The schema of the percentiles of one of these figures.
  static let percentiles = #"""
    {
      "type": "object",
      "properties": {
        "P50": {"type": "number", "minimum": 0},
        "P95": {"type": "number", "minimum": 0}
      }
    }
    """#
}
