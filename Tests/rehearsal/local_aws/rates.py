"""How many requests a second the control plane of an account takes."""

from .answers import error
from .clock import clock
from .service import Answer
from .settings import settings


class Bucket:
    """A token bucket that holds the requests of one second."""

    def __init__(self):
        self.clear()

    def clear(self):
        """Fill the bucket."""
        self._filled = None
        self._tokens = 0.0

    def take(self, rate):
        """Take a token; whether there was one."""
        now = clock.now()
        if self._filled is None:
            self._tokens = float(rate)
        else:
            self._tokens = min(float(rate), self._tokens + (now - self._filled) * rate)
        self._filled = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


bucket = Bucket()


def refusal(request):
    """AWS's answer to a request that is one too many, None when it is not.

    The requests of the tests' own and invocations are not counted.
    """
    rate = settings["control_requests_per_second"]
    if not rate or request.service != "lambda" or request.operation == "Invoke":
        return None
    if bucket.take(rate):
        return None
    return Answer.of(*error("TooManyRequestsException", "Rate exceeded", 429))
