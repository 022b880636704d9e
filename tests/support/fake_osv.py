"""The database of vulnerabilities on loopback, in the little of OSV's protocol that audits use."""

import json
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class FakeOsv:
    """Known vulnerabilities by ecosystem, package and version, and what was asked."""

    url: str = ""
    vulnerable: dict[tuple[str, str, str], list[dict[str, Any]]] = field(default_factory=dict)
    asked: set[tuple[str, str, str]] = field(default_factory=set)

    def add(self, ecosystem: str, package: str, version: str, id_: str, **more: Any) -> None:
        found = {
            "id": id_,
            "modified": "2026-11-01T00:00:00Z",
            "published": "2026-10-01T00:00:00Z",
            "summary": f"{package} gives everything away",
            "affected": [
                {
                    "package": {"ecosystem": ecosystem, "name": package},
                    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.0"}]}],
                }
            ],
        }
        self.vulnerable.setdefault((ecosystem, package, version), []).append(found | more)

    def query(self, query: Mapping[str, Any]) -> dict[str, Any]:
        package = query["package"]
        key = package["ecosystem"], package["name"], query["version"]
        self.asked.add(key)
        return {
            "vulns": [
                {"id": each["id"], "modified": each["modified"]} for each in self.vulnerable.get(key, [])
            ]
        }

    def vulnerability(self, id_: str) -> dict[str, Any] | None:
        every = (each for found in self.vulnerable.values() for each in found)
        return next((each for each in every if each["id"] == id_), None)

    @classmethod
    @contextmanager
    def running(cls) -> Generator["FakeOsv"]:
        fake = cls()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(fake.vulnerability(self.path.rpartition("/")[2]))

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self._answer({"results": [fake.query(query) for query in body["queries"]]})

            def _answer(self, document: dict[str, Any] | None) -> None:
                self.send_response(200 if document is not None else 404)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(document or {}).encode())

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
                del format, args

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        fake.url = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
