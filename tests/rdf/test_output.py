"""Files are written completely or not written."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from sygraph.errors import OutputError
from sygraph.rdf.output import open_output, write_files


def write(path: Path | str | None, content: bytes) -> None:
    with open_output(path) as stream:
        stream.write(content)


def stop_halfway(path: Path, error: BaseException) -> None:
    with open_output(path) as stream:
        stream.write(b"half")
        raise error


def test_writes_the_bytes_and_no_other_file(tmp_path: Path) -> None:
    write(tmp_path / "瀋陽.ttl", "瀋陽".encode())
    assert (tmp_path / "瀋陽.ttl").read_text(encoding="utf-8") == "瀋陽"
    assert os.listdir(tmp_path) == ["瀋陽.ttl"]


@pytest.mark.parametrize("place", [None, "-"])
def test_no_path_is_standard_output(
    place: str | None, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    write(place, b"row\n")
    assert capsysbinary.readouterr().out == b"row\n"


def test_a_failure_while_writing_keeps_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    with pytest.raises(ZeroDivisionError):
        stop_halfway(target, ZeroDivisionError())
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.csv"]


def test_an_interruption_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        stop_halfway(tmp_path / "out.csv", KeyboardInterrupt())
    assert os.listdir(tmp_path) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot write .*nowhere/out.csv: No such file"):
        write(tmp_path / "nowhere" / "out.csv", b"")
    assert os.listdir(tmp_path) == []


def test_a_file_is_not_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    with pytest.raises(OutputError, match="Not a directory"):
        write(tmp_path / "file" / "out.csv", b"")
    assert (tmp_path / "file").read_text() == "old"


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="Is a directory"):
        write(tmp_path, b"")


def test_a_full_device_is_reported() -> None:
    with pytest.raises(OutputError, match="cannot write /dev/full: No space left on device"):
        write("/dev/full", b"row\n")


def test_a_full_standard_output_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    full = open("/dev/full", "w")  # noqa: SIM115 - closing it would raise what is tested here
    monkeypatch.setattr(sys, "stdout", full)
    with pytest.raises(OutputError, match="cannot write standard output: No space left"):
        write(None, b"row\n")
    monkeypatch.undo()
    with pytest.raises(OSError, match="No space left"):
        full.close()


def test_the_permissions_of_a_replaced_file_stay(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    target.chmod(0o640)
    write(target, b"new")
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_new_file_gets_the_usual_permissions(tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.touch()
    write(tmp_path / "out.csv", b"")
    assert (tmp_path / "out.csv").stat().st_mode == usual.stat().st_mode


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    write(tmp_path / "link.csv", b"new")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "new"


def test_several_files_are_all_written_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [str(tmp_path / name) for name in ("a", "b", "new")]
    for path in paths[:2]:
        Path(path).write_bytes(b"old")
    replace = os.replace
    renamed: list[str] = []

    def breaks(source: str, target: str) -> None:
        if len(renamed) == 2:
            renamed.clear()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        renamed.append(target)
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", breaks)
        with pytest.raises(OutputError):
            write_files(dict.fromkeys(paths, b"young"))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "a": b"old",
        "b": b"old",
    }
    write_files(dict.fromkeys(paths, b"young"))
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"young"}
