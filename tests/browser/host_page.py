"""Host page: a server of another origin whose pages embed the lab."""

import json
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class HostPage:
    """Pages of another origin."""

    def __init__(self) -> None:
        self.body = ""
        host_page = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(f"<!doctype html><title>Host page</title>{host_page.body}".encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def share_snippet(name: str, src: str) -> str:
    """What the Share dialog gives for this embed."""
    place = {"src": src, "link": src, "script": "", "width": 700, "height": 420}
    write = f"""
      import {{ KINDS }} from "{(ROOT / "static" / "js" / "share" / "snippets.js").as_uri()}";
      process.stdout.write(KINDS.find(({{ name }}) => name === "{name}").write({json.dumps(place)}));
    """
    command = ["node", "--input-type=module", "-e", write]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
