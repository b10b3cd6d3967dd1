"""What a user would write with boto3: boto3_client.py alias|put|invoke ENDPOINT [FILE]."""

import sys
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

what, endpoint = sys.argv[1:3]
config = Config(max_pool_connections=10)
if what == "alias":
    client = boto3.client("lambda", endpoint_url=endpoint, config=config)
    client.update_alias(FunctionName="bench", Name="live")
elif what == "put":
    client = boto3.client("s3", endpoint_url=endpoint, config=config)
    with open(sys.argv[3], "rb") as file:
        client.put_object(Bucket="bench", Key="k.zip", Body=file)
elif what == "invoke":
    client = boto3.client("lambda", endpoint_url=endpoint, config=config)
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda _: client.invoke(FunctionName="bench", Payload=b"{}")["Payload"].read(), range(200)))
