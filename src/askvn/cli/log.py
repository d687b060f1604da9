"""`askvn log`: show, search, rate, forget; `askvn eval from-log`: make questions of it."""

from __future__ import annotations

import argparse
import json
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from askvn.cli import commands, logged, show, talks
from askvn.errors import LogError, SettingsError
from askvn.evaluate import from_log, sets
from askvn.log import FILE_NAME, Entry, Log
from askvn.messages import translate
from askvn.settings import Settings
from askvn.vietnamese import days
from askvn.vietnamese.diacritics import strip
from askvn.vietnamese.normalise import normalise

_RATINGS = {"up": "up", "tot": "up", "down": "down", "kem": "down", "none": "", "bo": ""}
_AGE = re.compile(r"(\d+)\s*([hdwm])")
_HOURS = {"h": 1, "d": 24, "w": 24 * 7, "m": 24 * 30}


def run(options: argparse.Namespace, chosen: Settings) -> int:
    """Do one action with the log, which is read even where writing to it is turned off."""
    log = Log(Path(chosen.index) / FILE_NAME)
    return {**_ACTIONS, **talks.ACTIONS}[options.action or "list"](options, chosen, log)


def to_questions(options: argparse.Namespace, chosen: Settings) -> int:
    """Write `questions.jsonl` of what was logged: rated answers, and refusals to correct."""
    log = Log(Path(chosen.index) / FILE_NAME)
    made = from_log.questions(log.find())
    if not made.questions:
        raise LogError(
            "the conversation log {path} holds no rated answer and no refusal",
            hint="askvn log rate last up",
            path=log.path,
        )
    path = sets.write(Path(options.folder).expanduser(), made.questions)
    print(logged.made(made, path, chosen))
    return 0


def _list(options: argparse.Namespace, chosen: Settings, log: Log) -> int:
    count = commands.at_least("n", options.count, 0)
    text = " ".join(options.words)
    found = log.find(count=count, conversation=options.conversation, text=text)
    if options.json:
        _put([entry.to_json() for entry in found])
    elif found:
        screen = show.terminal(sys.stdout)
        print("\n\n".join(logged.line(entry, screen, chosen.lang) for entry in found))
    else:
        print(_nothing(chosen, log), file=sys.stderr)
    return 0


def _show(options: argparse.Namespace, chosen: Settings, log: Log) -> int:
    entry = _entry(options.id, log)
    if options.json:
        _put(entry.to_json())
    else:
        print(logged.whole(entry, show.terminal(sys.stdout), chosen.lang))
    return 0


def _rate(options: argparse.Namespace, chosen: Settings, log: Log) -> int:
    entry = _entry(options.id, log)
    rating = _RATINGS.get(strip(normalise(options.rating).lower()))
    if rating is None:
        raise SettingsError(
            "setting '{name}' has the value '{value}'",
            hint="it takes: {wanted}",
            name="rating",
            value=options.rating,
            wanted="up | down | none (tốt | kém | bỏ)",
        )
    log.rate(entry.id, rating, normalise(" ".join(options.reason)))
    print(show.said("Noted for question {id}: {question}", chosen.lang,
                    id=entry.id, question=entry.question), file=sys.stderr)  # fmt: skip
    return 0


def _clear(options: argparse.Namespace, chosen: Settings, log: Log) -> int:
    before = moment(options.older_than, datetime.now(UTC)) if options.older_than else ""
    gone = log.clear(before=before)
    if options.json:
        _put({"forgotten": gone})
    else:
        print(show.said("{count} questions forgotten", chosen.lang, count=gone))
    return 0


def moment(age: str, now: datetime) -> str:
    """Return the time that something of this age was asked at, as the log has times.

    `30d`, `12h`, `4w`, `6m` (months of thirty days), or a day: then its beginning, here.

    Raises:
        SettingsError: if it is neither.
    """
    if match := _AGE.fullmatch(age.strip().lower()):
        then = now - timedelta(hours=int(match[1]) * _HOURS[match[2]])
    elif day := days.day(age, end=False):
        then = datetime.fromisoformat(day).astimezone(UTC)
    else:
        raise SettingsError(
            "setting '{name}' has the value '{value}'",
            hint="it takes: {wanted}",
            name="older-than",
            value=age,
            wanted="30d | 12h | 4w | 6m | 2026-01-31",
        )
    return then.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _entry(identifier: str, log: Log) -> Entry:
    """Return the entry with this number; `last` or `cuối` is the newest.

    Raises:
        LogError: if there is none.
    """
    name = strip(normalise(identifier).lower()).lstrip("#")
    entry = None
    if name in ("last", "cuoi"):
        entry = log.newest()
    elif name.isdecimal():
        entry = log.entry(int(name))
    if entry is None:
        raise LogError(
            "the conversation log {path} has no question {id}",
            hint="askvn log --index {index}",
            path=log.path,
            id=identifier,
            index=log.path.parent,
        )
    return entry


def _nothing(chosen: Settings, log: Log) -> str:
    if chosen.log == "off":
        return translate("Nothing found; the conversation log is off.", chosen.lang)
    return show.said("Nothing found in {path}.", chosen.lang, path=log.path)


def _put(value: Any) -> None:  # noqa: ANN401
    print(json.dumps(value, ensure_ascii=False, indent=2))


_ACTIONS = {"list": _list, "search": _list, "show": _show, "rate": _rate, "clear": _clear}
