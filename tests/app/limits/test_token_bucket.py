"""Token bucket: a burst passes at once, further messages at the rate."""

from app.limits.token_bucket import TokenBucket


def test_burst_passes_and_then_the_rate_holds():
    now = [0.0]
    bucket = TokenBucket(10, 3, lambda: now[0])
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    now[0] = 0.1
    assert bucket.take()
    assert not bucket.take()
    now[0] = 100.0
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
