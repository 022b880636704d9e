"""A program that needs Node half-way, watched by what looks at each object's calls; prints what was seen."""

import json
import sys
import tempfile
from pathlib import Path

import fast_bindings

fast_bindings.install()
fast_bindings.refuse_silent_changes()

from cdktf import App, TerraformCount, TerraformStack  # noqa: E402
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket  # noqa: E402
from constructs import Construct  # noqa: E402

from operations.synthesis.sources_recorder import Recorder  # noqa: E402


def main() -> None:
    recorder = Recorder(Path(__file__).resolve().parents[3])
    recorder.install()
    stack = TerraformStack(App(outdir=tempfile.mkdtemp()), "stack")
    bucket = S3Bucket(stack, "before", bucket="a")
    part = Construct(stack, "part")
    read = bucket.friendly_unique_id
    TerraformCount.of(2)
    S3Bucket(part, "after", bucket="b")
    try:
        bucket.override_logical_id("late")
    except fast_bindings.SilentChangeError as error:
        said = str(error)
    else:
        said = "not refused"
    sys.stdout.write(json.dumps([recorder.document(), read, said]))


if __name__ == "__main__":
    main()
