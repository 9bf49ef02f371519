"""Holds a posting against gates: conditions that it passes or fails whatever its points. Pure functions.

What a text says nothing of is unknown: neither passed nor failed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from jdmatch.reading.records import Fact, Reading
from jdmatch.taxonomy.profile import Gate

GateStatus = Literal["pass", "fail", "unknown"]
# 52 weeks of five days of eight hours, holidays among them, as in a yearly pay
_A_YEAR: Final = {"year": 1, "month": 12, "week": 52, "day": 260, "hour": 2080}


@dataclass(frozen=True, slots=True)
class GateFit:
    """What a posting says to one gate.

    Attributes:
        gate: The condition as it was written.
        status: `pass`, `fail` or `unknown`.
        value: What was read, empty where nothing was.
        start: Where it begins in the text; 0, with no words, where the title or a field beside the text tells it.
        end: Where it ends.
        text: The very words.
    """

    gate: str
    status: GateStatus
    value: str = ""
    start: int = 0
    end: int = 0
    text: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)

    def __str__(self) -> str:
        words = f" (\u201c{' '.join(self.text.split())}\u201d)" if self.text else ""
        return f"{self.status}  {self.gate}: {self.value or 'not told'}{words}"


def judge(gates: Iterable[Gate], reading: Reading) -> tuple[GateFit, ...]:
    """Return what a posting says to each gate; a CV is asked none.

    >>> import jdmatch
    >>> matcher = jdmatch.load(gates=["remote", "years=5", "no-clearance"])
    >>> fit = matcher.score("A hybrid role. You have 3+ years of experience.", kind="posting")
    >>> [(one.gate, one.status, one.text) for one in fit.gates]
    [('remote', 'fail', 'hybrid role'), ('years=5', 'pass', '3+ years'), ('no-clearance', 'unknown', '')]
    """
    return tuple(_judged(gate, reading) for gate in gates) if reading.kind == "posting" else ()


def together(gates: Iterable[GateFit]) -> GateStatus | None:
    """Return what gates come to: one that fails decides, then one that is unknown; None without any gate.

    >>> together([GateFit("remote", "pass"), GateFit("years=5", "unknown")])
    'unknown'
    """
    found = {one.status for one in gates}
    order: tuple[GateStatus, ...] = ("fail", "unknown", "pass")
    return next((status for status in order if status in found), None)


def _judged(gate: Gate, reading: Reading) -> GateFit:
    if gate.name == "level":
        passes = None if reading.level is None else reading.level in gate.values
        return GateFit(gate.text, _status(passes=passes), reading.level or "")
    if gate.name == "years":
        asked = reading.experience
        if asked is None or asked.min_years is None or gate.limit is None:
            return GateFit(gate.text, "unknown")
        status = _status(passes=asked.min_years <= gate.limit)
        years = f"{asked.min_years:g} {'year' if asked.min_years == 1 else 'years'}"
        return GateFit(gate.text, status, years, asked.start, asked.end, asked.text)
    if gate.name == "pay":
        pay = reading.pay
        top = pay and (pay.max or pay.min)
        if pay is None or not top or gate.limit is None:
            return GateFit(gate.text, "unknown")
        enough = top * _A_YEAR[pay.period] >= gate.limit * _A_YEAR[gate.period]
        status = _status(passes=enough if pay.currency == gate.currency else None)
        return GateFit(
            gate.text, status, f"{top:,.0f} {pay.currency} a {pay.period}", pay.start, pay.end, pay.text
        )
    fact: Fact | None = getattr(reading.facts, gate.name)
    if fact is None:
        return GateFit(gate.text, "unknown")
    passes = fact.value in gate.values
    if gate.limit is not None:  # of travel
        most = 0.0 if fact.value == "none" else fact.amount
        passes = None if most is None and gate.limit else most is not None and most <= gate.limit
    value = fact.value if fact.amount is None or gate.limit is None else f"{fact.amount:g} %"
    return GateFit(gate.text, _status(passes=passes), value, fact.start, fact.end, fact.text)


def _status(*, passes: bool | None) -> GateStatus:
    return "unknown" if passes is None else "pass" if passes else "fail"
