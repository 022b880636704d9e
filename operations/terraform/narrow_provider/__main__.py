"""What runs when Terraform starts the relay, and when a person does."""

import os
import sys
from pathlib import Path
from typing import Final

from offline_databricks.certificate import certificate
from offline_databricks.plugin import COOKIE, Call, serve_plugin
from operations.terraform.narrow_provider.installation import CACHE_VARIABLE
from operations.terraform.narrow_provider.real import RealProvider
from operations.terraform.narrow_provider.schema import ASKED, named_types, narrowed

_WHAT: Final = (
    "A relay to the AWS provider with a part of its schema. Terraform starts it; by hand it does nothing.\n"
)
_STOP: Final = ("Stop", "StopProvider")
_CALLS_AT_ONCE: Final = 64
"""More than Terraform ever makes: parallelism is thirty."""


def main() -> int:
    """Serve Terraform, or tell a person what this is; return the exit status."""
    if os.environ.get(COOKIE[0]) != COOKIE[1]:
        sys.stderr.write(_WHAT)
        return 1
    cache = Path(os.environ[CACHE_VARIABLE])
    real = RealProvider(Path.cwd(), cache, os.environ)
    try:
        schema = narrowed(real.schema, named_types(Path.cwd()))

        def answers(method: str) -> Call | None:
            if not method.startswith("/tfplugin"):
                return None
            name = method.rpartition("/")[2]
            if name in ASKED or (name in _STOP and not real.runs):
                return lambda _request: schema if name in ASKED else b""
            return real.call(method)

        return serve_plugin(
            protocol=real.protocol,
            certificate=certificate(cache / "certificate.json"),
            answers=answers,
            environment=os.environ,
            calls_at_once=_CALLS_AT_ONCE,
        )
    finally:
        real.end()


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # The threads of gRPC take their time to end, and Terraform waits for this process.
    os._exit(status)
