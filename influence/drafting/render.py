"""Renders templates of posts, each batch in one child process with hard limits."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from influence.core.confinement import ran_out
from influence.drafting.child import READY, SECONDS
from influence.drafting.context import Context
from influence.drafting.engine import pack
from influence.drafting.environment import LANGUAGES
from influence.drafting.fields import Values, clean, clean_free
from influence.drafting.problems import DraftingError, Kind, Problem, from_json
from influence.drafting.sources import PostTemplate

_ROOT = Path(__file__).resolve().parents[2]
# -E and -s: no variable of the environment and no package of the user's own reaches the child.
_COMMAND = (sys.executable, "-E", "-s", "-m", "influence.drafting.child")

# A slow machine may take its time to start the child; the child itself counts the seconds of each job.
_START_SECONDS = 30
# An import whose templates keep dying is given up, so that a batch has an end.
_DEATHS = 3
# Jobs of one child: its memory holds them all.
_BATCH = 200


@dataclass(frozen=True)
class Rendered:
    """Text not yet counted against the network's limit."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Job:
    template: PostTemplate | str
    fields: Mapping[str, object]
    language: str
    context: Context


Outcome = Rendered | DraftingError
_Packed = dict[str, object]


def render(
    template: PostTemplate | str, *, fields: Mapping[str, object], language: str, context: Context
) -> Rendered:
    """Raises DraftingError with every problem found."""
    job = Job(template=template, fields=fields, language=language, context=context)
    (outcome,) = render_many([job])
    if isinstance(outcome, DraftingError):
        raise outcome
    return outcome


def render_many(jobs: Sequence[Job]) -> list[Outcome]:
    """One outcome for each job, in order. Jobs whose fields are wrong cost no process; the others share one."""
    outcomes: dict[int, Outcome] = {}
    packed: dict[int, _Packed] = {}
    for place, job in enumerate(jobs):
        try:
            packed[place] = _packed(job)
        except DraftingError as error:
            outcomes[place] = error
    for place, outcome in zip(packed, _outcomes(list(packed.values())), strict=True):
        outcomes[place] = _in_file(outcome, template=jobs[place].template)
    return [outcomes[place] for place in range(len(jobs))]


def _packed(job: Job) -> _Packed:
    if job.language not in LANGUAGES:
        raise ValueError(f"no templates in {job.language!r}")
    owners = {
        owner: {fact: pack(value) for fact, value in facts.items()}
        for owner, facts in asdict(job.context).items()
    }
    return {
        "source": job.template.body if isinstance(job.template, PostTemplate) else job.template,
        "language": job.language,
        "values": {"plain": {name: pack(value) for name, value in _cleaned(job).items()}, "owners": owners},
    }


def _cleaned(job: Job) -> Values:
    if isinstance(job.template, PostTemplate):
        return clean(job.template.fields, given=job.fields, language=job.language)
    return clean_free(job.fields)


def _in_file(outcome: Outcome, *, template: PostTemplate | str) -> Outcome:
    if isinstance(outcome, Rendered) or isinstance(template, str):
        return outcome
    labels = {field.name: field.label for field in template.fields}
    return DraftingError(*(_located(problem, template, labels=labels) for problem in outcome.problems))


def _located(problem: Problem, template: PostTemplate, *, labels: Mapping[str, str]) -> Problem:
    """With the line in the file, and the field's name on screen."""
    line = problem.line and problem.line + template.body_line - 1
    return replace(problem, line=line, label=labels.get(problem.name, ""))


def _outcomes(jobs: list[_Packed]) -> list[Outcome]:
    """Runs the jobs; the one during which the child died is at fault, and those after it get another child."""
    outcomes: list[Outcome] = []
    deaths = 0
    while len(outcomes) < len(jobs) and deaths < _DEATHS:
        batch = jobs[len(outcomes) :][:_BATCH]
        answers, cause = _run(batch)
        outcomes.extend(_outcome(answer) for answer in answers)
        if len(answers) < len(batch):
            outcomes.append(DraftingError(cause))
            deaths += 1
    missing = len(jobs) - len(outcomes)
    return outcomes + [DraftingError(Problem(Kind.NOT_TRIED)) for _ in range(missing)]


def _outcome(answer: bytes) -> Outcome:
    told = json.loads(answer)
    if "text" in told:
        return Rendered(told["text"])
    return DraftingError(*(from_json(problem) for problem in told["problems"]))


def _run(jobs: list[_Packed]) -> tuple[list[bytes], Problem]:
    """The answers given before the child ended, and what its end means for the job without one."""
    child = subprocess.Popen(
        _COMMAND,
        cwd=_ROOT,
        env={},  # the parent's environment holds keys and passwords
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    said, complaint = _talk(
        child, json.dumps(jobs).encode(), seconds=_START_SECONDS + len(jobs) * (SECONDS + 1)
    )
    if not said.startswith(READY):
        raise RuntimeError(f"the drafting child did not start: {complaint.decode(errors='replace')[-2000:]}")
    *answers, _unfinished = said.removeprefix(READY).split(b"\n")
    return answers, _cause(child.returncode)


def _talk(child: subprocess.Popen[bytes], words: bytes, *, seconds: float) -> tuple[bytes, bytes]:
    try:
        return child.communicate(words, timeout=seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.communicate()


def _cause(code: int) -> Problem:
    if ran_out(code):
        return Problem(Kind.TOO_SLOW, detail=str(SECONDS))
    return Problem(Kind.CRASHED)
