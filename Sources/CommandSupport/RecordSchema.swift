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
          "description": "The deployment package: where it is, by upload(1), or what publish(1) sent.",
          "type": "object",
          "anyOf": [{"required": ["S3Bucket", "S3Key"]}, {"required": ["CodeSha256", "CodeSize"]}],
          "dependentRequired": {"S3Bucket": ["S3Key"], "S3Key": ["S3Bucket"]},
          "properties": {
            "S3Bucket": {"type": "string", "minLength": 1},
            "S3Key": {"type": "string", "minLength": 1, "maxLength": 1024},
            "S3ObjectVersion": {"type": "string", "minLength": 1},
            "CodeSha256": {"$ref": "#/$defs/codeSha256"},
            "CodeSize": {"type": "integer", "minimum": 0},
            "Warnings": {
              "description": "What Lambda may trip over in the package.",
              "type": "array",
              "items": {"type": "string", "minLength": 1},
              "minItems": 1
            },
            "DryRun": {
              "description": "The package is yet to be uploaded.",
              "const": true
            }
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
          "description": "The version that the alias pointed at before the release, never Version itself.",
          "$ref": "#/$defs/version"
        },
        "Differences": {
          "description": "The settings in which Version differs from PreviousVersion, by publish(1).",
          "type": "array",
          "items": {"type": "string", "minLength": 1},
          "minItems": 1
        },
        "Alias": {
          "description": "The alias as publish(1), shift-weight(1) or rollback(1) left it.",
          "type": "object",
          "required": ["Name"],
          "properties": {
            "Name": {"type": "string", "pattern": "^(?![0-9]+$)[A-Za-z0-9_-]{1,128}$"},
            "FunctionVersion": {"$ref": "#/$defs/version"},
            "RoutingConfig": {"$ref": "#/$defs/routingConfig"},
            "Description": {"type": "string"},
            "RevisionId": {"type": "string"},
            "New": {"description": "There is no such alias yet.", "const": true}
          }
        },
        "Run": {
          "description": "The name of the run that owns the share, by shift-weight(1).",
          "type": "string",
          "minLength": 1
        },
        "Health": {
          "description": "The verdict of healthcheck(1).",
          "type": "object",
          "required": ["Verdict", "Version"],
          "properties": {
            "Verdict": {"$ref": "#/$defs/verdict"},
            "Reason": {"type": "string"},
            "Source": {"$ref": "#/$defs/source"},
            "Version": {"$ref": "#/$defs/version"},
            "Weight": {
              "description": "The share that a paced verdict allows; 1 when a paced release is to be promoted.",
              "$ref": "#/$defs/share"
            },
            "Rule": {"type": "object"},
            "Runs": {"$ref": "#/$defs/runs"},
            "Evidence": {"$ref": "#/$defs/evidence"},
            "Comparison": {"$ref": "#/$defs/comparison"}
          }
        },
        "Pace": \#(pace),
        "RolledBack": {
          "description": "What rollback(1) undid: the version that lost its traffic, and the one that has it.",
          "type": "object",
          "required": ["From", "To"],
          "properties": {
            "From": {"$ref": "#/$defs/version"},
            "To": {"$ref": "#/$defs/version"}
          }
        },
        "Shifting": {
          "description": "A shift by shift-weight(1) whose answer is not known.",
          "type": "object",
          "required": ["Alias", "Weight", "At"],
          "properties": {
            "Alias": {"type": "string", "minLength": 1},
            "Version": {"$ref": "#/$defs/version"},
            "Weight": {"$ref": "#/$defs/share"},
            "At": {"$ref": "#/$defs/time"},
            "Run": {"type": "string", "minLength": 1}
          }
        },
        "DryRun": {
          "description": "The record of a dry run, which changes nothing: commands go on as with --dry-run.",
          "const": true
        },
        "History": {
          "description": "What every command did, oldest first; acts of newer versions are kept as they are.",
          "type": "array",
          "items": {
            "if": {
              "type": "object",
              "properties": {
                "Command": {"enum": ["upload", "publish", "shift-weight", "healthcheck", "rollback"]}
              },
              "required": ["Command"]
            },
            "then": {"$ref": "#/$defs/act"}
          }
        }
      },
      "if": {"not": {"required": ["DryRun"]}},
      "then": {
        "properties": {
          "Package": {"properties": {"DryRun": false}},
          "Shifting": {"required": ["Version"]}
        }
      },
      "$defs": {
        "act": {
          "type": "object",
          "properties": {
            "At": {"$ref": "#/$defs/time"},
            "Command": {"type": "string"},
            "Version": {"$ref": "#/$defs/version"},
            "Weight": {"$ref": "#/$defs/share"},
            "Seconds": {"type": "number", "minimum": 0},
            "Changed": {"type": "boolean"},
            "S3Key": {"type": "string"},
            "From": {"$ref": "#/$defs/place"},
            "To": {"$ref": "#/$defs/place"},
            "Verdict": {"$ref": "#/$defs/verdict"},
            "Reason": {"type": "string"},
            "Source": {"$ref": "#/$defs/source"},
            "Evidence": {"$ref": "#/$defs/evidence"},
            "Runs": {"$ref": "#/$defs/runs"},
            "Comparison": {"$ref": "#/$defs/comparison"},
            "Status": {"type": "integer", "minimum": 1, "maximum": 255}
          }
        },
        "place": {
          "description": "The state of an alias, or a version.",
          "anyOf": [
            {"$ref": "#/$defs/version"},
            {
              "type": "object",
              "required": ["FunctionVersion"],
              "properties": {
                "FunctionVersion": {"$ref": "#/$defs/version"},
                "RoutingConfig": {"$ref": "#/$defs/routingConfig"}
              }
            }
          ]
        },
        "routingConfig": {
          "type": "object",
          "properties": {
            "AdditionalVersionWeights": {
              "type": "object",
              "maxProperties": 1,
              "propertyNames": {"pattern": "^[0-9]+$"},
              "additionalProperties": {"$ref": "#/$defs/share"}
            }
          }
        },
        "verdict": {"enum": ["healthy", "unhealthy", "inconclusive", "paced"]},
        "source": {"enum": ["probe", "comparison", "metrics", "alarm"]},
        "evidence": {
          "type": "object",
          "properties": {
            "Probes": {"type": "integer", "minimum": 0},
            "Failed": {"type": "integer", "minimum": 0},
            "Score": {"type": "integer"},
            "Unjudged": {"type": "integer", "minimum": 0},
            "Figures": {"$ref": "#/$defs/figures"},
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
        },
        "runs": {
          "description": "What each command of healthcheck --run found.",
          "type": "array",
          "minItems": 1,
          "items": {
            "type": "object",
            "required": ["Command", "Verdict"],
            "properties": {
              "Command": {"type": "string", "minLength": 1},
              "Status": {"type": "integer", "minimum": 0, "maximum": 255},
              "Verdict": {"$ref": "#/$defs/verdict"},
              "Reason": {"type": "string"},
              "Evidence": {"type": "object"}
            }
          }
        },
        \#(comparison),
        "share": {"type": "number", "minimum": 0, "maximum": 1},
        "time": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$"},
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
