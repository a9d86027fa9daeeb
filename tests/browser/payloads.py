"""Payloads: texts that run as scripts if they are inserted as markup. Each calls ``hit()`` if it runs."""

MARK = "data-h"
"""An attribute of every element that the texts would make: found in a page, something has taken one in."""

ELEMENTS = (
    f"<script {MARK}>hit()</script>",
    f"<img {MARK} src=x onerror=hit()>",
    f"<svg {MARK} onload=hit()>",
    f"<svg><script {MARK}>hit()</script>",
    f"<iframe {MARK} srcdoc=x onload=hit()>",
    f"<a {MARK} href=javascript:hit()>x</a>",
    f"<details {MARK} open ontoggle=hit()>",
    f"<input {MARK} autofocus onfocus=hit()>",
    f"<style {MARK} onload=hit()></style>",
    f"<object {MARK} data=javascript:hit()>",
    f"<math><mi {MARK} onclick=hit()>x",
    f"<p {MARK} style='animation:x' onanimationstart=hit()>",
)
EXITS = ("", '">', "'>", "</title>", "</script>", "</textarea>", "-->", "</option>", "<!--><p>")
"""Ends of what a text may stand in."""

WORDS = (
    "javascript:hit()",
    "JaVaScRiPt:hit()",
    "java\tscript:hit()",
    "data:text/html,<script>hit()</script>",
    r"\href{javascript:hit()}{x}",
    r"$\href{javascript:hit()}{x}$",
    r"\htmlData{h=1}{x}",
    "{{hit()}}",
    "${hit()}",
    "#{hit()}",
    "<%= hit() %>",
    '" onload=hit() x="',
    "' onmouseover=hit() '",
    "`onerror=hit()`",
    "&lt;img src=x onerror=hit()&gt;",
    "%3Cimg%20src%3Dx%20onerror%3Dhit()%3E",
    "\\u003cimg src=x onerror=hit()\\u003e",
    "+ADw-script+AD4-hit()+ADw-/script+AD4-",
    "\uff1cscript\uff1ehit()\uff1c/script\uff1e",
    "\u202e<img src=x onerror=hit()>",
    "<scr<script>ipt>hit()</scr</script>ipt>",
    "__proto__",
    "constructor.constructor('hit()')()",
    "';hit();//",
    '"};hit();//',
    "*/hit()/*",
)

PAYLOADS = tuple(exit_ + element for exit_ in EXITS for element in ELEMENTS) + WORDS
LABELS = tuple(payload for payload in PAYLOADS if len(payload) <= 60)
"""Those that are no longer than a racer's name may be."""

assert len(set(PAYLOADS)) == len(PAYLOADS) > 130
assert len(LABELS) > 100
