"""What stands round an attached provider: the types that are needed, the lines that are left out, the connections."""

import contextlib
import json
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.terraform.narrow_provider.needed import UnknownTypesError, needed_types
from operations.terraform.narrow_provider.quiet import without_progress
from operations.terraform.narrow_provider.real import RealProvider, installed
from operations.terraform.narrow_provider.splice import Splice

LOCAL = {"backend": {"local": {"path": "../state"}}}
PLAN = ("plan", "-input=false", "-out", "plan", "-parallelism=30")


def stack(folder: Path, **more: Any) -> Path:
    target = folder / "stack"
    target.mkdir()
    (target / "cdk.tf.json").write_text(json.dumps({"terraform": LOCAL, **more}))
    return target


def test_types_are_those_of_the_configuration_and_of_its_state(tmp_path: Path) -> None:
    folder = stack(
        tmp_path,
        resource={"aws_one": {"a": {}}},
        data={"aws_two": {"b": {}}},
        moved=[{"from": "aws_three.c", "to": "aws_one.a"}],
        removed=[{"from": "aws_four.d"}],
        **{"import": [{"to": "aws_five.e", "id": "x"}]},
    )
    assert needed_types(folder, PLAN, {}) == {b"aws_one", b"aws_two", b"aws_three", b"aws_four", b"aws_five"}
    (tmp_path / "state").write_text('{"resources": [{"type": "aws_gone"}]}')
    assert b"aws_gone" in needed_types(folder, PLAN, {})


@pytest.mark.parametrize("name", ["TF_WORKSPACE", "TF_DATA_DIR", "TF_CLI_ARGS", "TF_CLI_ARGS_plan"])
def test_variables_that_lead_elsewhere_leave_them_unknown(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownTypesError, match=f"{name} is set"):
        needed_types(stack(tmp_path), PLAN, {name: "x"})


@pytest.mark.parametrize("argument", ["-state=x", "-chdir=x", "--state=x", "plan.bin"])
def test_arguments_that_lead_elsewhere_too(tmp_path: Path, argument: str) -> None:
    with pytest.raises(UnknownTypesError, match=f"{argument} is given"):
        needed_types(stack(tmp_path), (*PLAN, argument), {})


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"module": {"m": {"source": "./m"}}}, "it has modules"),
        ({"provider": {"aws": [{}, {"alias": "b"}]}}, "it configures AWS more than once"),
        ({"terraform": {"backend": {"s3": {}}}}, "its state is not in a file"),
        ({"terraform": {"cloud": {}}}, "its state is not in a file"),
        ({"terraform": {"backend": {"local": {"workspace_dir": "w"}}}}, "its state is not in a file"),
    ],
)
def test_stacks_whose_types_nobody_knows(tmp_path: Path, more: dict[str, Any], why: str) -> None:
    with pytest.raises(UnknownTypesError, match=why):
        needed_types(stack(tmp_path, **more), PLAN, {})


def test_a_chosen_workspace_and_a_broken_stack(tmp_path: Path) -> None:
    folder = stack(tmp_path)
    (folder / ".terraform").mkdir()
    (folder / ".terraform/environment").write_text("other")
    with pytest.raises(UnknownTypesError, match="a workspace is chosen"):
        needed_types(folder, PLAN, {})
    (folder / ".terraform/environment").unlink()
    (folder / "cdk.tf.json").write_text("{")
    with pytest.raises(UnknownTypesError, match="cannot be read"):
        needed_types(folder, PLAN, {})


def test_of_several_providers_it_is_the_locked_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="run terraform init"):
        installed(tmp_path)
    for version in ("5.100.0", "6.2.0"):
        file = tmp_path / f".terraform/providers/registry.terraform.io/hashicorp/aws/{version}/p"
        file.mkdir(parents=True)
        (file / f"terraform-provider-aws_v{version}").touch()
    lock = 'provider "registry.terraform.io/hashicorp/{}" {{\n  version     = "{}"\n}}\n'
    (tmp_path / ".terraform.lock.hcl").write_text(
        lock.format("other", "6.2.0") + lock.format("aws", "5.100.0")
    )
    assert installed(tmp_path).name == "terraform-provider-aws_v5.100.0"


def test_a_provider_that_crashes_is_quoted_and_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / ".terraform/providers/registry.terraform.io/hashicorp/aws/5.100.0/p"
    folder.mkdir(parents=True)
    program = folder / "terraform-provider-aws"
    program.write_text(
        '#!/bin/sh\necho "$PLUGIN_UNIX_SOCKET_DIR" >sockets\necho begins >&2\necho panic: boom >&2\n'
    )
    program.chmod(0o755)
    provider = RealProvider(tmp_path, tmp_path / "cache", {**os.environ}, told=tmp_path / "told")
    with contextlib.chdir(tmp_path), pytest.raises(OSError, match="does not start as a plugin"):
        provider.start()
    provider.end()
    assert provider.last_words == "panic: boom\n"
    sockets = Path((tmp_path / "sockets").read_text().strip())
    assert sockets.name.startswith("plugin-")
    assert not sockets.exists()


def copied(text: bytes, path: Path, chunk: int) -> bytes:
    reading, writing = os.pipe()

    def write() -> None:
        with os.fdopen(writing, "wb") as stream:
            for start in range(0, len(text), chunk):
                stream.write(text[start : start + chunk])
                stream.flush()

    thread = threading.Thread(target=write)
    thread.start()
    with path.open("wb") as out:
        without_progress(reading, out)
    thread.join()
    os.close(reading)
    return path.read_bytes()


@pytest.mark.parametrize("chunk", [1, 7, 100000])
def test_a_line_for_each_resource_becomes_one_for_all(tmp_path: Path, chunk: int) -> None:
    said = (
        b"\x1b[0m\x1b[1mdata.aws_region.here: Reading...\x1b[0m\n"
        b"data.aws_region.here: Read complete after 0s [id=eu-west-1]\n"
        b'\x1b[0m\x1b[1maws_kms_key.key["a b"]: Refreshing state... [id=1]\x1b[0m\n'
        b"aws_kms_key.other: Refreshing state...\n"
        b"\n"
        b"  # aws_kms_key.key: Refreshing state... is a text of somebody's\n"
        b'  + description = "aws_kms_key.key: Reading..."\n'
        b"No changes."
    )
    kept = said.split(b"\n", 4)[4]
    assert copied(said, tmp_path / "out", chunk) == kept.replace(
        b"\n  #", b"\nRefreshed the state of 2 resources\n  #", 1
    )


@given(text=st.binary(max_size=200), chunk=st.integers(1, 50))
def test_anything_else_stays_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, text: bytes, chunk: int
) -> None:
    assert copied(text, tmp_path_factory.getbasetemp() / "copied", chunk) == text


class Sockets:
    """Servers that answer with their name, and connections; all are closed in the end."""

    def __init__(self, folder: Path, closed: contextlib.ExitStack) -> None:
        self.folder, self._closed = folder, closed

    def new(self) -> socket.socket:
        made = self._closed.enter_context(socket.socket(socket.AF_UNIX))
        made.settimeout(20)
        return made

    def connected(self) -> socket.socket:
        made = self.new()
        made.connect(str(self.folder / "in"))
        return made

    def serve(self, name: str, connections: int) -> None:
        listening = self.new()
        listening.bind(str(self.folder / name))
        listening.listen()

        def answer() -> None:
            for _ in range(connections):
                connection, _ = listening.accept()
                threads.append(threading.Thread(target=answer_one, args=(connection,)))
                threads[-1].start()

        def answer_one(connection: socket.socket) -> None:
            # Closed by its own thread: another's could close it while this one waits in it.
            with connection:
                connection.settimeout(20)
                while said := connection.recv(65536):
                    connection.sendall(name.encode() + said)

        threads = [threading.Thread(target=answer)]
        threads[0].start()
        self._closed.callback(lambda: [thread.join(20) for thread in threads])


@pytest.fixture
def sockets(tmp_path: Path) -> Iterator[Sockets]:
    with contextlib.ExitStack() as closed:
        yield Sockets(tmp_path, closed)


def asked(connection: socket.socket, text: bytes) -> bytes:
    connection.sendall(text)
    return connection.recv(65536)


def test_connections_go_where_they_are_sent_once_they_say_something(tmp_path: Path, sockets: Sockets) -> None:
    sockets.serve("first", 1)
    sockets.serve("others", 2)
    targets = iter([tmp_path / "first", tmp_path / "others", tmp_path / "nobody", tmp_path / "others"])
    splice = Splice(tmp_path / "in", lambda: next(targets))
    # As Terraform does to see whether somebody is there.
    sockets.connected().close()
    silent, one, two = (sockets.connected() for _ in range(3))
    assert asked(one, b"a") == b"firsta"
    assert asked(two, b"b") == b"othersb"
    assert asked(one, b"c") == b"firstc"
    # One that nobody takes is closed, and the next is taken.
    assert asked(silent, b"d") == b""
    assert asked(sockets.connected(), b"e") == b"otherse"
    splice.close()


def test_what_is_closed_at_one_end_is_closed_at_the_other(tmp_path: Path, sockets: Sockets) -> None:
    sockets.serve("there", 1)
    splice = Splice(tmp_path / "in", lambda: tmp_path / "there")
    one = sockets.connected()
    assert asked(one, b"x" * 10) == b"there" + b"x" * 10
    splice.close()
    assert one.recv(1) == b""
    with pytest.raises(OSError, match=r"refused|No such file"):
        sockets.connected()
