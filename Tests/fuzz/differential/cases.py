"""Random requests to sign: legal, and as awkward as HTTP allows."""

import base64
import dataclasses

import botocore.auth

UNRESERVED = "ABCXYZabcxyz0189-._~"
PCHAR = UNRESERVED + "!$&'()*,;=:@"
TEXT = "aZ0 -_.~!*'()%&=+/?:@,;é☃𝄞\u0301ß\""
SKIPPED = [
    "Connection",
    "Expect",
    "Keep-Alive",
    "Proxy-Authenticate",
    "Proxy-Authorization",
    "Sec-WebSocket-Key",
    "Sec-WebSocket-Protocol",
    "Sec-WebSocket-Version",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "User-Agent",
    "X-Amzn-Trace-Id",
]
SIGNED = [
    "Accept",
    "Cache-Control",
    "Content-Encoding",
    "Content-Length",
    "Content-MD5",
    "Content-Type",
    "If-None-Match",
    "Range",
    "X-Amz-Meta-A",
    "x-amz-meta-a",
    "X-Amz-Meta-A-B",
    "x-amz-meta-a.b",
    "x-amz-meta-a0",
    "x-amz-meta-a_b",
    "X-Amz-Target",
    "x-amz-checksum-sha256",
    "amz-sdk-invocation-id",
    "x",
    "X-",
    "x!",
    "x^",
    "~",
]
SERVICES = ["lambda", "s3", "sts", "monitoring", "iam", "execute-api", "s3", "lambda"]
REGIONS = ["us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1", "r"]
HOSTS = [
    "lambda.us-east-1.amazonaws.com",
    "Bucket.S3.amazonaws.com",
    "s3.cn-north-1.amazonaws.com.cn",
    "127.0.0.1",
    "::1",
    "2001:DB8::8a2e",
    "localhost",
    "xn--bcher-kva.example",
    "a_b.example",
]


@dataclasses.dataclass(frozen=True)
class Case:
    """One request, and with what to sign it; every part can be made smaller by itself."""

    method: str
    scheme: str
    host: str
    port: int | None
    segments: tuple[str, ...]
    query: tuple[str, ...] | None
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    access_key_id: str
    secret_access_key: str
    session_token: str | None
    region: str
    service: str
    seconds: int
    expires: int | None

    @property
    def path(self):
        return "/" + "/".join(self.segments)

    @property
    def target(self):
        return self.path if self.query is None else self.path + "?" + "&".join(self.query)

    @property
    def url(self):
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.target}"

    @property
    def host_header(self):
        return botocore.auth._host_from_url(self.url)

    def line(self, number):
        """The case as Tests/fuzz/signer reads it."""
        return {
            "id": number,
            "method": self.method,
            "target": self.target,
            "host": self.host_header,
            "headers": self.headers,
            "body": None if self.body is None else base64.b64encode(self.body).decode(),
            "accessKeyId": self.access_key_id,
            "secretAccessKey": self.secret_access_key,
            "sessionToken": self.session_token,
            "region": self.region,
            "service": self.service,
            "seconds": self.seconds,
            "expires": self.expires,
        }


class Generator:
    """Makes cases from a random.Random, the same ones for the same seed."""

    def __init__(self, random):
        self.random = random

    def case(self):
        r = self.random
        expires = r.choice([None, None, None, 1, 900, 604800])
        return Case(
            method=r.choice(["GET", "PUT", "POST", "HEAD", "DELETE", "PATCH"]),
            scheme=r.choice(["https", "https", "http"]),
            host=r.choice(HOSTS),
            port=r.choice([None, None, None, 80, 443, 8443, 4566, 1]),
            segments=tuple(self.segment() for _ in range(r.choice([0, 1, 1, 2, 3, 5, 8]))),
            query=r.choice([None, self.query(), self.query()]),
            headers=self.headers(),
            body=b"" if expires and r.random() < 0.6 else self.body(),
            access_key_id=r.choice(
                ["AKIDEXAMPLE", "000000000000", "test", self.text("AKZ019_-=+.", 1, 30)]
            ),
            secret_access_key=r.choice(
                [
                    "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                    self.text(TEXT, 1, 50),
                    "x" * r.choice([59, 60, 61, 200]),
                ]
            ),
            session_token=r.choice(
                [None, None, self.text("aZ0/+=", 1, 60), self.text(UNRESERVED + "/+=&%?", 300, 900)]
            ),
            region=r.choice(REGIONS),
            service=r.choice(SERVICES),
            seconds=r.choice(
                [r.randrange(946684800, 4102444800), 951782400, 1709164800, 1735689599]
            ),
            expires=expires,
        )

    def text(self, alphabet, shortest, longest):
        return "".join(self.random.choices(alphabet, k=self.random.randint(shortest, longest)))

    def escape(self):
        r = self.random
        byte = r.choice(
            [0x2F, 0x2E, 0x3A, 0x25, 0x2B, 0x20, 0x41, 0x7E, 0xC3, 0xFF, r.randrange(256)]
        )
        return r.choice(["%%%02X", "%%%02x"]) % byte

    def segment(self):
        r = self.random
        kind = r.randrange(10)
        if kind == 0:
            return ""
        if kind == 1:
            return r.choice([".", ".", "..", "..", "...", "%2E", "%2e%2e", ".a", "a."])
        if kind == 2:
            return "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Af"
        return "".join(
            self.escape() if r.random() < 0.2 else r.choice(PCHAR) for _ in range(r.randint(1, 8))
        )

    def query(self):
        r = self.random
        return tuple(
            self.pair()
            for _ in range(r.choice([0, 1, 2, 3, 4, 6, 150 if r.random() < 0.02 else 5]))
        )

    def pair(self):
        r = self.random
        kind = r.randrange(12)
        if kind == 0:
            return r.choice(["uploads", "uploads=", "", "=", "=v", "a==", "a=b=c", "?", "a=?"])
        if kind < 6:
            key = r.choice(
                [
                    "a",
                    "a-",
                    "a%20",
                    "a%2B",
                    "a.",
                    "a0",
                    "A",
                    "aa",
                    "a%3D",
                    "%C3%A9",
                    "~",
                    "prefix",
                    "Prefix",
                ]
            )
        else:
            key = self.part()
        return key + "=" + self.part()

    def part(self):
        """A key or value: mostly canonical, sometimes with bytes and escapes that are not."""
        r = self.random
        if r.random() < 0.3:
            alphabet = PCHAR.replace("&", "") + "/?"
            return "".join(
                self.escape() if r.random() < 0.2 else r.choice(alphabet)
                for _ in range(r.randint(0, 6))
            )
        text = self.text(TEXT, 0, 6).encode()
        return "".join(
            chr(b) if chr(b).isalnum() and b < 128 or b in b"-._~" else f"%{b:02X}" for b in text
        )

    def headers(self):
        r = self.random
        names = [r.choice(SIGNED) for _ in range(r.choice([0, 1, 2, 3, 5]))]
        names += [r.choice(SKIPPED) for _ in range(r.choice([0, 0, 0, 0, 1, 2]))]
        names += [name for name in names if r.random() < 0.2]
        r.shuffle(names)
        return tuple((r.choice([n, n, n.lower(), n.upper()]), self.value()) for n in names)

    def value(self):
        r = self.random
        words = [self.text("aZ09,;=\"'/+%-.", 0, 5) for _ in range(r.randint(0, 4))]
        if r.random() < 0.2:
            words.append(r.choice(["é", "日本語", "e\u0301", "𝄞"]))
        if r.random() < 0.02:
            words.append(r.choice(["\u00a0", "\u2003x", "\u0085"]))
        return (
            r.choice(["", "", " ", "\t"])
            + r.choice([" ", " ", "  ", "\t", " \t "]).join(words)
            + r.choice(["", "", "  "])
        )

    def body(self):
        r = self.random
        return r.choice(
            [
                b"",
                b"",
                b"{}",
                r.randbytes(r.randrange(300)),
                b"Action=ListUsers&Version=2010-05-08",
                None,
            ]
        )
