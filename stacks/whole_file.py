"""Files that are whole or not there: what is read again later must never be half of what was written."""

import os
import tempfile
from pathlib import Path


def write_whole(file: Path, content: str | bytes, *, mode: int = 0o644, only_new: bool = False) -> bool:
    """Write a file in one step; after a crash or on a full disk it holds all of the old content or all of the new.

    The content is on the disk before it takes the name (`fsync` before `rename`, as ext4's documentation of
    `auto_da_alloc` asks for), and the folder after it. `mode` is who may use the file, whatever the umask. With
    `only_new` a file that is there stays, and the answer is False. Raises OSError if it cannot be written; the
    old file is untouched then.
    """
    data = content.encode() if isinstance(content, str) else content
    # A link is followed: the rename would put a file in its place.
    target = Path(os.path.realpath(file))
    descriptor, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "wb") as output:
            output.write(data)
            output.flush()
            os.fchmod(output.fileno(), mode)
            os.fsync(output.fileno())
        if only_new:
            # A link fails where a rename would replace.
            os.link(draft, target)
        else:
            Path(draft).replace(target)
    except FileExistsError:
        if not only_new:
            raise
        return False
    finally:
        Path(draft).unlink(missing_ok=True)
    _sync_folder(target.parent)
    return True


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
