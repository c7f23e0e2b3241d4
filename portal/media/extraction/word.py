"""Old Word files, by whichever converter this machine has: antiword, else LibreOffice."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from .result import Extracted, Reason, State, Unreadable, finish

SECONDS = 90


def read_doc(path: Path) -> Extracted:
    """The text of a `.doc`; raises `Unreadable` where no converter is installed or the file is none."""
    antiword, office = shutil.which("antiword"), shutil.which("soffice") or shutil.which("libreoffice")
    if not antiword and not office:
        raise Unreadable(Reason.NO_WORD_READER, State.NO_CONVERTER)
    reason = Reason.BROKEN
    if antiword:
        text, reason = _by_antiword(antiword, path)
        if text is not None:
            return finish(text)
    # LibreOffice reads files that antiword does not, such as those of Word 95.
    text = _by_libreoffice(office, path) if office and reason is not Reason.ENCRYPTED else None
    if text is None:
        raise Unreadable(reason)
    return finish(text)


def _by_antiword(program: str, path: Path) -> tuple[str | None, Reason]:
    with tempfile.TemporaryDirectory() as home:
        # A width of 0 keeps each paragraph on one line.
        done = subprocess.run(
            [program, "-m", "UTF-8.txt", "-w", "0", str(path)],
            capture_output=True,
            timeout=SECONDS,
            env={**os.environ, "HOME": home, "LC_ALL": "C.UTF-8"},
        )
    said = done.stderr.decode(errors="replace").lower()
    if "encrypt" in said or "password" in said:
        return None, Reason.ENCRYPTED
    if done.returncode or not done.stdout.strip():
        return None, Reason.BROKEN
    return done.stdout.decode(errors="replace"), Reason.NONE


def _by_libreoffice(program: str, path: Path) -> str | None:
    with tempfile.TemporaryDirectory() as folder:
        # A profile of its own, or a second conversion at the same time would hand its work to the first.
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore"]
        command += ["--convert-to", "txt:Text (encoded):UTF8", "--outdir", folder, str(path)]
        subprocess.run(command, capture_output=True, timeout=SECONDS, env={**os.environ, "HOME": folder})
        made = Path(folder) / f"{path.stem}.txt"
        return made.read_text(encoding="utf-8-sig", errors="replace") if made.exists() else None
