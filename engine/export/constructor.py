"""Constructor source: writes a network as the expression that builds it."""

import ast
import inspect

from torch import nn

from .code_format import indent
from .source_extractor import SourceExtractor


def constructor(module: nn.Module, extractor: SourceExtractor) -> str:
    """Source that builds a module of the same structure, without its weights.

    Torch's own modules have a repr that is a call. A class of the engine is extracted into the script; its
    arguments are read from the attributes of the same names.
    """
    extractor.add_import("from torch import nn")
    kind = type(module)
    if isinstance(module, nn.Sequential):
        parts = [constructor(part, extractor) for part in module]
        return _call("nn.Sequential", parts)
    if isinstance(module, nn.Linear):
        bias = "" if module.bias is not None else ", bias=False"
        return f"nn.Linear({module.in_features}, {module.out_features}{bias})"
    if kind.__module__.startswith("torch.nn."):
        return f"nn.{_plain(module)}"
    name = extractor.extract_class(kind)
    arguments = [getattr(module, argument) for argument in inspect.signature(kind).parameters]
    texts = [constructor(a, extractor) if isinstance(a, nn.Module) else repr(a) for a in arguments]
    return _call(name, texts)


def _plain(module: nn.Module) -> str:
    """The repr of a torch module, without arguments that equal their defaults."""
    call = ast.parse(repr(module), mode="eval").body
    assert isinstance(call, ast.Call)
    defaults = {name: p.default for name, p in inspect.signature(type(module)).parameters.items()}
    call.keywords = [
        keyword
        for keyword in call.keywords
        if keyword.arg is None or ast.literal_eval(keyword.value) != defaults.get(keyword.arg, keyword)
    ]
    return ast.unparse(call)


def _call(name: str, arguments: list[str]) -> str:
    """A call on one line if it is short, else with one line for each argument."""
    line = f"{name}({', '.join(arguments)})"
    if len(line) <= 80 and "\n" not in line:
        return line
    inside = indent(f"{argument}," for argument in arguments)
    return "\n".join([f"{name}(", *inside, ")"])
