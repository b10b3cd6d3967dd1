package import AWS

extension LambdaClient: ReleaseClient {}
