/// The JSON Schema of what `release-status --json` prints: release-status(1) for machines.
package enum StatusSchema {
  /// The schema's text, JSON Schema 2020-12.
  package static let text = #"""
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": "urn:lambda-release:release-status",
      "title": "release status",
      "description": "What an alias serves, as far as the caller may see it: release-status(1).",
      "type": "object",
      "required": ["FunctionName", "Region"],
      "if": {"not": {"required": ["Unused"]}},
      "then": {"required": ["Alias", "Traffic", "Versions", "NotPermitted"]},
      "properties": {
        "FunctionName": {"type": "string", "minLength": 1},
        "Region": {"type": "string", "pattern": "^[a-z0-9-]+$"},
        "Alias": {
          "description": "The alias as GetAlias answers it; without it only Name and FunctionVersion.",
          "type": "object",
          "required": ["Name", "FunctionVersion"],
          "properties": {
            "Name": {"type": "string", "pattern": "^(?![0-9]+$)[A-Za-z0-9_-]{1,128}$"},
            "AliasArn": {"type": "string"},
            "FunctionVersion": {"$ref": "#/$defs/version"},
            "Description": {"type": "string"},
            "RoutingConfig": {
              "type": "object",
              "required": ["AdditionalVersionWeights"],
              "properties": {
                "AdditionalVersionWeights": {
                  "type": "object",
                  "maxProperties": 1,
                  "propertyNames": {"pattern": "^[0-9]+$"},
                  "additionalProperties": {"$ref": "#/$defs/share"}
                }
              }
            },
            "RevisionId": {"type": "string"}
          }
        },
        "Traffic": {"enum": ["steady", "in-flight", "settling", "unseen"]},
        "InFlight": {
          "description": "The share of a release, and whose it is.",
          "type": "object",
          "required": ["Version", "Weight"],
          "properties": {
            "Version": {"$ref": "#/$defs/version"},
            "Weight": {"$ref": "#/$defs/share"},
            "Run": {"type": "string", "minLength": 1},
            "Since": {"$ref": "#/$defs/minute"}
          }
        },
        "Note": {"description": "The note on the alias.", "$ref": "#/$defs/note"},
        "StaleNote": {
          "description": "A note that does not count: something else has moved the alias.",
          "$ref": "#/$defs/note"
        },
        "Previous": {
          "description": "What rollback --to-version previous would do.",
          "type": "object",
          "required": ["Act"],
          "properties": {
            "Act": {"enum": ["remove", "move", "nothing", "refuse"]},
            "From": {"$ref": "#/$defs/version"},
            "To": {"$ref": "#/$defs/version"}
          }
        },
        "Versions": {
          "description": "The alias's version, the one with a weight, and the one that previous brings back.",
          "type": "array",
          "minItems": 1,
          "items": {
            "type": "object",
            "required": ["Version"],
            "properties": {
              "Version": {"$ref": "#/$defs/version"},
              "Weight": {"$ref": "#/$defs/share"},
              "Deleted": {"const": true},
              "Description": {"type": "string"},
              "CodeSize": {"type": "integer", "minimum": 0},
              "CodeSha256": {"type": "string", "minLength": 1},
              "LastModified": {
                "type": "string",
                "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$"
              },
              "Differences": {
                "description": "In which members it differs from the alias's version.",
                "type": "array",
                "items": {"type": "string"}
              }
            }
          }
        },
        "NotPermitted": {
          "description": "The actions that the caller may not do, and that would show more.",
          "type": "array",
          "items": {"enum": ["lambda:GetAlias", "lambda:GetFunctionConfiguration"]}
        },
        "Unused": {
          "description": "With --unused, beside FunctionName and Region alone: the versions that no alias needs.",
          "type": "array",
          "items": {
            "type": "object",
            "required": ["Version"],
            "properties": {
              "Version": {"type": "string", "pattern": "^[0-9]+$"},
              "CodeSize": {"type": "integer", "minimum": 0},
              "LastModified": {
                "type": "string",
                "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$"
              }
            }
          }
        },
        "Record": {"description": "The record of --record as it is.", "type": "object"}
      },
      "$defs": {
        "note": {
          "type": "object",
          "required": ["Version"],
          "properties": {
            "Version": {"$ref": "#/$defs/version"},
            "Since": {"$ref": "#/$defs/minute"},
            "Before": {"$ref": "#/$defs/version"},
            "Not": {"$ref": "#/$defs/version"},
            "Run": {
              "type": "object",
              "required": ["Name", "Since"],
              "properties": {
                "Name": {"type": "string", "minLength": 1},
                "Since": {"$ref": "#/$defs/minute"}
              }
            }
          }
        },
        "minute": {
          "type": "string",
          "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z$"
        },
        "share": {"type": "number", "minimum": 0, "maximum": 1},
        "version": {"type": "string", "pattern": "^(\\$LATEST|[0-9]+)$"}
      }
    }
    """#
}
