"""What a header says, asked of several groups of elements in turn: a frame's, those of all, the file's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import isfinite

from pydicom.datadict import dictionary_VR

from planner.carm.squares import can_be
from planner.dicom.headers.items import Item


class Said:
    """Elements of an image that nothing else rests on: absent or not valid is the same, and no number.

    Parameters
    ----------
    items
        Where an element is looked for; the first that has it holds.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = tuple(items)

    def text(self, keyword: str) -> str:
        """Return a text of plain letters, without padding."""
        return self._raw(keyword).decode("ascii", "replace").strip("\0 ")

    def texts(self, keyword: str) -> tuple[str, ...]:
        """Return the values of a text that may hold several."""
        text = self.text(keyword)
        return tuple(value.strip() for value in text.split("\\")) if text else ()

    def numbers(self, keyword: str) -> tuple[float, ...]:
        """Return the finite numbers of an element, whatever its kind of value; none if one is not."""
        kind = dictionary_VR(keyword)
        numbers = (
            _BINARY[kind](self._holder(keyword), keyword) if kind in _BINARY else self._decimals(keyword)
        )
        return numbers if all(map(isfinite, numbers)) else ()

    def number(self, keyword: str) -> float | None:
        """Return the one number of an element."""
        numbers = self.numbers(keyword)
        return numbers[0] if len(numbers) == 1 else None

    def positive(self, keyword: str) -> float | None:
        """Return the one number above 0 of an element."""
        number = self.number(keyword)
        return number if number is not None and number > 0.0 else None

    def sides(self, keyword: str) -> tuple[float, float] | None:
        """Return the two distances of rows and of columns; None of such as no detector has."""
        numbers = self.numbers(keyword)
        return (numbers[0], numbers[1]) if len(numbers) == 2 and can_be(*numbers) else None

    def sequence(self, keyword: str) -> Iterator[Item]:
        """Go through the items of a sequence."""
        return next((iter([first, *rest]) for first, *rest in self._sequences(keyword)), iter(()))

    def _sequences(self, keyword: str) -> Iterator[list[Item]]:
        for item in self._items:
            found = list(item.items(keyword))
            if found:
                yield found

    def _decimals(self, keyword: str) -> tuple[float, ...]:
        try:
            return tuple(map(float, self.texts(keyword)))
        except ValueError:
            return ()

    def _holder(self, keyword: str) -> Item:
        return next((item for item in self._items if item.raw(keyword)), self._items[-1])

    def _raw(self, keyword: str) -> bytes:
        return self._holder(keyword).raw(keyword)


_BINARY: dict[str, Callable[[Item, str], tuple[float, ...]]] = {
    "FL": lambda item, keyword: item.floats(keyword, 4),
    "FD": lambda item, keyword: item.floats(keyword, 8),
    "US": lambda item, keyword: tuple(map(float, item.whole_numbers(keyword, 2))),
}
