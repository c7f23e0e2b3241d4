"""What the tests of the page cache share."""

import pytest

HOST = "trungmon.tuyenquang.localhost"
OTHER_HOST = "tantrao.tuyenquang.localhost"


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Runs what waits for the commit, as the commit would."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def warm(province, visit):
    """Ask for an address until it comes from the cache."""

    def ask(host: str = HOST, path: str = "/"):
        visit(host, path)
        return visit(host, path)

    return ask


def assert_kept(visit, queries, path: str = "/", host: str = HOST) -> None:
    with queries(0):
        assert visit(host, path).status_code == 200


@pytest.fixture
def queries(django_assert_num_queries):
    return django_assert_num_queries


def is_kept(visit, counter, path: str = "/", host: str = HOST) -> bool:
    with counter(1000) as seen:
        visit(host, path)
    return len(seen) == 0


@pytest.fixture
def kept(visit, django_assert_max_num_queries):
    """Whether an address now comes from the cache. Asking for it keeps it, so ask once."""
    return lambda path="/", host=HOST: is_kept(visit, django_assert_max_num_queries, path, host)
