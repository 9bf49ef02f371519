"""Learns a profile's weights from a user's own labelled postings, and says by a held-out measure whether that helped.

Logistic regression over the coverages of the requirements, with weights that are never negative and that stay near the
profile's own where the data say little. Coverage rules and caps stay as they are.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import quantiles

import numpy as np
import numpy.typing as npt
from ruamel.yaml import YAML

from jdmatch.documents.opening import write_text
from jdmatch.documents.text import Text
from jdmatch.errors import InputError
from jdmatch.matcher import Matcher
from jdmatch.reading.records import Reading
from jdmatch.scoring.scoring import score
from jdmatch.taxonomy.profile import Profile
from jdmatch.taxonomy.profile_files import ReferenceFile, reference_path
from jdmatch.tools.evaluate import auc

_FEWEST = 20  # of each kind: below that, a held-out measure is noise
_FOLDS = 5
_STEPS = 400
_PULL = 20.0  # how many rows the profile's own weights are worth

_Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tuned:
    """A profile with learnt weights, the held-out AUC before and after, and in how many of five folds it rose."""

    profile: Profile
    before: Profile
    rows: int
    fitting: int
    auc_before: float
    auc_after: float
    better: int

    @property
    def helped(self) -> bool:
        """Whether the learnt weights rank held-out postings better than the old ones."""
        return self.auc_after > self.auc_before

    def __str__(self) -> str:
        lines = [
            f"{self.rows} postings, {self.fitting} of them fitting",
            f"held-out AUC: {self.auc_before:.3f} before, {self.auc_after:.3f} after; "
            f"better in {self.better} of {_FOLDS} folds",
        ]
        if not self.helped:
            lines.append("the learnt weights rank no better; keep the profile as it is")
        changes = [
            (old.id, old.weight, new.weight)
            for old, new in zip(self.before.requirements, self.profile.requirements, strict=True)
            if old.weight != new.weight
        ]
        width = max((len(one) for one, _, _ in changes), default=0)
        lines += [f"{one:<{width}}  {old:5.1f} -> {new:5.1f}" for one, old, new in changes]
        return "\n".join(lines)


def tune(rows: Iterable[tuple[Text | Reading, bool]], profile: Profile, matcher: Matcher) -> Tuned:
    """Return a profile with weights learnt from postings, each with whether it fits the role; it starts from another.

    Raises:
        InputError: if there are fewer than twenty postings of either label that can be scored.
    """
    readings: list[Reading] = []
    labels: list[bool] = []
    coverages: list[list[float]] = []
    for text, label in rows:
        reading = text if isinstance(text, Reading) else matcher.read(text, kind="posting")
        fit = score(reading, profile, matcher.taxonomy)
        if fit.score is not None:
            readings.append(reading)
            labels.append(bool(label))
            coverages.append([one.coverage for one in fit.requirements if not one.bonus])
    fitting = sum(labels)
    if min(fitting, len(labels) - fitting) < _FEWEST:
        raise InputError(
            f"rows: {fitting} fitting and {len(labels) - fitting} other postings could be scored; "
            f"tuning needs at least {_FEWEST} of each"
        )

    def learn(chosen: Sequence[int]) -> Profile:
        return _with_weights(profile, _learn(coverage[chosen], fits[chosen], prior))

    def measure(of: Profile, chosen: Sequence[int]) -> float:
        values = [score(readings[i], of, matcher.taxonomy).score or 0.0 for i in chosen]
        return auc(values, [labels[i] for i in chosen]) or 0.0

    everything = [*range(len(labels))]
    prior = np.array([r.weight for r in profile.requirements if not r.bonus])
    coverage = np.array(coverages)
    fits = np.array(labels, dtype=np.float64)
    before: list[float] = []
    after: list[float] = []
    for fold in _folds(labels):
        before.append(measure(profile, fold))
        after.append(measure(learn([i for i in everything if i not in fold]), fold))
    return Tuned(
        profile=learn(everything),
        before=profile,
        rows=len(labels),
        fitting=fitting,
        auc_before=sum(before) / _FOLDS,
        auc_after=sum(after) / _FOLDS,
        better=sum(new > old for old, new in zip(before, after, strict=True)),
    )


def _folds(labels: Sequence[bool]) -> list[list[int]]:
    """Return disjoint lists of rows with the same share of each label, the same in every run."""
    kinds = [[i for i, one in enumerate(labels) if one is label] for label in (True, False)]
    return [sorted(i for kind in kinds for i in kind[fold::_FOLDS]) for fold in range(_FOLDS)]


def _learn(coverage: _Array, fits: _Array, prior: _Array) -> _Array:
    """Return non-negative weights, by accelerated projected gradient descent from and towards the prior."""
    count = len(fits)
    balance = np.where(fits == 1, 0.5 / fits.mean(), 0.5 / (1 - fits.mean()))
    unit = coverage / np.sqrt((coverage**2).sum(axis=1).mean() + 1e-9)
    scale, bias = _line(unit @ prior, fits, balance)
    start = scale * prior
    weights, ahead = start.copy(), start.copy()
    pull = _PULL / count / max(float(start.mean()), 1e-9) ** 2 * 0.05
    rate = 1.0 / (0.5 + pull)
    for step in range(_STEPS):
        chance = 1 / (1 + np.exp(-(unit @ ahead + bias)))
        error = (chance - fits) * balance
        moved = np.maximum(ahead - rate * (unit.T @ error / count + pull * (ahead - start)), 0.0)
        ahead = moved + step / (step + 3) * (moved - weights)
        weights = moved
        bias -= 2.0 * float(error.mean())
    return weights if weights.sum() > 0 else prior


def _line(values: _Array, fits: _Array, balance: _Array) -> tuple[float, float]:
    """Return scale and bias of the logistic line through the scores as they are."""
    spread = float(values.std()) or 1.0
    centre = float(values.mean())
    unit = (values - centre) / spread
    scale = bias = 0.0
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-(scale * unit + bias)))
        error = (chance - fits) * balance
        scale = max(1e-3, scale - float((error * unit).mean()))
        bias -= float(error.mean())
    return scale / spread, bias - scale * centre / spread


def _with_weights(profile: Profile, learnt: _Array) -> Profile:
    """Return the profile with these weights, in tenths, adding up to a hundred exactly."""
    exact = learnt / learnt.sum() * 1000
    whole = np.floor(exact).astype(int)
    for i in np.argsort(whole - exact, kind="stable")[: 1000 - int(whole.sum())]:
        whole[i] += 1
    tenths = iter(whole.tolist())
    requirements = tuple(r if r.bonus else replace(r, weight=next(tenths) / 10) for r in profile.requirements)
    return replace(profile, requirements=requirements, reference=())


def write_profile(tuned: Tuned, path: str | os.PathLike[str], *, id: str | None = None) -> Path:
    """Write a tuned profile as a file of its own: the old one with its comments, the new weights and their origin.

    Its id is by default the name of the file.

    Raises:
        InputError: if the path is the profile that the weights were learnt from.
    """
    target = Path(path)
    source = Path(tuned.before.path)
    if target.exists() and target.samefile(source):
        raise InputError(f"path: {str(target)!r} is the profile itself; give the tuned one a file of its own")
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000  # lines stay as their author broke them
    file = yaml.load(source.read_text(encoding="utf-8"))
    file["id"] = id or target.stem
    if "source" in file:
        del file["source"]
        file.insert(3, "extends", tuned.before.id)
    weights = {r.id: r.weight for r in tuned.profile.requirements}
    entries = file.setdefault("requirements", [])
    for entry in entries:
        weight = weights.pop(entry["id"])
        if entry.get("weight") != weight:
            entry["weight"] = weight
    # what the profile takes over from the one it extends has a weight of its own now
    entries.extend({"id": one, "weight": weight} for one, weight in weights.items())
    file.yaml_set_start_comment(
        f"Weights learnt from {tuned.rows} labelled postings, {tuned.fitting} of them fitting; "
        f"held-out AUC {tuned.auc_before:.3f} before, {tuned.auc_after:.3f} after."
    )
    stream = io.StringIO()
    yaml.dump(file, stream)
    return write_text(target, stream.getvalue())


_QUANTILES = 200
FEWEST_POSTINGS = 50


def build_reference(
    matcher: Matcher, texts: Iterable[Text | Reading], *, made_of: str = "own postings"
) -> ReferenceFile:
    """Return how postings score, as a reference for the matcher's profile; what cannot be read is left out.

    What they are is kept in the file, in words.

    Raises:
        InputError: if fewer than fifty of them can be scored: that is no distribution.
    """
    scores = []
    for text in texts:
        reading = text if isinstance(text, Reading) else matcher.read(text, kind="posting")
        value = score(reading, matcher.profile, matcher.taxonomy).score
        if value is not None:
            scores.append(value)
    return reference_of(matcher.profile.id, scores, made_of=made_of)


def reference_of(profile: str, scores: Iterable[float], *, made_of: str) -> ReferenceFile:
    """Return the distribution of scores as a reference.

    Raises:
        InputError: if there are fewer than fifty of them.
    """
    ordered = sorted(scores)
    if len(ordered) < FEWEST_POSTINGS:
        raise InputError(
            f"texts: {len(ordered)} of them could be scored; a reference needs at least {FEWEST_POSTINGS}, "
            "better some thousand of all trades"
        )
    inner = quantiles(ordered, n=_QUANTILES, method="inclusive")
    marks = tuple(round(mark, 2) for mark in (ordered[0], *inner, ordered[-1]))
    return ReferenceFile(profile=profile, postings=len(ordered), made_of=made_of, quantiles=marks)


def write_reference(reference: ReferenceFile, profile_path: str | os.PathLike[str]) -> Path:
    """Write a reference beside a profile file, where it is found from then on; return its path."""
    plain = {name: value for name, value in vars(reference).items() if name != "schema"}
    # one number a line: a diff then shows what moved
    return write_text(reference_path(Path(profile_path)), json.dumps(plain, indent=1) + "\n")
