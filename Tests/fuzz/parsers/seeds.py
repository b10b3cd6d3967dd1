"""Writes the inputs that the parsers' fuzzing starts from.

Usage: seeds.py CORPUS LARGE: a folder for each parser in each of the two. Those in LARGE are run
once each: they are as long or as deep as an input can be, to find what takes quadratic time or
recurses without end.
"""

import gzip
import io
import pathlib
import struct
import sys
import zipfile

MIB = 1 << 20

S3_ERROR = b"""<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature &amp; yours &#xe9;</Message>
<Region>eu-central-1</Region><Endpoint>b.s3.eu-central-1.amazonaws.com</Endpoint><Bucket>b</Bucket>
<Key>a/b</Key><StringToSign>AWS4-HMAC-SHA256</StringToSign>
<CanonicalRequest>GET
/
</CanonicalRequest><RequestId>1</RequestId><HostId>2</HostId></Error>"""

LAMBDA_ERROR = (
    b'InvalidSignatureException:http://internal.amazon.com/\n{"__type":"a#B","Type":"User",'
    b'"Reason":"r","message":"The Canonical String for this request should have been\\n\'GET\\n/\''
    b'\\n\\nThe String-to-Sign should have been\\n\'AWS4\\n\'\\n","Message":"\\ud834\\udd1e\\u0000"}'
)

RECORD = (
    b'{"Package":{"S3Bucket":"b","S3Key":"k","CodeSha256":"P+4=","CodeSize":48211},'
    b'"FunctionName":"f","FunctionArn":"arn:aws:lambda:eu-central-1:123456789012:function:f",'
    b'"Version":"8","CodeSha256":"P+4=","Changed":true,"PreviousVersion":"7","Alias":{"Name":"live",'
    b'"RoutingConfig":{"AdditionalVersionWeights":{"8":1e-1}}},"Health":{"Verdict":"healthy"},'
    b'"x":[null,-0.10,1E+400,"\\ud834\\udd1e\\/\\u0000"]}'
)

CONFIG = b"""[default]
region = eu-central-1 # comment
[profile a b]
s3 =
  addressing_style = path
role_arn=arn:aws:iam::123456789012:role/r ; comment
[sso-session "x"]
sso_region = us-east-1
[services y]
lambda =
  endpoint_url = http://localhost
[a]
aws_access_key_id = A
"""


def wide():
    """A zip with 64-bit records, bytes around it, and a deflated file."""
    target = io.BytesIO(b"#!/bin/sh\n")
    target.seek(0, io.SEEK_END)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bootstrap", b"\x7fELF\x02\x01\x01" + bytes(60) + b"abcabc" * 50)
    whole = target.getvalue()
    end = whole[-22:]
    record = struct.pack(
        "<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, 1, 1, *struct.unpack("<II", end[12:20])
    )
    locator = struct.pack("<IIQI", 0x07064B50, 0, len(whole) - 22, 1)
    return whole[:-22] + record + locator + end[:8] + b"\xff" * 12 + end[20:]


def package(entries=2, comment=b""):
    """A zip file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(entries):
            archive.writestr(f"folder/{number}", b"x" * number if entries < 9 else b"")
        archive.comment = comment
    return target.getvalue()


SMALL = {
    "s3-error": [S3_ERROR, b"<html><body>captive portal</body></html>"],
    "lambda-error": [LAMBDA_ERROR, b'\n{"message":null}'],
    "record": [RECORD, b"{}\n"],
    "config": [CONFIG, CONFIG.replace(b"\n", b"\r\n")],
    "zip": [
        package(),
        package(comment=b"PK\x05\x06" * 20),
        wide(),
        wide() + b"\n",
        gzip.compress(b"ustar" * 60),
        b'{"a": 1}',
        b"UEsDBBQ=",
    ],
}

LARGE = {
    "s3-error": [
        b"<Error>" * (2 * MIB),
        b"<" * (16 * MIB),
        b"<Error><Code>" + b"&amp;" * (3 * MIB),
        b"<Message>" * MIB,
        b"<Error><Code>A</Code>" + b"</Message><Message" * (MIB // 2),
    ],
    "lambda-error": [
        b"\n" + b"[" * (16 * MIB),
        b'\n{"a":' * MIB,
        b'\n{"message":"' + b"\\n" * (6 * MIB) + b'"}',
        b'A\n{"message":"'
        + b"The Canonical String for this request should have been '" * 100000
        + b'"}',
        b"\n{" + b",".join(b'"%d":1' % number for number in range(MIB)) + b"}",
    ],
    "record": [
        b"[" * MIB,
        b'{"a":' * (MIB // 5),
        b"{" + b",".join(b'"k%d":1' % n for n in range(70000)) + b"}",
        b'{"a":' + b"[" * 400000 + b"]" * 400000 + b"}",
        b'{"a":"' + b"\\u0041" * 170000 + b'"}',
        b'{"a":1' + b"0" * (MIB - 8) + b"}",
    ],
    "config": [
        b"[profile a]\n" * (MIB // 3),
        b"[" * (4 * MIB),
        b"\n" * (4 * MIB),
        b"[default]\na =\n" + b" b = c\n" * (MIB // 2),
        b"[default]\na = b\n" + b" c\n" * MIB,
        b"".join(b"[profile p%d]\na = b\n" % n for n in range(150000)),
    ],
    "zip": [
        package(65000),
        package(70000),
        b"PK\x05\x06" * (4 * MIB),
        package(2, b"PK\x05\x06" * 16000),
    ],
}


def main(corpus, large):
    for folder, inputs in ((corpus, SMALL), (large, LARGE)):
        for parser, contents in inputs.items():
            place = pathlib.Path(folder, parser)
            place.mkdir(parents=True, exist_ok=True)
            for number, content in enumerate(contents):
                (place / f"seed-{number}").write_bytes(content)


if __name__ == "__main__":
    main(*sys.argv[1:])
