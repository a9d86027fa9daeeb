"""Random WebSocket messages: a few seconds of the benchmark's long attack."""

from launch import logging_server

from benchmarks.reliability.dialogue import left_behind, talk

FREE = {
    "DESCENTLAB_MESSAGES_PER_SECOND": "1e9",
    "DESCENTLAB_MESSAGE_BURST": "1000000000",
    "DESCENTLAB_CONNECTIONS_PER_SECOND": "1e9",
    "DESCENTLAB_CONNECTION_BURST": "1000000000",
}


def test_random_messages_cause_no_error_and_no_leak(tmp_path):
    log = tmp_path / "log"
    with logging_server(log, **FREE) as server:
        before = left_behind(server.url)
        talk(server.live, 300, 30, derandomize=True)
        assert left_behind(server.url) == before
    assert log.read_text() == ""
