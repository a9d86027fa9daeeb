"""Run limit: how many runs may take turns at the workers."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import final

from ..core.settings import Settings
from ..workers import Lane, WorkersBusyError

RETRY_S = 3
"""Seconds after which a run that was refused may be asked for again."""


@final
class RunLimit:
    """Run limit: counts the runs that wait for a worker or are computed, and refuses one more.

    Landscapes and analyses are not counted: a page has one of each beside its run.
    """

    def __init__(self, settings: Settings) -> None:
        self._each = settings.runs_per_worker
        self._most = {lane: self._each * lane.slots(settings) for lane in Lane}
        self._runs: Counter[Lane] = Counter()

    @contextmanager
    def counted(self, lane: Lane, *, begins: bool) -> Iterator[None]:
        """Context of one call for a run; ``begins`` says whether it is the run's first.

        Raises:
            WorkersBusyError: it is, and there are too many others.
        """
        if begins and self._runs[lane] >= self._most[lane]:
            sentence = f"{self._each} runs are waiting for each worker already. Try again later."
            raise WorkersBusyError(sentence, RETRY_S)
        self._runs[lane] += 1
        try:
            yield
        finally:
            self._runs[lane] -= 1
