#!/usr/bin/env bash
# cdktf-cli 0.21.0 says its version on Node 24, but every command that does something ends with MODULE_NOT_FOUND.
#
# Versions: cdktf-cli 0.21.0, Node 24.21.0 and 22.23.3 (npm package `node`), Linux on x64.
# Expected: a package that asks for no version of Node (`engines`) and installs without a warning runs, or says at its
#   first start that it does not.
# Seen: `cdktf --version` works on both. On Node 24 `cdktf synth` cannot load @cdktf/node-pty-prebuilt-multiarch, a
#   terminal of which binaries are packed up to Node 22 (ABI 127); 24 has ABI 137. On 22 it runs the program.
# Why it matters: a runner's image or a colleague's machine that moves from Node 22 to 24 breaks `cdktf`, while the
#   check of its version in the same job stays green, and the message names a file that is there. CDKTF is archived, so
#   no newer binary comes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
npm install --silent --no-audit --no-fund --prefix "$place/cli" cdktf-cli@0.21.0 >/dev/null 2>&1
for version in 22.23.3 24.21.0; do
    npm install --silent --no-audit --no-fund --prefix "$place/$version" "node@$version" >/dev/null 2>&1
done
mkdir "$place/project"
cd "$place/project"
echo '{"language": "typescript", "app": "touch ran", "projectId": "p", "sendCrashReports": "false"}' >cdktf.json
export CHECKPOINT_DISABLE=1 CI=1 CDKTF_HOME="$place/home"
for version in 22.23.3 24.21.0; do
    rm -f ran
    run=("$place/$version/node_modules/node/bin/node" "$place/cli/node_modules/cdktf-cli/bundle/bin/cdktf")
    echo "Node $version: --version says $("${run[@]}" --version 2>/dev/null | sed -n 1p)"
    "${run[@]}" synth >"$place/said" 2>&1 || true
    echo "Node $version: synth runs the program: $([ -e ran ] && echo yes || echo no)," \
        "missing: $(grep -o -m 1 'MODULE_NOT_FOUND' "$place/said" || echo nothing)"
done >"$place/seen"
cat "$place/seen"
diff - "$place/seen" <<'EXPECTED'
Node 22.23.3: --version says 0.21.0
Node 22.23.3: synth runs the program: yes, missing: nothing
Node 24.21.0: --version says 0.21.0
Node 24.21.0: synth runs the program: no, missing: MODULE_NOT_FOUND
EXPECTED
echo 'as described'
