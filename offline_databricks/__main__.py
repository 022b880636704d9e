"""What runs when Terraform starts the provider, and when a person does."""

import os
import sys
from collections.abc import Sequence

from offline_databricks.installation import SOURCE, VERSION

_WHAT = f"""\
The offline stand-in for {SOURCE}, version {VERSION}. It calls nothing.

Terraform starts it as a plugin; by hand it does only this:
  python -m offline_databricks schema           counts of what the derived schema has
  python -m offline_databricks schema TYPE      the schema of one type, in JSON
See docs/offline-databricks.md.
"""


def main(arguments: Sequence[str]) -> int:
    """Serve Terraform, or explain to a person what this is; return the exit status."""
    if arguments[:1] == ["schema"]:
        from offline_databricks.summary import summary  # noqa: PLC0415 - not needed by Terraform

        return summary(arguments[1:])
    from offline_databricks.plugin import COOKIE  # noqa: PLC0415 - a summary needs no server
    from offline_databricks.server import serve  # noqa: PLC0415 - as above

    if os.environ.get(COOKIE[0]) != COOKIE[1]:
        sys.stderr.write(_WHAT)
        return 1
    return serve(os.environ)


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    # The threads of gRPC take their time to end, and Terraform waits for this process.
    os._exit(status)
