"""Python client: runs experiments in this process or on a server."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, final

from .backend import Backend, LabError, RunResult, as_json
from .own_table import OwnTable, read_own_table
from .progress import bar_type, follow
from .results import Comparison, Landscape, Run, build_runs, fetch_landscape
from .spec_builder import NameOrSpec, experiment_spec, problem_spec
from .stream import RunStream

DEFAULT_TIMEOUT_S = 120.0


@final
class Client:
    """Client: runs experiments, in this process or on a server.

    With the same torch version and the same kind of processor, both give the same bits.

    >>> lab = Client()
    >>> run = lab.run("rosenbrock", "adam", lr=0.05, steps=200)
    >>> run
    Run('Adam': 200 steps to (-0.607769, 0.374561), loss 2.5876, finished)
    >>> run.loss.shape, run.loss.dtype
    ((201,), dtype('float64'))
    """

    def __init__(self, url: str | None = None, timeout: float = DEFAULT_TIMEOUT_S) -> None:
        """Open a client of a server, or of this process.

        Args:
            url: address of a server; None computes in this process.
            timeout: seconds to wait for an answer of the server.

        Raises:
            LabError: if ``url`` is not an HTTP address.
        """
        self._backend = _open_backend(url, timeout)

    @cached_property
    def catalog(self) -> Mapping[str, Any]:
        """Catalog: the entries of each family with their parameters, as ``GET /catalog`` sends it.

        >>> [preset["name"] for preset in Client().catalog["presets"]]
        ['gd', 'momentum', 'nesterov']

        Raises:
            LabError: if the server does not answer.
        """
        return self._backend.catalog()

    def run(
        self,
        problem: NameOrSpec,
        optimizer: NameOrSpec = "sgd",
        *,
        start: Sequence[float] | None = None,
        steps: int | None = None,
        seed: int | None = None,
        noise: float | None = None,
        edits: Sequence[Mapping[str, Any]] | None = None,
        plane: NameOrSpec | None = None,
        marks: bool = False,
        progress: bool | None = None,
        **params: Any,
    ) -> Run:
        """Run one racer.

        >>> Client().run("x**2 + 3*y**2", "momentum", lr=0.01, start=(1, 1), steps=50).label
        'Momentum'

        Args:
            problem: a surface's name, a formula such as ``"x**2 + 3*sin(y)"``, or a problem as the API
                takes it (``{"kind": "network", ...}``).
            optimizer: a name (``adam``), a preset (``gd``, ``momentum``, ``nesterov``), or an optimizer as
                the API takes it.
            start: x and y; by default the start of the surface.
            steps, seed, noise, edits, plane: as in the API, with its defaults.
            marks: whether the run has ``marks`` and ``queries``.
            progress: whether to show a bar of tqdm; by default in notebooks, if tqdm is installed and the run
                takes longer than a second.
            params: the optimizer's parameters, under PyTorch's names; also ``schedule`` (a name, or
                ``{"name": ..., "params": ...}``) and ``label``.

        Raises:
            LabError: if the experiment cannot be run; the message says why.
        """
        return self.compare(
            problem,
            [optimizer if isinstance(optimizer, str) else {"optimizer": optimizer}],
            start=start,
            steps=steps,
            seed=seed,
            noise=noise,
            edits=edits,
            plane=plane,
            marks=marks,
            progress=progress,
            **params,
        )[0]

    def compare(
        self,
        problem: NameOrSpec,
        racers: Sequence[NameOrSpec],
        *,
        start: Sequence[float] | None = None,
        steps: int | None = None,
        seed: int | None = None,
        noise: float | None = None,
        edits: Sequence[Mapping[str, Any]] | None = None,
        plane: NameOrSpec | None = None,
        marks: bool = False,
        progress: bool | None = None,
        **params: Any,
    ) -> Comparison:
        """Run several racers from one start.

        >>> Client().compare("bowl", ["gd", {"optimizer": "adam", "lr": 0.1}], steps=50)
        Run('Gradient descent': 50 steps to (0.501971, 0.301183), loss 0.171343, finished)
        Run('Adam': 50 steps to (-0.191877, 0.0763799), loss 0.0213254, finished)

        Args:
            problem: as for ``run``.
            racers: each a name, or ``{"optimizer": "adam", "lr": 0.05, "schedule": "cosine"}``.
            start, steps, seed, noise, edits, plane, marks, progress: as for ``run``.
            params: parameters of every racer that does not set them itself.

        Raises:
            LabError: if the experiment cannot be run; the message says why.
        """
        spec = experiment_spec(
            problem,
            racers,
            self.catalog["presets"],
            start=start,
            steps=steps,
            seed=seed,
            noise=noise,
            edits=edits,
            plane=plane,
            shared=params,
        )
        return self.race(spec, marks=marks, progress=progress)

    def stream(
        self,
        problem: NameOrSpec,
        racers: NameOrSpec | Sequence[NameOrSpec] = "sgd",
        *,
        start: Sequence[float] | None = None,
        steps: int | None = None,
        seed: int | None = None,
        noise: float | None = None,
        edits: Sequence[Mapping[str, Any]] | None = None,
        plane: NameOrSpec | None = None,
        marks: bool = False,
        **params: Any,
    ) -> RunStream:
        """Run racers and get their points while they are computed; the bits are those of ``compare``.

        >>> for chunk in Client().stream("bowl", "gd", lr=0.5, steps=3):
        ...     last = chunk.racers[0]["loss"][-1]
        >>> float(last), chunk.end
        (0.06640625, 4)

        In a program with ``async``: ``async for chunk in lab.stream(...)``, ``race = await lab.stream(...)``.
        Without a server, an error of the experiment is raised at the first chunk.

        Args:
            problem: as for ``run``.
            racers: an optimizer as for ``run``, or a list as for ``compare``.
            start, steps, seed, noise, edits, plane, marks: as for ``run``; chunks have no marks.
            params: parameters of every racer that does not set them itself.

        Raises:
            LabError: if a racer has no optimizer, or the server does not answer.
        """
        spec = experiment_spec(
            problem,
            [{"optimizer": racers}] if isinstance(racers, str | Mapping) else racers,
            self.catalog["presets"],
            start=start,
            steps=steps,
            seed=seed,
            noise=noise,
            edits=edits,
            plane=plane,
            shared=params,
        )
        return RunStream(self._backend.stream(as_json(spec), marks), self._finish)

    def race(
        self, experiment: Mapping[str, Any], *, marks: bool = False, progress: bool | None = None
    ) -> Comparison:
        """Run an experiment with any number of racers, given as the JSON of the REST API.

        Returns a comparison with one run per racer; with ``marks``, they have ``marks`` and ``queries``.

        >>> lab = Client()
        >>> run = lab.run("bowl", "gd", lr=0.5, steps=3)
        >>> lab.race(run.experiment)
        Run('Gradient descent': 3 steps to (0.3125, 0.1875), loss 0.0664062, finished)

        Raises:
            LabError: if the experiment cannot be run; the message says why.
        """
        text, bar = as_json(experiment), bar_type(progress)
        if bar is None:
            return self._finish(self._backend.trajectory(text, marks))
        return self._finish(follow(self._backend.stream(text, marks), bar))

    def _finish(self, result: RunResult) -> Comparison:
        return Comparison(build_runs(result, self._backend))

    def analyze(self, name: str, experiment: Mapping[str, Any], **request: Any) -> dict[str, Any]:
        """Ask a question about a run: an analysis of the catalog, such as ``curvature`` or ``sweeps``.

        >>> lab = Client()
        >>> run = lab.run("bowl", "gd", lr=0.5, steps=3)
        >>> facts = lab.analyze("curvature", run.experiment, place=[1, 0])
        >>> facts["hessian"], facts["limit"]
        ([[1.0, 0.0], [0.0, 1.0]], 2.0)

        Args:
            name: of the analysis, see ``catalog["analyses"]``.
            experiment: what is asked about, such as ``run.experiment``.
            request: further fields of the request, such as ``racer``, ``step`` and ``place``.

        Returns:
            The facts as plain values, as the server's reference describes them.

        Raises:
            LabError: if there is no such analysis, or if the question has no answer.
        """
        return self._backend.analyze(name, as_json({"experiment": experiment, **request}))

    def table(self, source: Any, **choices: Any) -> OwnTable:
        r"""Read your own table, as Excel, pandas, R and others write it; its ``dataset`` is for experiments.

        >>> lab = Client()
        >>> table = lab.table("x;y\n1,5;10\n2;14,5\n3,25;21\n4;26\n")
        >>> print(table.told)
        4 rows, 2 columns; semicolons, decimal commas; “y” is predicted from “x” as a number (regression)
        >>> data = table.dataset(scaling="raw", test_share=0)
        >>> line = {"kind": "network", "model": {"name": "line"}, "dataset": data}
        >>> slope, intercept, loss = lab.landscape(line, resolution=5).minima[0]
        >>> round(slope, 3), round(intercept, 3)
        (6.143, 1.365)

        The server keeps a table of more than 40,000 bytes, and experiments name it by its ``id``. Without a
        server this process holds the last four of them.

        Args:
            source: the path of a file; or its bytes; or the text of a table, in several lines; or a DataFrame
                of pandas.
            choices: what is not to be detected: ``encoding``, ``delimiter``, ``decimal``, ``header``,
                ``missing``, ``gaps``, ``target``, ``inputs`` and ``task``, as ``POST /tables`` takes them;
                and the names of the ``model`` and the ``loss`` that are to learn it.

        Raises:
            LabError: if the table cannot be read, or the server keeps no more tables; the message says why.
        """
        return read_own_table(self._backend, source, choices)

    def save(self, experiment: Mapping[str, Any]) -> str:
        """Save an experiment, such as ``run.experiment``, on the server. Returns its short link.

        A saved experiment never changes. ``url`` is the address of a server:

        >>> lab = Client(url)
        >>> run = lab.run("bowl", "gd", lr=0.5, steps=3)
        >>> lab.save(run.experiment).endswith(f"/e/{run.id}")
        True

        Raises:
            LabError: if there is no server, if it saves no experiments or is full, or if the experiment
                cannot be run.
        """
        return self._backend.save(as_json(experiment))

    def open(self, link: str, *, marks: bool = False) -> Comparison:
        """Run a saved experiment.

        >>> lab = Client(url)
        >>> link = lab.save(lab.run("bowl", "gd", lr=0.5, steps=3).experiment)
        >>> lab.open(link)
        Run('Gradient descent': 3 steps to (0.3125, 0.1875), loss 0.0664062, finished)

        Args:
            link: the short link of the experiment, or its id.
            marks: as for ``run``.

        Raises:
            LabError: if there is no server, if it has no experiment under this id, or if the experiment
                cannot be run.
        """
        return self.race(self._backend.load(link.rstrip("/").rpartition("/")[2]), marks=marks)

    def landscape(
        self,
        problem: NameOrSpec,
        *,
        resolution: int = 101,
        domain: Sequence[Sequence[float]] | None = None,
        aspect: float | None = None,
        plane: NameOrSpec | None = None,
        seed: int | None = None,
    ) -> Landscape:
        """Compute the loss on a grid.

        >>> Client().landscape("x**2 + y**2", resolution=5, domain=((-1, 1), (-1, 1)))
        Landscape(5 x 5 places, loss 0 to 2)

        Args:
            problem: as for ``run``.
            resolution: grid points per side.
            domain: ((x_low, x_high), (y_low, y_high)); by default the domain of the problem.
            aspect: width over height of the frame in which it is drawn: the domain of the problem is widened
                to fill it. Not together with ``domain``.
            plane: the plane through the weights of a network: a name, or a plane as the API takes it.
            seed: seed of a network's initial weights and data, from 0 to 2**32 - 1.

        Raises:
            LabError: if the landscape cannot be computed; the message says why.
        """
        request = {
            "problem": problem_spec(problem),
            "resolution": resolution,
            "domain": domain,
            "aspect": aspect,
            "plane": {"name": plane} if isinstance(plane, str) else plane,
            "seed": seed,
        }
        return fetch_landscape(
            self._backend, {name: value for name, value in request.items() if value is not None}
        )

    def __repr__(self) -> str:
        return f"Client({self._backend.page!r})" if self._backend.reachable else "Client()"


def _open_backend(url: str | None, timeout: float) -> Backend:
    if url is None:
        try:
            from .local import LocalBackend  # imports torch
        except ModuleNotFoundError as error:
            raise _without_engine(error) from error
        return LocalBackend()
    from .remote import RemoteBackend

    return RemoteBackend(url, timeout)


def _without_engine(error: ModuleNotFoundError) -> LabError:
    """What is told where only the client of a server is installed."""
    return LabError(
        f"The engine cannot be imported: {error.name} is missing. Install it with: "
        'pip install "descentlab[torch]". Client("http://...") uses a server instead.'
    )
