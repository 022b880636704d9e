"""A package index on loopback: trusted publishing, the upload that PyPI calls legacy, and the simple pages."""

import hashlib
import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

IDENTITY = "the-identity-of-the-job"
AUDIENCE = "packages"
MINTED = "pypi-for-this-run"
SIMPLE = "application/vnd.pypi.simple.v1+json"


class FakeIndex:
    """`files` is what it holds, by name; `uploads` are the names that were sent, in order, taken or not."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.uploads: list[str] = []
        self.url = ""

    @classmethod
    @contextmanager
    def running(cls) -> Generator["FakeIndex"]:
        index = cls()
        # Publishing by identity speaks TLS only, with the certificate of nobody here.
        server = make_server(
            "127.0.0.1",
            0,
            Request.application(index.answer),
            threaded=True,
            request_handler=Quiet,
            ssl_context="adhoc",
        )
        index.url = f"https://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield index
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    @property
    def variables(self) -> dict[str, str]:
        """What a repository says about where its packages go."""
        return {"ANTHILL_PUBLISH_URL": f"{self.url}/legacy/", "ANTHILL_INDEX_URL": f"{self.url}/simple/"}

    @property
    def trust(self) -> dict[str, str]:
        """What makes uv take the certificate."""
        return {"UV_INSECURE_HOST": self.url.removeprefix("https://")}

    @property
    def identity(self) -> dict[str, str]:
        """What GitHub gives a job that may ask who it is."""
        return {
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"{self.url}/identity?run=1",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": IDENTITY,
        }

    def answer(self, request: Request) -> Response:
        """Answer a call, or say that there is nothing of that name."""
        route = {
            "GET /_/oidc/audience": self._tell_audience,
            "GET /identity": self._identify,
            "POST /_/oidc/mint-token": self._mint,
            "POST /_/oidc/burn-token": self._burn,
            "POST /legacy/": self._take,
            "GET /simple/anthill/": self._list,
        }.get(f"{request.method} {request.path}")
        return route(request) if route else said({"message": f"no {request.method} {request.path}"}, 404)

    def _tell_audience(self, _: Request) -> Response:
        return said({"audience": AUDIENCE})

    def _burn(self, _: Request) -> Response:
        return said({}, 202)

    def _identify(self, request: Request) -> Response:
        known = request.authorization and request.authorization.token == IDENTITY
        if not known or request.args.get("audience") != AUDIENCE:
            return said({}, 401)
        return said({"value": f"{IDENTITY}.signed"})

    def _mint(self, request: Request) -> Response:
        known = json.loads(request.get_data())["token"] == f"{IDENTITY}.signed"
        return said({"token": MINTED}) if known else said({"message": "unknown"}, 422)

    def _take(self, request: Request) -> Response:
        sent = request.files["content"]
        name, content = str(sent.filename), sent.read()
        self.uploads.append(name)
        who = request.authorization
        if who is None or (who.username, who.password) != ("__token__", MINTED):
            return Response("Invalid or non-existent authentication information.", 403)
        if hashlib.sha256(content).hexdigest() != request.form["sha256_digest"]:
            return Response("The digest supplied does not match a digest calculated from the file.", 400)
        if name in self.files:
            return Response("File already exists.", 400)
        self.files[name] = content
        return Response("")

    def _list(self, _: Request) -> Response:
        if not self.files:
            return said({}, 404)
        files = [
            {
                "filename": name,
                "url": f"{self.url}/files/{name}",
                "hashes": {"sha256": hashlib.sha256(content).hexdigest()},
            }
            for name, content in self.files.items()
        ]
        return said({"meta": {"api-version": "1.0"}, "name": "anthill", "files": files}, kind=SIMPLE)


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Say nothing: `uploads` is the record."""


def said(body: Any, status: int = 200, *, kind: str = "application/json") -> Response:
    return Response(json.dumps(body), status, {"Cache-Control": "no-store"}, content_type=kind)
