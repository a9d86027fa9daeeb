"""Page origin: whether a page of another site has made a request.

Browsers tell it in the header ``Origin``, and no page can change that. Scripts send none.
"""

from collections.abc import Collection

from starlette.types import Scope

SCHEMES = ("http://", "https://")


def header_values(scope: Scope, name: bytes) -> list[str]:
    """All values of a header of a request."""
    return [value.decode("latin-1").strip() for key, value in scope["headers"] if key == name]


def is_from_other_site(scope: Scope, allowed: Collection[str]) -> bool:
    """Whether the request comes from a page that is neither our own nor of an allowed origin.

    Origins are compared as whole strings. ``null``, which sandboxed frames of every site have, is another
    site's.
    """
    origins = header_values(scope, b"origin")
    if not origins:
        return False
    if len(origins) > 1:
        return True
    own = {scheme + host.lower() for scheme in SCHEMES for host in header_values(scope, b"host") if host}
    return origins[0].lower() not in own and origins[0] not in allowed
