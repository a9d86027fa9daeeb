"""A network as the expression that constructs it."""

import ast
import inspect

from torch import nn

from .code_format import indent
from .source_extractor import SourceExtractor


def constructor(module: nn.Module, extractor: SourceExtractor) -> str:
    """Source that builds a module of the same structure; weights are not part of it.

    Torch's own modules print themselves as a call; a class of the engine is taken along, and its
    arguments are the parts that it keeps under the same names.
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
    """How a module of torch prints itself, without what is its default anyway."""
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
    """In one line where it is short, otherwise a line for each argument."""
    line = f"{name}({', '.join(arguments)})"
    if len(line) <= 80 and "\n" not in line:
        return line
    inside = indent(f"{argument}," for argument in arguments)
    return "\n".join([f"{name}(", *inside, ")"])
