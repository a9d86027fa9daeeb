"""Content negotiation: chooses the format of a response by ``?format=``, else by Accept."""

from typing import Literal

from ..core.problem_details import ProblemError

Format = Literal["json", "csv", "npz"]

MEDIA_TYPES: dict[Format, str] = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "npz": "application/x-npz",
}
ACCEPTED: dict[str, Format] = {
    "application/json": "json",
    "text/csv": "csv",
    "application/x-npz": "npz",
    "application/zip": "npz",
    "application/octet-stream": "npz",
    "application/*": "json",
    "text/*": "csv",
    "*/*": "json",
}
REFUSAL = "There is json, csv and npz. Ask for one of them by Accept or by ?format=."


def negotiate(query_format: str | None, accept: str | None) -> Format:
    """Choose the format of a response.

    Args:
        query_format: the ``format`` of the query; it overrides the header, which a link cannot set.
        accept: the Accept header.

    Raises:
        ProblemError: 406 if the client accepts none of the formats.
    """
    if query_format:
        for form in MEDIA_TYPES:
            if query_format == form:
                return form
        raise ProblemError(406, REFUSAL)
    if not accept or not accept.strip():
        return "json"
    ranges = [part.partition(";") for part in accept.split(",")]
    weighed = sorted(
        ((_quality(rest), name.strip().lower()) for name, _, rest in ranges), key=lambda pair: -pair[0]
    )
    for quality, name in weighed:
        if quality > 0 and name in ACCEPTED:
            return ACCEPTED[name]
    raise ProblemError(406, REFUSAL)


def _quality(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
