"""Starting OpenSearch nodes for tests, and saying why that cannot be done here.

A node needs a JDK of version 21 or newer (`java` itself may be older: `JAVA_HOME` and the installed ones are looked
through) and Maven, which brings the packages named in `pom.xml` once into var/opensearch. Whoever starts a node
stops it, and when that process is killed its node ends with it.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from glob import glob
from pathlib import Path

HERE = Path(__file__).parent
LIBRARY = HERE.parents[1] / "var" / "opensearch" / "lib"
JAVA_NEEDED = 21
READY_SECONDS = 300
FETCH_SECONDS = 900


class CannotStart(Exception):
    """No node can run here; the message says why."""


def find_java() -> str:
    """The newest JDK that can run a node. Raises `CannotStart` when there is none."""
    home = os.environ.get("JAVA_HOME")
    found = [f"{home}/bin/java"] if home else []
    found += [shutil.which("java") or "", *sorted(glob("/usr/lib/jvm/*/bin/java"), reverse=True)]
    for java in found:
        # The compiler tells a JDK from what only runs programs; the little launcher is compiled as it starts.
        if java and os.access(java, os.X_OK) and os.access(Path(java).with_name("javac"), os.X_OK):
            told = subprocess.run([java, "-version"], capture_output=True, text=True)
            version = re.search(r'version "(\d+)', told.stderr + told.stdout)
            if version and int(version[1]) >= JAVA_NEEDED:
                return java
    raise CannotStart(f"no JDK {JAVA_NEEDED} or newer is installed")


def fetch() -> None:
    """Bring the packages of a node. Raises `CannotStart` when they cannot be had."""
    complete = LIBRARY / ".complete"
    if complete.exists() and complete.read_text() == (HERE / "pom.xml").read_text():
        return
    maven = shutil.which("mvn")
    if not maven:
        raise CannotStart("Maven is not installed")
    shutil.rmtree(LIBRARY, ignore_errors=True)
    command = [maven, "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
    try:
        done = subprocess.run(
            [*command, f"-DoutputDirectory={LIBRARY}"], capture_output=True, text=True, timeout=FETCH_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise CannotStart("Maven took too long") from error
    if done.returncode:
        raise CannotStart(f"Maven could not bring OpenSearch: {(done.stdout or done.stderr).strip()[:300]}")
    complete.write_text((HERE / "pom.xml").read_text())


@dataclass
class Node:
    """A running node: its address, its process."""

    url: str
    process: subprocess.Popen

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self._signal(signal.SIGKILL)

    def pause(self) -> None:
        """Make it hang: connections are taken and never answered."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def stop(self) -> None:
        if self.process.poll() is None:
            self._signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def _signal(self, number: int) -> None:
        self.process.send_signal(number)
        if number == signal.SIGKILL:
            self.process.wait()


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    taken = [socket.socket() for _ in range(count)]
    for one in taken:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in taken]
    for one in taken:
        one.close()
    return ports


def launch(
    folder: Path, port: int, transport: int, *, heap: str = "512m", lasting: bool = False, **settings: str
) -> Node:
    """Start a node that is not ready yet, with these settings beside its ports. Raises `CannotStart`.

    `lasting` compiles and tidies up as a server does, which is slow at first and fast later.
    """
    fetch()
    given = {"http.port": str(port), "transport.port": str(transport)}
    given |= settings
    folder.mkdir(parents=True, exist_ok=True)
    options = [f"-Xms{heap}", f"-Xmx{heap}", "-cp", f"{LIBRARY}/*"]
    if not lasting:
        options[:0] = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    with (folder / "node.log").open("wb") as log:
        process = subprocess.Popen(
            [find_java(), *options, str(HERE / "Node.java"), str(folder), *(f"{k}={v}" for k, v in given.items())],
            stdout=log,
            stderr=subprocess.STDOUT,
            # Closed when this process ends, even if it is killed; the node ends then.
            stdin=subprocess.PIPE,
        )
    return Node(f"http://127.0.0.1:{port}", process)


def wait_until_ready(node: Node, folder: Path, nodes: int = 1) -> None:
    """Return when the node answers and sees so many nodes. Raises `CannotStart` with the end of its log."""
    end = time.monotonic() + READY_SECONDS
    question = f"{node.url}/_cluster/health?wait_for_nodes=>={nodes}&wait_for_status=yellow&timeout=2s"
    while time.monotonic() < end and node.process.poll() is None:
        try:
            with urllib.request.urlopen(question, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (OSError, urllib.error.URLError):
            time.sleep(0.3)
    node.kill()
    raise CannotStart(f"the node did not start: {(folder / 'node.log').read_text()[-2000:]}")


@contextmanager
def one_node(folder: Path, heap: str = "512m") -> Iterator[Node]:
    """A node of its own for as long as the block runs."""
    http, transport = free_ports(2)
    node = launch(folder, http, transport, heap=heap)
    try:
        wait_until_ready(node, folder)
        yield node
    finally:
        node.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def cluster(folder: Path, size: int = 3) -> Iterator[list[Node]]:
    """So many nodes, each a process of its own, that know one another."""
    ports = free_ports(2 * size)
    names = [f"node-{number}" for number in range(size)]
    common = {
        "discovery.type": "zen",
        "cluster.name": folder.name,
        "discovery.seed_hosts": ",".join(f"127.0.0.1:{port}" for port in ports[size:]),
        "cluster.initial_cluster_manager_nodes": ",".join(names),
        # One that is gone is missed soon.
        "cluster.fault_detection.follower_check.timeout": "2s",
        "cluster.fault_detection.leader_check.timeout": "2s",
    }
    nodes: list[Node] = []
    try:
        for number, name in enumerate(names):
            own = {"node.name": name} | common
            nodes.append(launch(folder / name, ports[number], ports[size + number], **own))
        for node, name in zip(nodes, names, strict=True):
            wait_until_ready(node, folder / name, nodes=size)
        yield nodes
    finally:
        for node in nodes:
            node.stop()
        shutil.rmtree(folder, ignore_errors=True)
