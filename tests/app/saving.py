"""Saving process: saves one experiment after another until it is killed."""

import asyncio
import os

from app.store.store import Store
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment, experiment_id

SPEC = {
    "problem": {"kind": "surface", "surface": {"name": "bowl"}},
    "racers": [{"optimizer": {"name": "sgd", "params": {"lr": 0.1}}}],
    "steps": 5,
}
ID = 32
"""Characters of an id."""


def save_forever(address, begin, pipe):
    """Save new experiments without end; write each id to the pipe after it is acknowledged."""

    async def run():
        store = Store(address, 10**6, 2**30, 30)
        await store.open()
        for seed in range(begin, begin + 10**6):
            given = complete(Experiment.model_validate({**SPEC, "seed": seed}))
            await store.save(given)
            os.write(pipe.fileno(), experiment_id(given).encode())

    asyncio.run(run())


def killed_while_saving(context, address, begin, after_s, kill):
    """Let a process save for ``after_s``, kill it, and return the ids that it reported.

    Args:
        context: a multiprocessing context; one that forks is quick.
        address: URL of the database.
        begin: the first seed.
        after_s: seconds from its first report until it is killed.
        kill: function that is called with the process id.
    """
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=save_forever, args=(address, begin, theirs))
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
