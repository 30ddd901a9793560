"""What is wrong with a pack, and where: problems in plain words, and the lines of YAML that they stand on."""

from dataclasses import dataclass

import yaml

Step = str | int  # a key or the number of an entry


@dataclass(frozen=True)
class Problem:
    """One thing to mend in a pack. `file` is relative to the pack, `place` says where in it."""

    file: str
    place: str
    mend: str
    waits: bool = False  # awaits the partnership's approval, but is no error

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.mend}" if self.place else f"{self.file}: {self.mend}"


class PackError(ValueError):
    """A pack that can't be used. `problems` lists everything to mend."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


@dataclass(frozen=True)
class Lines:
    """Finds the line of anything in a YAML text. `before` is how many lines of the file stand above the text."""

    root: yaml.Node | None  # None where the text is no YAML
    before: int = 0

    def place(self, *path: Step) -> str:
        """`line 12, rows[3].tell`: the line of the nearest node on the path, and the path itself."""
        words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
        line = self.number(self._walk(path)[0])
        return f"line {line}, {words}" if words else f"line {line}"

    def number(self, mark: yaml.Mark | None) -> int:
        """The line of the file at a mark of the YAML reader."""
        return self.before + (mark.line if mark else 0) + 1

    def written(self, *path: Step) -> str | None:
        """A value as the file has it: `4.10`, which YAML reads as 4.1."""
        node = self._walk(path)[1]
        return node.value if isinstance(node, yaml.ScalarNode) else None

    def _walk(self, path: tuple[Step, ...]) -> tuple[yaml.Mark | None, yaml.Node | None]:
        """The mark nearest to the path's end, and the node at its end if it is there."""
        node = self.root
        mark = node.start_mark if node else None
        for step in path:
            key, node = _child(node, step)
            if node is None:
                return mark, None
            mark = (key or node).start_mark
        return mark, node


def _child(node: yaml.Node | None, step: Step) -> tuple[yaml.Node | None, yaml.Node | None]:
    if isinstance(node, yaml.MappingNode):
        return next((pair for pair in node.value if pair[0].value == str(step)), (None, None))
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None, None
