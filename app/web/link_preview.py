"""Link preview: title, picture and embed link of a page, made from its address alone."""

from typing import Any
from urllib.parse import parse_qs, urlencode

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request

from engine.spec.experiment import MAX_STEPS, Experiment
from engine.spec.opening import OPENING_SURFACE

from ..core.plus_signs import keep_plus_signs
from ..core.problem_details import ProblemError
from ..core.validation import parse
from ..http import state_codec
from ..http.short_url import parse_experiment

WIDTH, HEIGHT = 1200, 630
"""Size of the picture in pixels, as link previews use it."""

MAX_STATE_LENGTH = 6000
"""Maximum number of characters of a packed experiment in the address of a picture."""

DESCRIPTION = (
    "Real torch.optim optimizers roll down the loss landscape. Move a slider and see what becomes of it."
)


class _Query(BaseModel):
    """Query of an address: the fields that describe the experiment; all others are ignored."""

    model_config = ConfigDict(extra="ignore")

    surface: str = OPENING_SURFACE
    formula: str | None = None
    domain: str | None = None
    start: str | None = None
    noise: float = 0.0
    seed: int | None = Field(None, ge=0, lt=2**32)
    steps: int | None = Field(None, ge=1, le=MAX_STEPS)


def experiment_in(query: str, limit: int) -> Experiment | None:
    """The experiment in the query of an address; None if the query is not valid.

    Args:
        query: without ``?``.
        limit: maximum size of an unpacked experiment in bytes.
    """
    try:
        fields = parse_qs(keep_plus_signs(query), max_num_fields=100)
        if "s" in fields:
            return parse(Experiment, state_codec.decode(fields["s"][0], limit))
        parsed = _Query.model_validate({name: values[0] for name, values in fields.items()})
        return parse_experiment(**parsed.model_dump(), run=fields.get("run", []))
    except (ProblemError, ValidationError, ValueError):
        return None


def picture_address(
    base: str, experiment: Experiment | None, width: int = WIDTH, height: int = HEIGHT
) -> str | None:
    """Address at which the server draws this experiment; None if the address would be too long."""
    if experiment is None:
        return None
    state = state_codec.encode(orjson.dumps(experiment.model_dump(mode="json", exclude_unset=True)).decode())
    if len(state) > MAX_STATE_LENGTH:
        return None
    return f"{base}api/v1/exports/png?" + urlencode({"width": width, "height": height, "s": state})


def link_preview(request: Request, limit: int) -> dict[str, Any]:
    """Metadata in the head of a page: Open Graph, oEmbed and schema.org. ``limit`` is in bytes."""
    query = request.url.query
    base = str(request.base_url)
    url = base + (f"?{query}" if query else "")
    return metadata_of(request, experiment_in(query, limit), url, url, base)


def metadata_of(
    request: Request, experiment: Experiment | None, url: str, embeddable: str, canonical: str
) -> dict[str, Any]:
    """Metadata of a page that shows an experiment.

    Args:
        request: for the address of this server.
        experiment: what the page shows; None for a title and no picture.
        url: address of the page.
        embeddable: address of the same that oEmbed takes.
        canonical: the address of which search engines take this page for a variant.
    """
    base = str(request.base_url)
    title = f"{experiment.problem.title()} \u00b7 Descent Lab" if experiment else "Descent Lab"
    return {
        "title": title,
        "description": DESCRIPTION,
        "url": url,
        "canonical": canonical,
        "alt": _picture_text(experiment),
        "image": picture_address(base, experiment),
        "width": WIDTH,
        "height": HEIGHT,
        "oembed": f"{base}api/v1/oembed?" + urlencode({"url": embeddable}),
        "metadata": _metadata(title, url),
    }


def _picture_text(experiment: Experiment | None) -> str:
    """What the picture shows, for people who do not see it."""
    if experiment is None:
        return ""
    names = [racer.label or racer.optimizer.name for racer in experiment.racers]
    return f"Paths of {', '.join(names)} on the loss landscape {experiment.problem.title()}."


def _metadata(title: str, url: str) -> dict[str, Any]:
    """schema.org metadata for repositories of open educational resources."""
    return {
        "@context": "https://schema.org",
        "@type": ["LearningResource", "WebApplication"],
        "name": title,
        "description": DESCRIPTION,
        "url": url,
        "learningResourceType": "interactive simulation",
        "educationalLevel": "higher education",
        "teaches": ["gradient descent", "momentum", "adaptive learning rates", "loss landscapes"],
        "interactivityType": "active",
        "isAccessibleForFree": True,
        "inLanguage": "en",
        "license": "https://spdx.org/licenses/MIT.html",
    }
