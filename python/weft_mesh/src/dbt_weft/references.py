"""Finds what a project's files refer to: the literal arguments of `ref`, and where an argument is computed."""

import re
from dataclasses import dataclass, field

CALL = re.compile(r"(?<![\w])(builtins\s*\.\s*)?ref\s*\(")
LITERAL = re.compile(r"""\s*(?:'([^'\\{}]*)'|"([^"\\{}]*)")\s*(?=[,)])""")
WORD = re.compile(r"\w+")
STRING = re.compile(r"""'([^']*)'|"([^"]*)\"""")
# `ref` handed on as a value: what it is called with cannot be seen here.
HANDED_ON = re.compile(r"(?:[=(,|~]\s*|\bin\s+)ref\s*(?=[,)|%}])")


@dataclass
class Computed:
    """A two-argument ref whose model name is computed."""

    # None: the project is computed too.
    package: str | None
    # What the name surely contains; empty: it may be anything.
    pieces: tuple
    file: str


@dataclass
class References:
    # (project, model) of two-argument refs; the project is None where it is computed.
    pairs: set = field(default_factory=set)
    # Models of literal one-argument refs that this project does not surely define itself.
    names: set = field(default_factory=set)
    # Every word of the project, if some name is handed to `ref` by a variable; None: no such ref.
    words: set | None = None
    computed: list = field(default_factory=list)

    @property
    def packages(self) -> set:
        return {package for package, _ in self.pairs if package} | {ref.package for ref in self.computed if ref.package}


def scan(files) -> References:
    references = References()
    texts, own = [], set()
    needs_words = can_disable = False
    for item in files:
        try:
            with open(item.path, encoding="utf-8", errors="replace") as file:
                text = file.read()
        except OSError:
            continue
        texts.append(text)
        if item.is_own:
            can_disable |= "enabled" in text
            own.add(item.resource)
        if "ref" in text:
            needs_words |= scan_text(text, item.path, references)
    if not can_disable:
        # dbt takes the project's own model first, so another project's of the same name is not meant.
        references.names -= own
    if needs_words:
        references.words = set()
        for text in texts:
            references.words.update(WORD.findall(text))
    return references


def scan_text(text: str, path: str, references: References) -> bool:
    """Answers whether a name reaches `ref` by a variable, so that any word of the project may be one."""
    needs_words = HANDED_ON.search(text) is not None
    for call in CALL.finditer(text):
        arguments = list(positional(text, call.end()))
        if not arguments or not arguments[0].strip() or is_definition(text, call.start()):
            continue
        literals = [literal_of(argument) for argument in arguments[:2]]
        if len(literals) == 1:
            if literals[0] is None:
                needs_words = True
            else:
                references.names.add(literals[0])
        elif literals[1] is not None:
            references.pairs.add((literals[0], literals[1]))
        elif call.group(1):
            needs_words = True  # a project's own `ref` macro hands on what it was called with; the calls are seen elsewhere
        else:
            references.computed.append(Computed(literals[0], pieces_of(arguments[1]), path))
    return needs_words


def literal_of(argument: str):
    found = LITERAL.match(argument + ")")
    if found is None or found.end() != len(argument):
        return None
    return found.group(1) if found.group(1) is not None else found.group(2)


def pieces_of(argument: str) -> tuple:
    """The literal parts of a concatenation; a call or a filter may change them, so then nothing is sure."""
    if "|" in argument or "(" in argument or "%" in argument or "{" in argument:
        return ()
    return tuple(one or other for one, other in STRING.findall(argument) if one or other)


def is_definition(text: str, start: int) -> bool:
    """`{% macro ref(...) %}` and `def ref(...)` are no calls."""
    return re.search(r"(?:macro|def)\s+$", text[max(0, start - 20) : start]) is not None


def positional(text: str, start: int, limit: int = 2000):
    """The texts of the positional arguments after an opening parenthesis."""
    depth, quote, begin = 0, "", start
    for at in range(start, min(len(text), start + limit)):
        char = text[at]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}" and depth:
            depth -= 1
        elif char == ")" or (char == "," and not depth):
            argument = text[begin:at]
            if not re.match(r"\s*\w+\s*=[^=]", argument) and argument.strip():
                yield argument
            if char == ")":
                return
            begin = at + 1
