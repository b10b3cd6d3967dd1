"""The time by which updates end, writes propagate and metrics appear: a test moves it on."""

import asyncio
import time


class Clock:
    """A clock that starts anywhere, never goes back, and can be moved on."""

    def __init__(self):
        self._ahead = 0.0
        # What waits for it: (when, event).
        self._alarms = []

    def now(self):
        """The clock's time in seconds."""
        return time.monotonic() + self._ahead

    def forward(self, seconds):
        """Move the clock on, and wake what that makes due."""
        self._ahead += seconds
        for when, event in self._alarms:
            if when <= self.now():
                event.set()

    def ring(self, event, seconds):
        """Set an event in so many seconds, or as soon as the clock is moved past them."""
        alarm = (self.now() + seconds, event)
        self._alarms.append(alarm)

        def due():
            self._alarms.remove(alarm)
            event.set()

        asyncio.get_running_loop().call_later(seconds, due)

    async def pause(self, seconds):
        """Wait so many seconds by this clock."""
        if seconds > 0:
            event = asyncio.Event()
            self.ring(event, seconds)
            await event.wait()


clock = Clock()
