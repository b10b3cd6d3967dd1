"""The least that the benchmark's programs can talk to: fixed answers over HTTP/1.1 or TLS on 127.0.0.1.

usage: server.py [CERTIFICATE KEY]. Prints its port, and ends when standard input does. Checks no signature: the cost that
is measured is the client's.
"""

import socketserver
import ssl
import sys
import threading

ALIAS = (
    b'{"AliasArn":"arn:aws:lambda:eu-central-1:123456789012:function:bench:live","Name":"live",'
    b'"FunctionVersion":"7","Description":"","RevisionId":"0d7a1f0e-6a3c-4f2e-9a5e-1f0c2b3d4e5f"}'
)
CONFIGURATION = (
    b'{"FunctionName":"bench","FunctionArn":"arn:aws:lambda:eu-central-1:123456789012:function:bench:8","Version":"8",'
    b'"CodeSha256":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=","Timeout":3,"State":"Active",'
    b'"LastUpdateStatus":"Successful","RevisionId":"7c1f0e9a-2f63-4a55-8c0a-3d2b1f5e6a70"}'
)
CHUNK = bytearray(1 << 20)


class Connection(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    def handle(self):
        try:
            while self.answer():
                pass
        except (ConnectionError, ssl.SSLError):
            pass

    def answer(self):
        line = self.rfile.readline()
        if not line.strip():
            return False
        method, target, _ = line.split(b" ", 2)
        headers = {}
        while (field := self.rfile.readline().strip()):
            name, _, value = field.partition(b":")
            headers[name.lower()] = value.strip()
        if b"100-continue" in headers.get(b"expect", b""):
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        left = int(headers.get(b"content-length", 0))
        while left > 0:
            count = self.rfile.readinto(memoryview(CHUNK)[: min(left, len(CHUNK))])
            if not count:
                return False
            left -= count
        more, body = b"", b""
        if b"/invocations" in target:
            more, body = b"X-Amz-Executed-Version: 8\r\n", b'{"statusCode":200}'
        elif b"/configuration" in target:
            body = CONFIGURATION
        elif b"/functions/" in target:
            body = ALIAS
        elif method == b"PUT":
            more = b'ETag: "0"\r\nx-amz-version-id: v1\r\n'
            if (checksum := headers.get(b"x-amz-checksum-sha256")):
                more += b"x-amz-checksum-sha256: " + checksum + b"\r\n"
        self.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-amzn-RequestId: bench\r\n"
            + more + b"Content-Length: %d\r\n\r\n" % len(body) + body
        )
        return True


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, certificate):
        super().__init__(("127.0.0.1", 0), Connection)
        self.tls = None
        if certificate:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(*certificate)

    def finish_request(self, request, client):
        # In the connection's own thread: a slow handshake holds nobody up.
        if self.tls:
            try:
                request = self.tls.wrap_socket(request, server_side=True)
            except (OSError, ssl.SSLError):
                return
        super().finish_request(request, client)


server = Server(sys.argv[1:3])
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
