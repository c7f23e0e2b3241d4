"""When a dependency that failed is asked again."""

from portal.core.breaker import Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_failure_closes_the_way_for_a_while():
    clock = Clock()
    breaker = Breaker("cache", 10, clock)
    assert breaker.allows()
    breaker.failed(OSError("refused"))
    clock.now = 9.9
    assert not breaker.allows()


def test_after_the_wait_one_caller_tries_and_the_others_do_not():
    clock = Clock()
    breaker = Breaker("cache", 10, clock)
    breaker.failed(OSError("refused"))
    clock.now = 10
    assert [breaker.allows(), breaker.allows()] == [True, False]


def test_success_opens_the_way_for_all():
    clock = Clock()
    breaker = Breaker("cache", 10, clock)
    breaker.failed(OSError("refused"))
    clock.now = 10
    assert breaker.allows()
    breaker.worked()
    assert [breaker.allows(), breaker.allows()] == [True, True]
    assert not breaker.is_open


def test_a_trial_that_never_reports_does_not_block_for_ever():
    clock = Clock()
    breaker = Breaker("cache", 10, clock)
    breaker.failed(OSError("refused"))
    clock.now = 10
    assert breaker.allows()
    clock.now = 20
    assert breaker.allows()
