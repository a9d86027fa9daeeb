"""The small parts: frames, buckets, shelves, ladders, addresses, static files."""

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from talk import decode, experiment

from app.core.assets import Assets
from app.core.lru_cache import OVERHEAD_BYTES, LRUCache
from app.core.problem_details import ProblemError
from app.http import state_codec
from app.jobs.checkpoints import CheckpointStore
from app.limits.token_bucket import TokenBucket
from app.ws.frames import landscape_frame, trajectory_frame
from engine.spec.experiment import Experiment


@pytest.mark.parametrize("points", [[0], [3], [2, 0], [5, 1, 4]])
def test_a_trajectory_frame_reads_back_bit_for_bit(points):
    rng = np.random.default_rng(1)
    racers = [rng.standard_normal((12, count)) for count in points]
    racers[0][:, :1] = np.nan
    frame = trajectory_frame(2**32 - 1, 77, racers)
    assert len(frame) % 8 == 0
    kind, run, (start, tracks) = decode(frame)
    assert (kind, run, start) == (1, 2**32 - 1, 77)
    for track, racer in zip(tracks, racers, strict=True):
        assert track.tobytes() == racer.tobytes()


def test_a_landscape_frame_reads_back_row_by_row():
    z = np.arange(6.0).reshape(2, 3).T  # not contiguous
    kind, run, read = decode(landscape_frame(9, z))
    assert (kind, run) == (2, 9)
    assert read.tolist() == z.tolist()


def test_a_bucket_lets_a_burst_pass_and_then_the_rate():
    now = [0.0]
    bucket = TokenBucket(10, 3, lambda: now[0])
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    now[0] = 0.1
    assert bucket.take()
    assert not bucket.take()
    now[0] = 100.0
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]


class Thing:
    def __init__(self, nbytes):
        self.nbytes = nbytes


def test_a_shelf_keeps_what_was_used_last():
    cache = LRUCache(3 * (OVERHEAD_BYTES + 10))
    for key in "abc":
        cache.put(key, Thing(10))
    assert cache.get("a")
    cache.put("d", Thing(10))
    assert cache.get("b") is None
    assert all(cache.get(key) for key in "acd")
    cache.put("e", Thing(10**9))
    assert len(cache) == 1


def test_what_grows_on_a_shelf_makes_others_leave():
    left = []
    cache = LRUCache(3 * (OVERHEAD_BYTES + 10), left.append)
    things = {key: Thing(10) for key in "abc"}
    for key, thing in things.items():
        cache.put(key, thing)
    things["a"].nbytes += 20
    cache.resize("a")
    assert left == [things["b"]]  # now the longest unused
    things["a"].nbytes += 10**9
    cache.resize("a")
    assert left == [things["b"], things["c"]]
    assert cache.get("a")
    cache.resize("b")  # gone: nothing to weigh
    assert len(cache) == 1


def test_a_folded_ladder_is_empty_and_stays_so():
    ladder = CheckpointStore()
    plain = Experiment.model_validate(experiment())
    ladder.add(plain, 10, b"10")
    ladder.close()
    assert ladder.nearest(plain, 20) is None
    ladder.add(plain, 20, b"20")
    assert ladder.nearest(plain, 20) is None
    assert ladder.nbytes == 0


def test_a_ladder_gives_only_checkpoints_with_the_same_edits_behind_them():
    def edited(*edits):
        edits = [{"step": step, "racer": 0, "set": {"lr": lr}} for step, lr in edits]
        return Experiment.model_validate(experiment(edits=edits))

    ladder = CheckpointStore()
    plain = edited()
    for step in (10, 20, 30):
        ladder.add(plain, step, b"%d" % step)
    assert ladder.nearest(plain, 29) == (20, b"20")
    assert ladder.nearest(plain, 9) is None
    assert ladder.nearest(edited((15, 0.1)), 30) == (10, b"10")
    assert ladder.nearest(edited((20, 0.1)), 30) == (20, b"20")  # in force from point 20 on
    ladder.add(edited((15, 0.1)), 20, b"other")
    assert ladder.nearest(edited((15, 0.1)), 30) == (20, b"other")
    assert ladder.nearest(edited((15, 0.2)), 30) == (10, b"10")


def test_a_ladder_is_bounded():
    ladder = CheckpointStore()
    plain = Experiment.model_validate(experiment())
    for step in range(100):
        ladder.add(plain, step, bytes(200_000))
    assert ladder.nbytes <= 4 * 2**20
    assert ladder.nearest(plain, 100) is not None


@given(some.text(some.characters(exclude_categories=["Cs"]), max_size=500))
def test_a_state_unpacks_to_what_was_packed(text):
    state = state_codec.encode(text)
    assert state.isascii()
    assert not set(state) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert state_codec.decode(state, 10_000).decode() == text


@given(some.text(max_size=60))
def test_any_state_is_unpacked_or_refused(state):
    with contextlib.suppress(ProblemError):
        assert len(state_codec.decode(state, 1000)) <= 1000


def test_static_files_are_found_by_their_names_only(tmp_path):
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "a.js").write_text('import { b } from "./sub/b.js";\nawait import("./later.js");\n')
    (tmp_path / "js" / "later.js").write_text("export {};\n")
    (tmp_path / "js" / "sub").mkdir()
    (tmp_path / "js" / "sub" / "b.js").write_text('export * from "../a.js";\nexport const b = 1;\n')
    (tmp_path / ".secret").write_text("x")
    assets = Assets(tmp_path)
    assert assets.names() == ["js/a.js", "js/later.js", "js/sub/b.js"]
    assert assets.modules_of("js/a.js") == ["js/a.js", "js/sub/b.js"]
    assert set(assets.import_map()["imports"]) == {f"./static/{name}" for name in assets.names()}
    for name in (".secret", "js", "js/../js/a.js", "/etc/passwd", "js\\a.js", "", "\x00"):
        with pytest.raises(ProblemError):
            assets.get(name)


def test_a_changed_file_gets_another_address(tmp_path):
    (tmp_path / "a.css").write_text("a {}")
    assets = Assets(tmp_path)
    before = assets.url("a.css")
    (tmp_path / "a.css").write_text("a { color: red }")
    assert assets.url("a.css") != before
    (tmp_path / "a.css").unlink()
    with pytest.raises(ProblemError):
        assets.get("a.css")
