#!/usr/bin/env bash
# Every module of bindings that jsii-pacmak generates reads the metadata of typeguard from disk when it is imported.
#
# Versions: cdktf 0.21.0, constructs 10.8.1, cdktf-cdktf-provider-databricks 15.16.1, Python 3.11 or later, Node 20 or later.
# Expected: the version of typeguard is found out once in a process.
# Seen: each module asks importlib.metadata.version("typeguard"), which keeps nothing: it looks through sys.path and
#   parses the METADATA file again, a third of a millisecond each. The package imports all of its modules at once.
# Why it matters: the AWS provider has more than 2,200 modules. Nearly a second of every synthesis and of every test
#   session goes into reading the same file; a profile shows it as email.parser, where nobody looks for it.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check \
  cdktf==0.21.0 constructs==10.8.1 cdktf-cdktf-provider-databricks==15.16.1
cat >"$place/look.py" <<'PY'
import importlib.metadata
import pkgutil
from collections import Counter

asked = Counter()
parsed = Counter()
version = importlib.metadata.version
read_text = importlib.metadata.PathDistribution.read_text


def counted(name):
    asked[name] += 1
    return version(name)


def read(self, filename):
    parsed[filename] += asked.total() > 0
    return read_text(self, filename)


importlib.metadata.version = counted
importlib.metadata.PathDistribution.read_text = read

import cdktf_cdktf_provider_databricks as provider  # noqa: E402

modules = [each.name for each in pkgutil.iter_modules(provider.__path__)]
print("more than a hundred modules:", len(modules) > 100)
print("asked for:", *sorted(asked))
print("once for each module at least:", asked["typeguard"] >= len(modules))
print("and read from disk each time:", parsed["METADATA"] >= asked["typeguard"])
PY
"$place/venv/bin/python" "$place/look.py" >"$place/seen"
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
more than a hundred modules: True
asked for: typeguard
once for each module at least: True
and read from disk each time: True
EXPECTED
echo "as described"
