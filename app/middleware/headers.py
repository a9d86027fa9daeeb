"""Security headers: of every response, also of errors, static files and refused WebSockets."""

from typing import final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..core.sent_bytes import RESPONSE_STARTS


def content_security_policy(
    frame_ancestors: str, script_hashes: tuple[str, ...] = (), *, frames: bool = False, base: bool = False
) -> str:
    """The policy of a page.

    Content may come from this server only; WebSockets may go to any host. Plotly needs inline styles, and
    data: and blob: images. Scripts are files, except the import map, which must be inline and is allowed by
    its hash.

    Args:
        frame_ancestors: origins that may embed the page. For ``*`` the directive is left out: it would allow
            web pages only, not slides that are opened as a file, nor a notebook in an editor.
        script_hashes: base64 SHA-256 digests of inline scripts.
        frames: whether the page shows pages of this server in frames.
        base: whether the page has a ``base`` element.
    """
    scripts = " ".join(["'self'", *(f"'sha256-{digest}'" for digest in script_hashes)])
    ancestors = [] if frame_ancestors.strip() == "*" else [f"frame-ancestors {frame_ancestors}"]
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "connect-src 'self' ws: wss:",
            "font-src 'self'",
            "manifest-src 'self'",
            "object-src 'none'",
            f"base-uri '{'self' if base else 'none'}'",
            "form-action 'none'",
            *(["frame-src 'self'"] if frames else []),
            *ancestors,
        ]
    )


PARTS = ("text/javascript", "text/css", "font/")
"""Prefixes of media types that are only parts of a page."""


@final
class SecurityHeaders:
    """Security headers: adds those that a response does not set itself.

    Policies are left out of the ``PARTS`` of a page (scripts, style sheets, fonts): a browser ignores them
    there, and they would add half a kilobyte to each of a hundred files of two or three.
    """

    def __init__(self, app: ASGIApp, frame_ancestors: str) -> None:
        self.app = app
        self.headers = {
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        self.policies = {
            "Content-Security-Policy": content_security_policy(frame_ancestors),
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] in RESPONSE_STARTS:
                headers = MutableHeaders(raw=list(message.get("headers", [])))
                part = headers.get("Content-Type", "").startswith(PARTS)
                for name, value in (self.headers if part else self.headers | self.policies).items():
                    headers.setdefault(name, value)
                message = {**message, "headers": headers.raw}
            await send(message)

        await self.app(scope, receive, with_headers)
