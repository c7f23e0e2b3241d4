"""Collects and compresses the static files in a process of its own, and only when one of them has changed."""

import hashlib
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders


class StaticFiles:
    """Starts collecting on entering, so that it goes on beside the other phases; `finish` waits for it.

    Compressing all of the admin's files takes half a minute, which is why an unchanged set is left alone.
    """

    def __init__(self) -> None:
        self.stamp = Path(settings.STATIC_ROOT).with_suffix(".stamp")
        self.signature = signature()
        self._process: subprocess.Popen | None = None

    def __enter__(self) -> "StaticFiles":
        if not self.stamp.exists() or self.stamp.read_text() != self.signature:
            command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--clear", "--verbosity", "0"]
            self._process = subprocess.Popen(command, cwd=settings.BASE_DIR)
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def finish(self) -> None:
        """Wait until all files are there; raises `CalledProcessError` when collecting failed."""
        if self._process is None:
            return
        if code := self._process.wait():
            raise subprocess.CalledProcessError(code, self._process.args)
        self.stamp.write_text(self.signature)


def signature() -> str:
    """Changes when a static file of the project or of a package comes, goes or is written."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = Path(storage.path(path)).stat()
            digest.update(f"{path}:{state.st_size}:{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
