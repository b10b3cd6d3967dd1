resource "aws_s3_bucket_versioning" "sources" {
  bucket = aws_s3_bucket.sources.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_lambda_function" "name_searcher" {
  function_name = "name-searcher"
  role          = aws_iam_role.name_searcher.arn
  runtime       = "python3.12"
  handler       = "index.handler"
  s3_bucket     = aws_s3_bucket.sources.id
  s3_key        = "name-searcher/first.zip"
  lifecycle {
    ignore_changes = [s3_bucket, s3_key, s3_object_version, source_code_hash]
  }
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.name_searcher.function_name
  function_version = "$LATEST"
  lifecycle {
    ignore_changes = [function_version, routing_config, description]
  }
}

data "aws_iam_policy_document" "ci" {
  statement {
    actions   = ["s3:Get*", "s3:List*", "s3:PutObject", "s3:PutObjectAcl"]
    resources = [aws_s3_bucket.sources.arn, "${aws_s3_bucket.sources.arn}/*"]
  }
  statement {
    actions = [
      "lambda:GetFunction",
      "lambda:GetFunctionConfiguration",
      "lambda:InvokeFunction",
      "lambda:UpdateFunctionCode",
      "lambda:PublishVersion",
      "lambda:UpdateAlias",
    ]
    resources = [
      aws_lambda_function.name_searcher.arn,
      "${aws_lambda_function.name_searcher.arn}:*",
    ]
  }
}
