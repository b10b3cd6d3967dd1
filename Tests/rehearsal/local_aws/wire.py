"""Reading a request's body and writing an answer, whole or in part, over ASGI."""

from . import connection


async def read_body(receive):
    """The whole body, None when the client went away."""
    chunks = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(chunks)


async def write(send, answer):
    """Send an answer."""
    await send(_start(answer))
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})


async def write_truncated(send, answer, length):
    """Send the head, that many bytes of the body, and close the connection."""
    await send(_start(answer))
    await send({"type": "http.response.body", "body": answer.body[:length], "more_body": True})
    connection.close()


def _start(answer):
    headers = list(answer.headers)
    named = any(name.lower() == b"content-length" for name, _ in headers)
    if not named and answer.status != 204:
        headers.append((b"content-length", str(len(answer.body)).encode()))
    return {"type": "http.response.start", "status": answer.status, "headers": headers}
