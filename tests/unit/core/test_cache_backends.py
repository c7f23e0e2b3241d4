"""What the cache backends promise when all is well, and when nothing is."""

import os
import shutil
import socket
import subprocess
import threading
import time

import pytest

from portal.core import cache as backends
from portal.core.cache import DiskCache, GuardedRedisCache


@pytest.fixture(autouse=True)
def _own_breakers(monkeypatch):
    monkeypatch.setattr(backends, "_breakers", {})


@pytest.fixture
def disk(tmp_path):
    return DiskCache(tmp_path / "cache", {"OPTIONS": {"MAX_ENTRIES": 10}})


class Listener:
    """A server that counts who connects and then says nothing, or hangs up at once."""

    def __init__(self, hang: bool) -> None:
        self.hang = hang
        self.connections = 0
        self._kept: list[socket.socket] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self._socket.getsockname()[1]}/0"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            if self.hang:
                self._kept.append(connection)
            else:
                connection.close()

    def close(self) -> None:
        self._socket.close()
        for connection in self._kept:
            connection.close()


@pytest.fixture
def listener(request):
    server = Listener(hang=request.param)
    yield server
    server.close()


@pytest.fixture
def redis_server(tmp_path):
    binary = shutil.which("redis-server") or shutil.which("valkey-server")
    if not binary:
        pytest.skip("no redis-server on this machine")
    address = tmp_path / "redis.sock"
    server = subprocess.Popen(
        [binary, "--port", "0", "--unixsocket", str(address), "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 10
    while not address.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    yield f"unix://{address}", server
    server.kill()
    server.wait()


def assert_answers_as_empty(cache) -> None:
    cache.set("a", 1)
    assert cache.get("a", "nothing") == "nothing"
    assert cache.get_many(["a", "b"]) == {}
    assert cache.set_many({"a": 1, "b": 2}) == ["a", "b"]
    assert cache.add("a", 1) is False
    assert cache.delete("a") is False
    assert cache.has_key("a") is False
    assert cache.touch("a") is False
    assert cache.incr("a") is None
    cache.delete_many(["a"])
    cache.clear()


# --- Disk ----------------------------------------------------------------------------------------
def test_disk_keeps_what_it_is_given(disk):
    disk.set("tên", {"xã": "Trung Môn"})
    assert disk.get("tên") == {"xã": "Trung Môn"}
    assert disk.set_many({"a": 1, "b": 2}) == []
    assert disk.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}


def test_disk_is_entered_by_this_systems_user_only(disk, tmp_path):
    disk.set("a", 1)
    assert (tmp_path / "cache").stat().st_mode & 0o077 == 0


def test_disk_forgets_what_has_expired_without_being_asked_for_it(disk, tmp_path):
    disk.set("short", 1, 1)
    disk.set("long", 1, 100)
    for file in (tmp_path / "cache").glob("*.djcache"):
        found = file.stat()
        os.utime(file, (found.st_atime, found.st_mtime - 50))
    disk.sweep()
    assert [file.stat().st_mtime > time.time() for file in (tmp_path / "cache").glob("*.djcache")] == [True]


def test_disk_never_holds_more_than_it_may_and_drops_first_what_expires_first(disk):
    disk.set("for ever", 1, None)
    for number in range(30):
        disk.set(str(number), number, 100 + number)
    disk.sweep()
    assert disk.get("for ever") == 1
    assert disk.get_many(map(str, range(30))) == {str(number): number for number in range(21, 30)}


def test_disk_is_bounded_in_bytes_too(tmp_path):
    disk = DiskCache(tmp_path, {"OPTIONS": {"MAX_BYTES": 5_000}})
    for number in range(20):
        disk.set(str(number), os.urandom(1_000), 100 + number)
    disk.sweep()
    assert sum(file.stat().st_size for file in tmp_path.glob("*.djcache")) <= 5_000
    assert disk.get("19") is not None


def test_disk_does_not_count_its_files_at_every_write(disk, monkeypatch):
    sweeps = []
    monkeypatch.setattr(disk, "sweep", lambda: sweeps.append(1))
    for number in range(50):
        disk.set(str(number), number)
    assert len(sweeps) == 1


def test_an_unreadable_entry_is_a_miss_and_not_a_fault(disk, tmp_path):
    disk.set("a", 1)
    (file,) = (tmp_path / "cache").glob("*.djcache")
    file.write_bytes(file.read_bytes()[:-3])
    assert disk.get("a", "nothing") == "nothing"
    assert not disk.breaker.is_open
    disk.set("a", 2)
    assert disk.get("a") == 2


def test_a_folder_that_cannot_be_used_answers_as_empty(tmp_path):
    (tmp_path / "file").write_text("a file where the folder should be")
    cache = DiskCache(tmp_path / "file" / "cache", {})
    assert_answers_as_empty(cache)
    assert cache.breaker.is_open


def test_a_folder_comes_back_by_itself(tmp_path):
    (tmp_path / "cache").write_text("in the way")
    cache = DiskCache(tmp_path / "cache", {})
    cache.set("a", 1)
    assert cache.get("a") is None
    (tmp_path / "cache").unlink()
    cache.breaker._retry_at = 0
    cache.set("a", 1)
    assert cache.get("a") == 1


# --- Redis ---------------------------------------------------------------------------------------
def test_redis_that_refuses_answers_as_empty(unused_port):
    cache = GuardedRedisCache(f"redis://127.0.0.1:{unused_port}/0", {})
    assert_answers_as_empty(cache)
    assert cache.breaker.is_open


@pytest.fixture
def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.mark.parametrize("listener", [True], indirect=True, ids=["hangs"])
def test_redis_that_hangs_is_waited_for_once(listener):
    cache = GuardedRedisCache(listener.url, {})
    started = time.monotonic()
    for _ in range(20):
        assert_answers_as_empty(cache)
    # One time-out is at most half a second; without the breaker there would be 220 of them.
    assert time.monotonic() - started < 2
    assert listener.connections == 1


@pytest.mark.parametrize("listener", [True], indirect=True, ids=["hangs"])
def test_the_breaker_is_shared_by_all_threads(listener):
    GuardedRedisCache(listener.url, {}).get("a")
    GuardedRedisCache(listener.url, {}).get("a")
    assert listener.connections == 1


@pytest.mark.parametrize("listener", [False], indirect=True, ids=["hangs up"])
def test_redis_that_hangs_up_answers_as_empty(listener):
    assert_answers_as_empty(GuardedRedisCache(listener.url, {}))


def test_settings_leave_no_wait_longer_than_half_a_second():
    options = GuardedRedisCache("redis://127.0.0.1:1/0", {})._options
    assert options["socket_connect_timeout"] + options["socket_timeout"] <= 0.5


def test_a_real_redis_keeps_what_it_is_given(redis_server):
    url, _server = redis_server
    cache = GuardedRedisCache(url, {})
    cache.set("tên", {"xã": "Trung Môn"})
    assert cache.get("tên") == {"xã": "Trung Môn"}
    assert cache.set_many({"a": 1, "b": 2}) == []
    assert cache.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}
    assert cache.add("a", 3) is False
    with pytest.raises(ValueError):
        cache.incr("missing")


def test_a_real_redis_that_is_stopped_and_goes_on_is_used_again(redis_server):
    url, server = redis_server
    cache = GuardedRedisCache(url, {})
    cache.set("a", 1)
    server.send_signal(19)  # SIGSTOP: it accepts connections and answers nothing
    assert cache.get("a") is None
    assert cache.breaker.is_open
    server.send_signal(18)
    cache.breaker._retry_at = 0
    assert cache.get("a") == 1
