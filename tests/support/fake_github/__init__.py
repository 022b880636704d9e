"""GitHub's REST API on loopback, as far as the pipeline calls it: a real HTTP server with its state in memory."""

from tests.support.fake_github.server import FakeGitHub

__all__ = ["FakeGitHub"]
