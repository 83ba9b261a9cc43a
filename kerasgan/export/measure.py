"""Sizes and digests of exported files."""

import hashlib


def digests(path):
    """SHA-256 of a file, or of each file below a folder, by relative name."""
    files = sorted(file for file in path.rglob("*") if file.is_file()) or [path]
    root = path if path.is_dir() else path.parent
    return {
        file.relative_to(root).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }


def size(path):
    """Bytes of a file, or of all files below a folder."""
    files = [file for file in path.rglob("*") if file.is_file()] or [path]
    return sum(file.stat().st_size for file in files)
