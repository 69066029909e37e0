"""Whether a name is in the character set that its file claims, and how it reads in the one it looks to be in.

Nothing is rewritten: the name stays as the file says it, and the other reading is offered beside it. What
looks Chinese is taken to be Chinese, as the sets of the neighbours use the same bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from planner.dicom.headers.charset import (
    GB18030,
    JAPANESE,
    KOREAN,
    LATIN_1,
    UTF_8,
    first_codec,
    text_of,
    unknown,
)
from planner.dicom.notes import Note, note, printable
from planner.words import N_

LONGEST_SHOWN = 64
"""Characters of a name or set that are shown in a sentence: as many as the standard allows a name."""

# so many of the bearers have one of these that a text which begins with one is a name
CHINESE_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章"
)
KOREAN_SURNAMES = "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민진류나엄"

_LATIN = (LATIN_1, "iso8859_2", "iso8859_3", "iso8859_4", "iso_ir_148", "iso8859_15")
_SHOWN = {UTF_8: "UTF-8", GB18030: "GB18030", KOREAN: "EUC-KR", JAPANESE: "Shift-JIS", LATIN_1: "Latin-1"}
_REPLACED, _ESCAPE = "\ufffd", b"\x1b"
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_RUN = re.compile(r"[^\x00-\x7f]+")
_TOUCHING = re.compile(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_HAN_TEXT = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u00b7\u3000\uff01-\uff5e]+")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_KOREAN_TEXT = re.compile("[\uac00-\ud7a3\u4e00-\u9fff\uf900-\ufaff]+")
_KANA = re.compile("[\u3041-\u30ff]")
_JAPANESE_TEXT = re.compile("[\u3041-\u30ff\u3005\u4e00-\u9fff]+")
_HALF_WIDTH = re.compile("[\uff66-\uff9f]+")
_SCRIPTS = {
    name: re.compile(f"[{letters}]+")
    for name, letters in {
        "greek": "\u0370-\u03ff",
        "cyrillic": "\u0400-\u04ff",
        "others": "\u0530-\u07ff",
    }.items()
}
_LATIN_TEXT = re.compile("[\u00aa\u00b4\u00b7\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]+")


@dataclass(frozen=True)
class Doubt:
    """What must be said of the character set of a name; `reading` is empty where no other set looks right."""

    reading: str = ""
    notes: tuple[Note, ...] = ()


@lru_cache(maxsize=512)
def doubt(value: bytes, character_sets: tuple[str, ...]) -> Doubt:
    """Return what must be said of a name.

    Parameters
    ----------
    value
        The bytes as they stand in the file.
    character_sets
        The values of SpecificCharacterSet.
    """
    not_known = unknown(character_sets)
    notes = [note(N_("The character set “{name}” is not known."), name=_shown(name)) for name in not_known]
    if value.isascii() and _ESCAPE not in value:
        return Doubt(notes=tuple(notes))
    found = _other_reading(value, character_sets)
    reading = _shown(found[1]) if found is not None else ""
    text = text_of(value, character_sets)
    named = "" if not_known else _declared(character_sets)
    if found is not None:
        words = N_(
            "The name's character set is in doubt: the file says {declared}; "
            "read as {other} it is “{reading}”."
        )
        if not named:
            words = N_("The file does not say the name's character set: read as {other} it is “{reading}”.")
        notes.append(note(words, declared=named, other=_SHOWN[found[0]], reading=reading))
    elif _REPLACED in text:
        words = N_(
            "Characters of the name cannot be read in the character set {declared}: they are shown as “�”."
        )
        notes.append(note(words, declared=named or _SHOWN[LATIN_1]))
    elif not named and _ESCAPE not in value:
        words = N_("The file does not say the name's character set: it is read as Latin-1.")
        notes.append(note(words))
    return Doubt(reading, tuple(notes))


def _declared(character_sets: Sequence[str]) -> str:
    """Return the name of the first character set for the eye; empty where the file names none."""
    first = character_sets[0].strip() if character_sets else ""
    if not first or first.upper().endswith("IR 6"):
        return ""
    return _SHOWN.get(first_codec(character_sets), _shown(first)) if not _extended(first) else _shown(first)


def _extended(name: str) -> bool:
    return name.upper().startswith("ISO 2022")


def _shown(text: str) -> str:
    cut = text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
    return printable(cut).strip()


def _other_reading(value: bytes, character_sets: Sequence[str]) -> tuple[str, str] | None:
    """Return codec and text of a name that looks wrong as declared; None where nothing looks better."""
    declared = first_codec(character_sets)
    if _ESCAPE in value:
        return None
    text = text_of(value, character_sets)
    replaced = _REPLACED in text or (declared == UTF_8 and not _is_possible_utf_8(text))
    for codec, plausible in _CANDIDATES:
        asked = replaced or codec == UTF_8 or (declared in _LATIN and codec != LATIN_1)
        if codec == declared or not asked:
            continue
        try:
            other = value.decode(codec)
        except UnicodeDecodeError:
            continue
        if plausible(value, other):
            return codec, other
    return None


def _is_utf_8_beyond_doubt(_value: bytes, text: str) -> bool:
    """Say whether three bytes made a letter, or all letters are of one script that is not Latin."""
    runs = _RUN.findall(text)
    if not _all_letters(text):
        return False
    if any(character >= "\u0800" for character in text):
        return True
    letters = sum(map(len, runs))
    return letters >= 4 and any(all(map(script.fullmatch, runs)) for script in _SCRIPTS.values())


def _is_possible_utf_8(text: str) -> bool:
    """Say whether text is what one writes in UTF-8: other sets give letters of several scripts, or none."""
    runs = _RUN.findall(text)
    wide = any(character >= "\u0800" for character in text)
    scripts = (_LATIN_TEXT, *_SCRIPTS.values())
    return wide or any(all(map(script.fullmatch, runs)) for script in scripts)


def _is_utf_8(_value: bytes, text: str) -> bool:
    return all(map(_LATIN_TEXT.fullmatch, _RUN.findall(text)))


def _is_chinese(value: bytes, text: str) -> bool:
    """Say whether text is of Chinese names: whole words of Han characters, most of them in common use."""
    runs = _RUN.findall(text)
    han = _HAN.findall(text)
    if not han or not all(map(_HAN_TEXT.fullmatch, runs)):
        return False
    common = sum(_in_gb2312(character) for character in han)
    if _TOUCHING.search(text) is None:
        return 2 * common >= len(han)
    whole = all(len(run) % 2 == 0 and len(run) >= 4 for run in _HIGH_RUN.findall(value))
    return whole and common == len(han)


def _is_chinese_for_sure(value: bytes, text: str) -> bool:
    return _is_chinese(value, text) and _first_of(_HAN, text) in CHINESE_SURNAMES


def _is_korean(_value: bytes, text: str) -> bool:
    runs = _RUN.findall(text)
    named = _first_of(_HANGUL, text) in KOREAN_SURNAMES
    return bool(named and all(map(_KOREAN_TEXT.fullmatch, runs)) and _TOUCHING.search(text) is None)


def _is_japanese(_value: bytes, text: str) -> bool:
    runs = _RUN.findall(text)
    if _TOUCHING.search(text) is not None:
        return False
    if all(map(_HALF_WIDTH.fullmatch, runs)):
        # each of these is one byte that is a letter in Latin-1 as well
        return min(map(len, runs)) >= 2 and max(map(len, runs)) >= 3
    wide = [run for run in runs if not _HALF_WIDTH.fullmatch(run)]
    letters = "".join(wide)
    common = sum(1 for letter in letters if _KANA.match(letter) or _in_level_1(letter))
    return 2 * common >= len(letters) and all(map(_JAPANESE_TEXT.fullmatch, wide))


def _is_western(_value: bytes, text: str) -> bool:
    runs = _RUN.findall(text)
    return all(map(_LATIN_TEXT.fullmatch, runs)) and _TOUCHING.search(text) is not None


def _first_of(kind: re.Pattern[str], text: str) -> str:
    found = kind.search(text)
    return found.group() if found else "\0"


def _all_letters(text: str) -> bool:
    return all(unicodedata.category(c)[0] in "LM" or c in "·•’　" for c in text if c > "\x7f")


def _in_gb2312(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _in_level_1(character: str) -> bool:
    """Say whether a character is one of the common ones of JIS X 0208."""
    try:
        return character == "々" or 0x88 <= character.encode(JAPANESE)[0] <= 0x98
    except UnicodeEncodeError:
        return False


_CANDIDATES: tuple[tuple[str, Callable[[bytes, str], bool]], ...] = (
    (UTF_8, _is_utf_8_beyond_doubt),
    (GB18030, _is_chinese_for_sure),
    (KOREAN, _is_korean),
    (GB18030, _is_chinese),
    (UTF_8, _is_utf_8),
    (JAPANESE, _is_japanese),
    (LATIN_1, _is_western),
)
"""Codecs in the order in which they are tried, and how a name in them is told."""
