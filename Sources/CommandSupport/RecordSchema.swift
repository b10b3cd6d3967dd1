/// The JSON Schema of the release record, which `--schema` prints: release-record(5) for machines.
///
/// Members that are not named here are allowed everywhere, since commands keep what they do not
/// know.
package enum RecordSchema {
  /// The schema's text, JSON Schema 2020-12.
  package static let text = #"""
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": "urn:lambda-release:release-record",
      "title": "release record",
      "description": "What the commands of a release hand on to each other: release-record(5).",
      "type": "object",
      "properties": {
        "Package": {
          "description": "Where the deployment package is, by upload(1).",
          "type": "object",
          "required": ["S3Bucket", "S3Key"],
          "properties": {
            "S3Bucket": {"type": "string", "minLength": 1},
            "S3Key": {"type": "string", "minLength": 1, "maxLength": 1024},
            "S3ObjectVersion": {"type": "string", "minLength": 1},
            "CodeSha256": {"$ref": "#/$defs/codeSha256"},
            "CodeSize": {"type": "integer", "minimum": 0}
          }
        },
        "FunctionName": {"type": "string", "minLength": 1, "maxLength": 140},
        "FunctionArn": {
          "type": "string",
          "pattern": "^arn:[a-z0-9-]+:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]+(:[$A-Za-z0-9_.-]+)?$"
        },
        "Region": {"type": "string", "pattern": "^[a-z0-9-]+$"},
        "Version": {
          "description": "The version that the release is about.",
          "$ref": "#/$defs/version"
        },
        "CodeSha256": {"$ref": "#/$defs/codeSha256"},
        "Changed": {
          "description": "Whether publish(1) published a new version.",
          "type": "boolean"
        },
        "PreviousVersion": {
          "description": "The version that the alias pointed at before the release.",
          "$ref": "#/$defs/version"
        },
        "Alias": {
          "description": "The alias as publish(1), shift-weight(1) or rollback(1) left it.",
          "type": "object",
          "required": ["Name"],
          "properties": {
            "Name": {"type": "string", "pattern": "^(?![0-9]+$)[A-Za-z0-9_-]{1,128}$"},
            "FunctionVersion": {"$ref": "#/$defs/version"},
            "RoutingConfig": {
              "type": "object",
              "properties": {
                "AdditionalVersionWeights": {
                  "type": "object",
                  "maxProperties": 1,
                  "propertyNames": {"pattern": "^[0-9]+$"},
                  "additionalProperties": {"type": "number", "minimum": 0, "maximum": 1}
                }
              }
            },
            "RevisionId": {"type": "string"}
          }
        },
        "Health": {
          "description": "The verdict of healthcheck(1).",
          "type": "object",
          "required": ["Verdict", "Version"],
          "properties": {
            "Verdict": {"enum": ["healthy", "unhealthy", "inconclusive"]},
            "Reason": {"type": "string"},
            "Source": {"enum": ["probe", "metrics", "alarm"]},
            "Version": {"$ref": "#/$defs/version"},
            "Rule": {"type": "object"},
            "Evidence": {
              "type": "object",
              "properties": {
                "Probes": {"type": "integer", "minimum": 0},
                "Failed": {"type": "integer", "minimum": 0},
                "Score": {"type": "integer"},
                "Unjudged": {"type": "integer", "minimum": 0},
                "Failures": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "required": ["Probe", "Why"],
                    "properties": {
                      "Probe": {"type": "integer", "minimum": 1},
                      "Line": {"type": "integer", "minimum": 1},
                      "Why": {"type": "string"},
                      "RequestId": {"type": "string"},
                      "LogLine": {"type": "string"}
                    }
                  }
                }
              }
            }
          }
        },
        "RolledBack": {
          "description": "What rollback(1) undid: the version that lost its traffic, and the one that has it.",
          "type": "object",
          "required": ["From", "To"],
          "properties": {
            "From": {"$ref": "#/$defs/version"},
            "To": {"$ref": "#/$defs/version"}
          }
        }
      },
      "$defs": {
        "version": {"type": "string", "pattern": "^(\\$LATEST|[0-9]+)$"},
        "codeSha256": {
          "description": "A SHA-256: in Base64, or in hexadecimal for a container image.",
          "type": "string",
          "pattern": "^([A-Za-z0-9+/]{43}=|[0-9a-f]{64})$"
        }
      }
    }
    """#
}
