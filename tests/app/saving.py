"""A process that saves one experiment after another, to be killed while it does."""

import asyncio
import os

from app.store import Store
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment, experiment_id

SPEC = {
    "problem": {"kind": "surface", "surface": {"name": "bowl"}},
    "racers": [{"optimizer": {"name": "sgd", "params": {"lr": 0.1}}}],
    "steps": 5,
}
ID = 32
"""Characters of an id."""


def save_for_ever(address, begin, pipe):
    """Save under ever new ids; each is written to the pipe once it is acknowledged, and no sooner."""

    async def run():
        store = Store(address, 10**6, 2**30)
        await store.open()
        for seed in range(begin, begin + 10**6):
            given = complete(Experiment.model_validate({**SPEC, "seed": seed}))
            await store.save(given)
            os.write(pipe.fileno(), experiment_id(given).encode())

    asyncio.run(run())


def killed_while_saving(context, address, begin, after_s, kill):
    """Let a process save for so long, kill it, and tell the ids that it reported.

    Args:
        context: of multiprocessing; one that forks is quick.
        address: of the database.
        begin: its first seed.
        after_s: from its first report to its death.
        kill: called with its process id.
    """
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=save_for_ever, args=(address, begin, theirs))
    process.start()
    theirs.close()
    assert ours.poll(60)
    process.join(after_s)
    kill(process.pid)
    process.join()
    text = b""
    while piece := os.read(ours.fileno(), 2**16):
        text += piece
    ours.close()
    assert len(text) % ID == 0
    return [text[i : i + ID].decode() for i in range(0, len(text), ID)]
