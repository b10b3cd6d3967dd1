extension RecordSchema {
  /// The definitions of what a comparison found and of what Lambda measured.
  static let comparison = #"""
    "comparison": {
          "description": "How the version compares with the one that served.",
          "type": "object",
          "required": ["Against", "Differences"],
          "properties": {
            "Against": {"$ref": "#/$defs/version"},
            "Pairs": {"type": "integer", "minimum": 0},
            "Differing": {"type": "integer", "minimum": 0},
            "OwnPairs": {"type": "integer", "minimum": 0},
            "OwnDiffering": {"type": "integer", "minimum": 0},
            "Differences": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["Path", "Kind", "Differing", "Of"],
                "properties": {
                  "Path": {"type": "string", "pattern": "^\\."},
                  "Kind": {"enum": ["missing", "added", "type", "value", "bytes"]},
                  "Differing": {"type": "integer", "minimum": 1},
                  "Of": {"type": "integer", "minimum": 1},
                  "Serving": {"type": "string"},
                  "Candidate": {"type": "string"}
                }
              }
            },
            "Noise": {"type": "array", "items": {"type": "string", "pattern": "^\\."}},
            "Ignored": {"type": "array", "items": {"type": "string", "pattern": "^\\."}},
            "Cut": {"description": "There was more than is compared or kept.", "const": true},
            "Required": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["Name", "Verdict"],
                "properties": {
                  "Name": {"type": "string"},
                  "Verdict": {"$ref": "#/$defs/verdict"},
                  "Reason": {"type": "string"}
                }
              }
            },
            "Serving": {"$ref": "#/$defs/figures"},
            "Candidate": {"$ref": "#/$defs/figures"},
            "Cost": {"type": "number", "minimum": 0}
          }
        },
        "figures": {
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
        },
        "percentiles": {
          "type": "object",
          "properties": {
            "P50": {"type": "number", "minimum": 0},
            "P95": {"type": "number", "minimum": 0}
          }
        }
    """#
}
