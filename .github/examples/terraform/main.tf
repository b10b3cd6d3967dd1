# What one function needs for releases by CI: staging and production of name-searcher, a bucket for
# the packages, and for each of the two a role that only its environment in CI can take.
terraform {
  required_version = ">= 1.6"
  required_providers {
    archive = {
      source  = "hashicorp/archive"
      version = ">= 2.4"
    }
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.37"
    }
  }
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "github_repository" {
  description = "The repository whose workflows release, as its tokens name it: OWNER@ID/REPO@ID, or OWNER/REPO where it is older than 2026-07-15."
  type        = string
  validation {
    condition     = can(regex("^[^/@]+@[0-9]+/[^/@]+@[0-9]+$|^[^/@]+/[^/@]+$", var.github_repository))
    error_message = "Must be OWNER@ID/REPO@ID or OWNER/REPO."
  }
}

variable "gitlab_project" {
  description = "The project whose pipelines release, as GROUP/PROJECT; empty for none."
  type        = string
  default     = ""
}

provider "aws" {
  region = var.region
}

data "aws_caller_identity" "current" {}

locals {
  function = "name-searcher"
  # Each environment with the branch that is released to it.
  environments = {
    staging    = "develop"
    production = "main"
  }
}

# --- the bucket -----------------------------------------------------------------------------------

resource "aws_s3_bucket" "sources" {
  # A name of the account's own namespace: nobody else can take it.
  bucket           = "lambda-sources-${data.aws_caller_identity.current.account_id}-${var.region}-an"
  bucket_namespace = "account-regional"
}

resource "aws_s3_bucket_versioning" "sources" {
  bucket = aws_s3_bucket.sources.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "sources" {
  bucket                  = aws_s3_bucket.sources.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# --- the functions --------------------------------------------------------------------------------

data "aws_iam_policy_document" "function" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "function" {
  for_each           = local.environments
  name               = "${local.function}-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.function.json
}

resource "aws_iam_role_policy_attachment" "logs" {
  for_each   = local.environments
  role       = aws_iam_role.function[each.key].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

# The first code, which the first release replaces.
data "archive_file" "first" {
  type        = "zip"
  output_path = "${path.module}/first.zip"
  source {
    filename = "index.py"
    content  = "def handler(event, context):\n    return {\"statusCode\": 503}\n"
  }
}

resource "aws_lambda_function" "name_searcher" {
  for_each      = local.environments
  function_name = "${local.function}-${each.key}"
  role          = aws_iam_role.function[each.key].arn
  runtime       = "python3.12"
  handler       = "index.handler"
  filename      = data.archive_file.first.output_path
  lifecycle {
    # The code is CI's.
    ignore_changes = [filename, s3_bucket, s3_key, s3_object_version, source_code_hash]
  }
}

resource "aws_lambda_alias" "live" {
  for_each         = local.environments
  name             = "live"
  function_name    = aws_lambda_function.name_searcher[each.key].function_name
  function_version = "$LATEST"
  lifecycle {
    # The traffic is CI's, and the note at the end of the description.
    ignore_changes = [function_version, routing_config, description]
  }
}
