extension RecordSchema {
  /// The schema of the member `Pace`.
  static let pace = #"""
    {
      "description": "What a look at a paced release by healthcheck(1) must remember.",
      "type": "object",
      "required": [
        "First", "Cap", "Tolerate", "Reject", "Risk", "Clump", "GiveUpSeconds", "LagSeconds",
        "Version", "Baseline", "Start", "Weight", "RevisionId"
      ],
      "properties": {
        "First": {"$ref": "#/$defs/share"},
        "Cap": {"$ref": "#/$defs/share"},
        "Tolerate": {"$ref": "#/$defs/share"},
        "Reject": {"$ref": "#/$defs/share"},
        "Risk": {"$ref": "#/$defs/share"},
        "Clump": {"type": "integer", "minimum": 1},
        "GiveUpSeconds": {"type": "integer", "minimum": 0},
        "LagSeconds": {"type": "integer", "minimum": 180},
        "Step": {"type": "integer"},
        "Headroom": {"type": "integer"},
        "BakeMinutes": {"type": "integer"},
        "Version": {"$ref": "#/$defs/version"},
        "Baseline": {"$ref": "#/$defs/version"},
        "Start": {"$ref": "#/$defs/time"},
        "Reference": {
          "type": "object",
          "properties": {
            "Invocations": {"type": "integer", "minimum": 0},
            "Errors": {"type": "integer", "minimum": 0}
          }
        },
        "Metric": {"type": "string"},
        "Slower": {"type": "number"},
        "SlowAboveMilliseconds": {"type": "number"},
        "AtCap": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["From"],
            "properties": {
              "From": {"$ref": "#/$defs/time"}, "To": {"$ref": "#/$defs/time"}
            }
          }
        },
        "Mixed": {"type": "array", "items": {"$ref": "#/$defs/time"}},
        "Incidents": {"type": "integer", "minimum": 0},
        "LooksSinceIncident": {"type": "integer", "minimum": 0},
        "FailedLooks": {"type": "integer", "minimum": 0},
        "Weight": {"$ref": "#/$defs/share"},
        "RevisionId": {"type": "string"},
        "Firing": {"type": "array", "items": {"type": "string"}}
      }
    }
    """#
}
