"""Files appear whole or not at all, and what a killed writer left goes away."""

import os
import pathlib
import subprocess
import sys

import pytest

from kerasgan import files

SCRIPT = """
import os, signal, sys
from kerasgan import files
with files.written_whole(sys.argv[1]) as draft:
    draft.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def drafts(folder):
    return [path.name for path in folder.iterdir() if path.name.startswith(".draft-")]


def test_what_a_killed_writer_left_is_removed_by_the_next(tmp_path):
    path = tmp_path / "model.keras"
    path.write_text("old")
    run = subprocess.run([sys.executable, "-c", SCRIPT, str(path)])
    assert run.returncode < 0
    assert path.read_text() == "old" and len(drafts(tmp_path)) == 1
    files.write_whole(path, b"new")
    assert path.read_text() == "new" and not drafts(tmp_path)


def test_drafts_of_others_stay(tmp_path):
    with files.landing_in(tmp_path) as mine:
        other = tmp_path / f".draft-another-host-{2**22 + 1}-abcdefgh"
        other.mkdir()
        files.write_whole(tmp_path / "file", b"content")
        assert mine.is_dir() and other.is_dir()
    assert drafts(tmp_path) == [other.name]


def test_home_is_the_users(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", os.fspath(tmp_path))
    files.write_whole("~/deep/file", b"content")
    assert (tmp_path / "deep" / "file").read_bytes() == b"content"
    assert not pathlib.Path("~").exists()


def test_an_error_leaves_nothing(tmp_path):
    with (
        pytest.raises(RuntimeError),
        files.written_whole(tmp_path / "a" / "b") as draft,
    ):
        draft.write_text("half")
        raise RuntimeError
    assert not list(tmp_path.iterdir())
