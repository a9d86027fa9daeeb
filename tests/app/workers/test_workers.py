"""Worker slots and their groups: calls that hang, crash, fail, wait or are cancelled."""

import asyncio
import multiprocessing
import multiprocessing.queues
import os
import signal
import tempfile
import time
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

import pytest

from app.workers import WorkersUnavailableError, WorkerTimeoutError
from app.workers.slot import Slot
from app.workers.slot_group import SlotGroup


def kill_itself():
    """A sandboxed process may send no signal, not even to itself."""
    os._exit(9)


def allocate(size):
    return len(bytearray(size))


def with_slot(play, memory=256 * 2**20, nice=0):
    """A slot without Torch: spawned, so that it starts within a second."""

    async def run():
        slot = Slot(multiprocessing.get_context("spawn"), nice, memory)
        try:
            return await play(slot)
        finally:
            await slot.close()

    return asyncio.run(run())


def test_hanging_call_is_killed_twice_and_then_reported():
    async def play(slot):
        first = await slot.call(30, os.getpid)
        with pytest.raises(WorkerTimeoutError, match=r"longer than 0\.5 s"):
            await slot.call(0.5, time.sleep, 600)
        assert await slot.call(30, os.getpid) != first

    with_slot(play)


def without_threads(monkeypatch, where, times):
    """Make the system refuse a thread of the pool so many times, as when no memory is left for its stack."""
    start, refused = getattr(*where), []

    def refusing(*arguments):
        if len(refused) < times:
            refused.append(arguments)
            raise RuntimeError("can't start new thread")
        return start(*arguments)

    monkeypatch.setattr(*where, refusing)


MANAGER = ProcessPoolExecutor, "_start_executor_manager_thread"
FEEDER = multiprocessing.queues.Queue, "_start_thread"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("where", [MANAGER, FEEDER], ids=["manager", "feeder"])
def test_thread_that_cannot_be_started(monkeypatch, where):
    """The call is answered: with its result as soon as a thread can be started, else with the reason."""
    without_threads(monkeypatch, where, 2)
    assert with_slot(lambda slot: slot.call(30, abs, -3)) == 3
    without_threads(monkeypatch, where, 1000)
    monkeypatch.setattr("app.workers.slot.FIRST_PAUSE_S", 0.001)
    with pytest.raises(WorkersUnavailableError):
        with_slot(lambda slot: slot.call(30, abs, -3))


def burn(seconds):
    """Use ``seconds`` of CPU time, however long that takes."""
    while time.process_time() < seconds:
        pass


def test_call_beyond_its_cpu_time_is_killed():
    async def play(slot):
        await slot.call(30, os.getpid)
        with pytest.raises(WorkerTimeoutError, match=r"longer than 0\.3 s"):
            await slot.call(0.3, burn, 600)

    with_slot(play)


def test_call_of_a_process_without_cpu_gets_more_time():
    async def play(slot):
        pid = await slot.call(30, os.getpid)
        call = asyncio.create_task(slot.call(2, time.sleep, 0.5))
        await asyncio.sleep(0.1)
        os.kill(pid, signal.SIGSTOP)
        await asyncio.sleep(2.5)
        os.kill(pid, signal.SIGCONT)
        await call
        assert slot.deaths == 0
        assert slot.pids == [pid]

    with_slot(play)


def fail(kind):
    raise kind("of the call's own")


@pytest.mark.parametrize("kind", [OSError, TimeoutError, EOFError, ValueError])
def test_exception_of_a_call_does_not_kill_the_worker(kind):
    async def play(slot):
        first = await slot.call(30, os.getpid)
        with pytest.raises(kind, match="of the call's own"):
            await slot.call(30, fail, kind)
        assert await slot.call(30, os.getpid) == first
        assert slot.deaths == 0

    with_slot(play)


def test_call_that_always_kills_its_worker_fails(monkeypatch):
    monkeypatch.setattr("app.workers.slot.TRIES", 2)

    async def play(slot):
        with pytest.raises(WorkersUnavailableError, match="Make it smaller") as failed:
            await slot.call(30, kill_itself)
        assert failed.value.retry_after is None, "it would end the next processes too"

    with_slot(play)


def test_closed_slot_tells_when_to_ask_again():
    async def play(slot):
        await slot.close()
        with pytest.raises(WorkersUnavailableError, match="stopping") as failed:
            await slot.call(30, abs, -3)
        assert failed.value.retry_after == 5

    with_slot(play)


def test_killed_worker_is_replaced_and_its_call_retried():
    async def play(slot):
        first = await slot.call(30, os.getpid)
        call = asyncio.create_task(slot.call(30, time.sleep, 0.5))
        await asyncio.sleep(0.1)
        os.kill(first, signal.SIGKILL)
        await call
        assert await slot.call(30, os.getpid) != first

    with_slot(play)


def test_memory_limit_fails_the_call_but_not_the_worker():
    async def play(slot):
        assert await slot.call(30, allocate, 2**20) == 2**20
        pid = await slot.call(30, os.getpid)
        with pytest.raises(MemoryError):
            await slot.call(30, allocate, 2**30)
        assert await slot.call(30, os.getpid) == pid

    with_slot(play)


def test_exception_of_a_call_reaches_the_caller():
    async def play(slot):
        with pytest.raises(ValueError, match="invalid literal"):
            await slot.call(30, int, "x")

    with_slot(play)


def test_background_workers_have_lower_priority():
    async def play(slot):
        assert await slot.call(30, os.nice, 0) == os.nice(0) + 7
        assert await slot.call(30, os.sched_getscheduler, 0) == os.SCHED_BATCH

    with_slot(play, nice=7)


def test_cancelled_waiting_call_never_runs():
    async def play(slot):
        await slot.call(30, os.getpid)
        long = asyncio.create_task(slot.call(30, time.sleep, 1.5))
        await asyncio.sleep(0.05)
        waiting = asyncio.create_task(slot.call(30, os.nice, 3))
        await asyncio.sleep(0.05)
        waiting.cancel()
        await long
        assert await slot.call(30, os.nice, 0) == os.nice(0)

    with_slot(play)


async def cancelled_while_it_runs(slot, function, *args, **options):
    """Make a call, and cancel it when the process has it."""
    await slot.call(30, os.getpid)
    call = asyncio.create_task(slot.call(30, function, *args, **options))
    await asyncio.sleep(0.2)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call


def test_cancelled_running_call_frees_its_place():
    async def play(slot):
        first = await slot.call(30, os.getpid)
        await cancelled_while_it_runs(slot, time.sleep, 600, long=True)
        await asyncio.sleep(0)
        assert (slot.load, slot.long) == (1, 1), "its place is taken until it has ended"
        assert await slot.call(30, os.getpid) != first
        assert (slot.load, slot.long) == (0, 0)
        assert (slot.ended, slot.deaths) == (1, 0)

    with_slot(play)


def test_process_is_replaced_without_a_further_call():
    async def play(slot):
        first = await slot.call(30, os.getpid)
        await cancelled_while_it_runs(slot, time.sleep, 600)
        while slot.load:
            assert slot.is_up
            await asyncio.sleep(0.01)
        assert len(slot.pids) == 1
        assert slot.pids != [first]

    with_slot(play)


def test_short_cancelled_call_keeps_its_process(monkeypatch):
    """The next call waits until it has ended, and then has the whole of its own time limit."""
    monkeypatch.setattr("app.workers.slot.GRACE_S", 30)

    async def play(slot):
        first = await slot.call(30, os.getpid)
        await cancelled_while_it_runs(slot, time.sleep, 3)
        assert await slot.call(1.5, os.getpid) == first
        assert (slot.ended, slot.deaths) == (0, 0)

    with_slot(play)


@pytest.mark.parametrize("function", [fail, kill_itself])
def test_cancelled_call_may_end_in_any_way(function, monkeypatch):
    monkeypatch.setattr("app.workers.slot.GRACE_S", 30)

    async def play(slot):
        await cancelled_while_it_runs(slot, after_a_second, function, *([OSError] * (function is fail)))
        assert isinstance(await slot.call(30, os.getpid), int)

    with_slot(play)


def after_a_second(function, *args):
    time.sleep(1)
    return function(*args)


def test_slot_closes_while_a_cancelled_call_runs():
    async def play(slot):
        await cancelled_while_it_runs(slot, time.sleep, 600)
        await slot.close()
        assert slot.pids == []
        assert slot.load == 0

    with_slot(play)


def test_call_that_ends_after_the_server_logs_nothing(caplog):
    future = Future()

    async def run():
        slot = Slot(multiprocessing.get_context("spawn"), 0, 256 * 2**20)
        ending = asyncio.create_task(slot._end(None, future, long=False))
        await asyncio.sleep(0)
        ending.cancel()
        await asyncio.wait({ending})

    asyncio.run(run())
    future.set_result(None)
    assert caplog.records == []


def sleep_with_a_file(seconds):
    with tempfile.NamedTemporaryFile():
        time.sleep(seconds)


def test_ended_program_leaves_no_temporary_file():
    async def run():
        slot = Slot(multiprocessing.get_context("spawn"), 0, 256 * 2**20, confined=False)
        try:
            folder = Path(await slot.call(30, tempfile.gettempdir))
            call = asyncio.create_task(slot.call(30, sleep_with_a_file, 600))
            while not list(folder.iterdir()):
                await asyncio.sleep(0.01)
            call.cancel()
            other = Path(await slot.call(30, tempfile.gettempdir))
            assert not folder.exists()
            assert other.exists()
        finally:
            await slot.close()
        assert not other.exists()

    asyncio.run(run())


def test_keys_keep_their_slot_and_new_keys_balance():
    slots = [Slot(multiprocessing.get_context("spawn"), 0, 1) for _ in range(3)]
    group = SlotGroup(slots)
    slots[0].load, slots[1].load, slots[2].load = 2, 0, 1
    assert group._place(["a"]) is slots[1]
    slots[1].load = 9
    assert group._place(["a"]) is slots[1]
    assert group._place(["b", "a"]) is slots[2]
    slots[2].load = slots[1].load = slots[0].load = 3
    assert group._place(["c", "b"]) is slots[2]


def test_no_call_waits_behind_a_long_one_needlessly():
    """Keys of the slot that runs a long call are served by the other slot meanwhile."""

    async def play():
        context = multiprocessing.get_context("spawn")
        group = SlotGroup([Slot(context, 0, 256 * 2**20) for _ in range(2)])
        long = []
        try:
            homes = {key: await group.call([key], 30, os.getpid) for key in "abcdef"}
            assert len(set(homes.values())) == 2
            long_home = await group.call_long("map", 30, os.getpid)
            long = [
                asyncio.create_task(group.call_long(name, 600, time.sleep, 600)) for name in ("map", "other")
            ]
            await asyncio.sleep(0.1)
            served = {await group.call([key], 30, os.getpid) for key in homes}
            assert long_home not in served
            assert not any(task.done() for task in long)
        finally:
            await asyncio.gather(*(slot.close() for slot in group.slots))
            await asyncio.gather(*long, return_exceptions=True)

    asyncio.run(play())


def test_number_of_calls_ahead_is_known():
    async def play(slot):
        group = SlotGroup([slot])
        await group.call(["warm"], 30, os.getpid)
        calls = [asyncio.create_task(group.call([key], 30, time.sleep, 0.3)) for key in "abc"]
        await asyncio.sleep(0.1)
        assert [group.ahead(key) for key in "abc"] == [0, 1, 2]
        calls[1].cancel()
        await asyncio.sleep(0.01)
        assert group.ahead("c") == 1
        await asyncio.gather(*calls, return_exceptions=True)
        assert group.ahead("c") == 0

    with_slot(play)
