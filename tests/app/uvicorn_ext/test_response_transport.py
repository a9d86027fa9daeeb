"""Response transport: head and body of a response leave in one write."""

from fakes import FakeLoop, FakeTransport

from app.uvicorn_ext.response_transport import JOINED_BYTES, ResponseTransport


def response():
    loop = FakeLoop()
    transport = FakeTransport(loop)
    return loop, transport, ResponseTransport(loop, transport, transport.close)


def test_head_and_body_leave_in_one_write():
    loop, transport, sent = response()
    for piece in (b"head", b"body", b"", b"more"):
        sent.write(piece)
    loop.run_until(1)
    assert transport.written == [b"headbody", b"", b"more"]


def test_head_alone_is_written_at_the_next_loop_iteration():
    loop, transport, sent = response()
    sent.write(b"head")
    assert transport.written == []
    loop.run_until(0)
    assert transport.written == [b"head"]
    sent.write(b"body")
    assert transport.written == [b"head", b"body"]


def test_long_body_is_not_copied():
    _, transport, sent = response()
    body = bytes(JOINED_BYTES + 1)
    sent.write(b"head")
    sent.write(body)
    assert transport.written[0] == b"head"
    assert transport.written[1] is body


def test_close_writes_the_head_first():
    loop, transport, sent = response()
    sent.write(b"head")
    sent.close()
    loop.run_until(1)
    assert transport.written == [b"head"]
    assert sent.is_closing()
