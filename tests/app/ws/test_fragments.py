"""Fragments: large frames are sent in small pieces, as fast as the client reads."""

import json
import socket
from urllib.parse import urlsplit

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from talk import Viewer, experiment, racer
from websockets.client import ClientProtocol
from websockets.frames import Opcode
from websockets.uri import parse_uri

from app.ws.fragments import FRAGMENT_BYTES, fragments
from app.ws.frames import landscape_frame, landscape_parts

FINE = {"resolution": 256}
FINEST_BYTES = 16 + 8 * 256**2


@given(st.lists(st.binary(max_size=3 * FRAGMENT_BYTES), max_size=4))
def test_fragments_concatenate_to_the_message(parts):
    pieces = list(fragments(parts))
    assert b"".join(piece for piece, _ in pieces) == b"".join(parts)
    assert all(len(piece) <= FRAGMENT_BYTES for piece, _ in pieces)
    assert [last for _, last in pieces] == [False] * (len(pieces) - 1) + [True]


def test_landscape_parts_equal_the_frame_without_a_copy():
    z = np.random.default_rng(0).random((64, 64))
    header, heights = landscape_parts(7, z)
    assert header + bytes(heights) == landscape_frame(7, z)
    z[0, 0] = 5.0
    assert np.frombuffer(heights)[0] == 5.0


def test_finest_landscape_comes_in_small_frames(server):
    with Viewer(server.live) as viewer:
        viewer.ask(experiment(steps=5), landscape=FINE)
        while True:
            pieces = list(viewer.socket.recv_streaming())
            if isinstance(pieces[0], bytes) and sum(map(len, pieces)) == FINEST_BYTES:
                break
    assert max(map(len, pieces)) <= FRAGMENT_BYTES


class Sleeper:
    """A WebSocket client with small buffers that reads only on request."""

    def __init__(self, live):
        parts = urlsplit(live)
        self.raw = socket.socket()
        self.raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.raw.settimeout(60)
        self.raw.connect((parts.hostname, parts.port))
        self.protocol = ClientProtocol(parse_uri(live), max_size=None)
        self.protocol.send_request(self.protocol.connect())
        self._send()
        self.protocol.receive_data(self.raw.recv(1024))

    def say(self, **message):
        self.protocol.send_text(json.dumps(message).encode())
        self._send()

    def messages(self):
        """Complete messages, assembled from their frames."""
        kind, content = None, b""
        while True:
            for frame in self.protocol.events_received():
                opcode = getattr(frame, "opcode", None)
                if opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
                    assert (opcode is Opcode.CONT) == (kind is not None), "a message came amid another"
                    kind = kind or opcode
                    content += frame.data
                    if frame.fin:
                        yield json.loads(content) if kind is Opcode.TEXT else content
                        kind, content = None, b""
            data = self.raw.recv(65536)
            assert data, "the server has hung up"
            self.protocol.receive_data(data)
            assert self.protocol.parser_exc is None
            self._send()

    def _send(self):
        self.raw.sendall(b"".join(self.protocol.data_to_send()))


@pytest.mark.parametrize("then", ["another run", "the same land with another resolution"])
def test_new_request_waits_for_the_rest_of_a_frame(server, then):
    sleeper = Sleeper(server.live)
    with sleeper.raw:
        sleeper.say(type="run", run=1, experiment=experiment(steps=5), landscape=FINE)
        heard = sleeper.messages()
        for message in heard:  # until the finest is announced: most of it cannot have arrived yet
            if isinstance(message, dict) and message["type"] == "landscape" and message["final"]:
                break
        wanted = {"experiment": experiment(racer("sgd", lr=1e-4), steps=7)}
        if then != "another run":
            wanted["landscape"] = {"resolution": 40}
        sleeper.say(type="run", run=2, **wanted)
        sizes, done, land = [], False, then == "another run"
        while not (done and land):
            message = next(heard)
            if isinstance(message, bytes):
                sizes.append(len(message))
            elif message.get("run") == 2:
                assert message["type"] != "error", message
                done = done or message["type"] == "done"
                land = land or (message["type"] == "landscape" and message["final"])
    assert sizes[0] == FINEST_BYTES
