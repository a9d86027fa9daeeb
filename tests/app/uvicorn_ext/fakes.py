"""Fakes: an asyncio event loop whose time the test sets, and a transport."""


class FakeLoop:
    """An event loop whose time is set by the test."""

    def __init__(self):
        self.now = 0.0
        self.timers = []

    def time(self):
        return self.now

    def call_soon(self, callback):
        return self.call_later(0.0, callback)

    def call_later(self, delay, callback):
        timer = FakeTimer(self.now + delay, callback)
        self.timers.append(timer)
        return timer

    def run_until(self, end):
        while due := [timer for timer in self.timers if not timer.cancelled and timer.at <= end]:
            first = min(due, key=lambda timer: timer.at)
            self.timers.remove(first)
            self.now = first.at
            first.callback()
        self.now = end


class FakeTimer:
    def __init__(self, at, callback):
        self.at, self.callback, self.cancelled = at, callback, False

    def cancel(self):
        self.cancelled = True


class FakeTransport:
    """A transport that records what was written and when it was closed."""

    def __init__(self, loop):
        self.loop, self.closed_at, self.half_closed = loop, None, False
        self.written = []

    def write(self, data):
        self.written.append(data)

    def is_closing(self):
        return self.closed_at is not None

    def can_write_eof(self):
        return True

    def write_eof(self):
        self.half_closed = True

    def close(self):
        if self.closed_at is None:
            self.closed_at = self.loop.time()
