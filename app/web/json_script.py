"""JSON script: encodes JSON for a script element in HTML."""

from typing import Any

import orjson
from markupsafe import Markup


def json_script(value: Any) -> Markup:
    """Encode JSON without characters that could end a script element; NumPy arrays become lists."""
    text = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
