# Who may release: the jobs of one environment, with a token of GitHub or GitLab and no stored key.

resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_openid_connect_provider" "gitlab" {
  count          = var.gitlab_project == "" ? 0 : 1
  url            = "https://gitlab.com"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "trust" {
  for_each = local.environments
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
    condition {
      # A job with an environment has it in its token instead of the branch. Which branches may
      # deploy to it is a setting of the environment in GitHub.
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values = [
        "repo:${var.github_repository}:environment:${each.key}",
        # The same with a required reviewer, for a release that waits for a person.
        "repo:${var.github_repository}:environment:${each.key}-approval",
      ]
    }
  }
  dynamic "statement" {
    for_each = aws_iam_openid_connect_provider.gitlab
    content {
      actions = ["sts:AssumeRoleWithWebIdentity"]
      principals {
        type        = "Federated"
        identifiers = [statement.value.arn]
      }
      condition {
        test     = "StringEquals"
        variable = "gitlab.com:aud"
        values   = ["sts.amazonaws.com"]
      }
      condition {
        test     = "StringEquals"
        variable = "gitlab.com:sub"
        values   = ["project_path:${var.gitlab_project}:ref_type:branch:ref:${each.value}"]
      }
    }
  }
}

resource "aws_iam_role" "ci" {
  for_each           = local.environments
  name               = "${local.function}-${each.key}-ci"
  assume_role_policy = data.aws_iam_policy_document.trust[each.key].json
  # Longer than a release takes at most. (GitHub is asked for another token when a session ends.)
  max_session_duration = 3 * 3600
}

data "aws_iam_policy_document" "ci" {
  for_each = local.environments
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
      aws_lambda_function.name_searcher[each.key].arn,
      "${aws_lambda_function.name_searcher[each.key].arn}:*",
    ]
  }
}

resource "aws_iam_role_policy" "ci" {
  for_each = local.environments
  name     = "release"
  role     = aws_iam_role.ci[each.key].id
  policy   = data.aws_iam_policy_document.ci[each.key].json
}

output "bucket" {
  value = aws_s3_bucket.sources.bucket
}

output "ci_roles" {
  value = { for environment, role in aws_iam_role.ci : environment => role.arn }
}
