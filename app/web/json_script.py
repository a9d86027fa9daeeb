"""JSON inside HTML."""

from typing import Any

import orjson
from markupsafe import Markup


def json_script(value: Any) -> Markup:
    """JSON that cannot end the script element it stands in; NumPy's arrays become lists."""
    text = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
