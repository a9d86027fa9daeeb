"""LRU cache: eviction order and the limit of bytes, also while items grow."""

from app.core.lru_cache import OVERHEAD_BYTES, LRUCache


class Thing:
    def __init__(self, nbytes):
        self.nbytes = nbytes


def test_least_recently_used_item_is_evicted():
    cache = LRUCache(3 * (OVERHEAD_BYTES + 10))
    for key in "abc":
        cache.put(key, Thing(10))
    assert cache.get("a")
    cache.put("d", Thing(10))
    assert cache.get("b") is None
    assert all(cache.get(key) for key in "acd")
    cache.put("e", Thing(10**9))
    assert len(cache) == 1


def test_item_that_grows_evicts_others():
    evicted = []
    cache = LRUCache(3 * (OVERHEAD_BYTES + 10), evicted.append)
    things = {key: Thing(10) for key in "abc"}
    for key, thing in things.items():
        cache.put(key, thing)
    things["a"].nbytes += 20
    cache.resize("a")
    assert evicted == [things["b"]]  # the least recently used one
    things["a"].nbytes += 10**9
    cache.resize("a")
    assert evicted == [things["b"], things["c"]]
    assert cache.get("a")
    cache.resize("b")  # evicted before: does nothing
    assert len(cache) == 1
