"""Services: programs that some tests need; a missing one skips the test, or fails it in CI."""

import os

import pytest

INSTALLS = "scripts/services.sh installs what the tests need"


def require(available: object, service: str) -> None:
    """Skip the test, or fail it where the environment variable CI is set, unless the service is available.

    Args:
        available: true where the tests can use the service.
        service: its name, for the message.
    """
    if available:
        return
    message = f"{service} is missing; {INSTALLS}"
    if os.environ.get("CI", "").lower() in ("", "0", "false"):
        pytest.skip(message)
    pytest.fail(message, pytrace=False)
