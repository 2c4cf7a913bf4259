"""R-4.8: no expression gets out of the sandbox, nor past two seconds or 256 MB."""

import subprocess
import sys
from time import monotonic

import pytest

from influence.drafting.problems import DraftingError, Kind
from influence.drafting.render import Job, render_many
from tests.drafting.makers import CLAIRE, problems

# Ways out that have worked on some engine, written for ours.
ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ ''['__cla' ~ 'ss__'] }}",
    "{{ {}.__class__ }}",
    "{{ [].__class__.__base__ }}",
    "{{ leader.__class__ }}",
    "{{ leader['__init__'] }}",
    "{{ leader[lieu] }}",
    "{{ lieu|attr('__class__') }}",
    "{{ (lieu, 1)|map(attribute='__class__')|list }}",
    "{{ lieu|format('x') }}",
    "{{ '{0.__class__}'.format(lieu) }}",
    "{{ '%s'|format(lieu) }}",
    "{{ '%s' % lieu }}",
    "{{ '%0100000000d' % 1 }}",
    "{{ '{0.__class__.__init__.__globals__}'.format_map(leader) }}",
    "{{ ('{0}'.format, leader)|join }}",
    "{{ lieu|string|list }}",
    "{{ [leader]|selectattr('name')|first }}",
    "{{ [leader]|groupby('name') }}",
    "{{ [leader]|tojson }}",
    "{{ leader|items }}",
    "{{ leader|xmlattr }}",
    "{{ leader|pprint }}",
    "{{ lieu|center(100000000) }}",
    "{{ lieu|indent(100000000) }}",
    "{{ lieu|wordwrap(1) }}",
    "{{ lieu.upper() }}",
    "{{ lieu.upper }}",
    "{{ leader.items() }}",
    "{{ leader.get('name') }}",
    "{{ lipsum() }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ lipsum(n=2000) }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ cycler('a', 'b') }}",
    "{{ joiner() }}",
    "{{ namespace(a=1) }}",
    "{{ dict(a=1) }}",
    "{{ range(100000000)|length }}",
    "{% for i in range(100000000) %}{% endfor %}",
    "{{ self }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ request.application }}",
    "{{ config.items() }}",
    "{{ url_for.__globals__ }}",
    "{{ get_flashed_messages }}",
    "{{ environment }}",
    "{{ context }}",
    "{{ caller() }}",
    "{{ varargs }}",
    "{{ super() }}",
    "{{ loop }}",
    "{% for a in lieu %}{{ loop }}{% endfor %}",
    "{% for a in lieu %}{{ loop.__class__ }}{% endfor %}",
    "{% for a in lieu %}{{ loop._iterable }}{% endfor %}",
    "{% for a in lieu %}{{ loop.cycle('a') }}{% endfor %}",
    "{% for a in lieu %}{{ loop['_iterator'] }}{% endfor %}",
    "{% for a in lieu recursive %}{{ loop(lieu) }}{% endfor %}",
    "{% for a in lieu %}{% for b in lieu %}{% for c in lieu %}{% endfor %}{% endfor %}{% endfor %}",
    "{% include '/etc/passwd' %}",
    "{% include lieu %}",
    "{% import 'os' as os %}",
    "{% from 'os' import path %}",
    "{% extends 'x' %}",
    "{% block a %}{% endblock %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% call lieu() %}{% endcall %}",
    "{% filter upper %}a{% endfilter %}",
    "{% set x %}a{% endset %}",
    "{% with x = 1 %}{{ x }}{% endwith %}",
    "{% autoescape true %}{% endautoescape %}",
    "{% do lieu %}",
    "{% debug %}",
    "{% trans %}a{% endtrans %}",
    "{% set leader = lieu %}{{ leader }}",
    "{% set _x = 1 %}",
    "{% set ns.x = 1 %}",
    "{{ lieu is filter }}",
    "{{ lieu is callable }}",
    "{{ 1 is divisibleby 0 }}",
    "{{ true }}",
    "{{ none }}",
    "{{ leader }}",
    "{{ [1, 2] }}",
    "{{ {'a': 1} }}",
    "{{ 1 + lieu }}",
    "{{ 1 / 0 }}",
    "{{ 1e400 }}",
    "{{ '\\ud800' }}",
    "{{ lieu * 3 }}",
    "{{ 3 * lieu }}",
    "{{ [1] * 3 }}",
    "{{ 2 ** 3 }}",
]

# What asks for too much, and how it is refused.
ABUSES = [
    ("{{ 9**(9**8) > 1 }}", Kind.FORBIDDEN),
    ("{{ ('x' * 10**8)|length }}", Kind.FORBIDDEN),
    ("{{ ('x' * 100000000)|length }}", Kind.WRONG_VALUE),
    ("{% set a = 999999999 %}" + "{% set a = a * a %}" * 40 + "{{ a }}", Kind.WRONG_VALUE),
    ("{% set a = 'x' %}" + "{% set a = a ~ a %}" * 40 + "{{ a|length }}", Kind.TOO_MUCH_MEMORY),
    ("{% set a = [1] %}" + "{% set a = a + a %}" * 40 + "{{ a|length }}", Kind.TOO_MUCH_MEMORY),
    (
        "{% set a = 'a' %}" + f"{{% set a = a|replace('a', '{'a' * 90}') %}}" * 9 + "{{ a|length }}",
        Kind.TOO_MUCH_MEMORY,
    ),
    ("{% for a in t %}{% for b in t %}x{% endfor %}{% endfor %}", Kind.OUTPUT_TOO_LONG),
    ("{% for a in t %}{% for b in t %}{% endfor %}{% endfor %}", Kind.TOO_SLOW),
    ("x" * 20_001, Kind.TOO_COMPLICATED),
    ("{{ lieu|trim }}" * 1_200, Kind.TOO_COMPLICATED),
    ("{{ " + "(" * 500 + "1" + ")" * 500 + " }}", Kind.TOO_COMPLICATED),
    ("{{ " + "[" * 150 + "]" * 150 + " }}", Kind.TOO_COMPLICATED),
    ("{{ " + "not " * 900 + "1 }}", Kind.TOO_COMPLICATED),
    ("{{ " + "-" * 900 + "1 }}", Kind.TOO_COMPLICATED),
    ("{{ " + "1+" * 1_500 + "1 }}", Kind.TOO_COMPLICATED),
    ("{{ lieu" + "|upper" * 900 + " }}", Kind.TOO_COMPLICATED),
    ("{% if 1 %}" * 200 + "{% endif %}" * 200, Kind.TOO_COMPLICATED),
]


def test_no_expression_gets_out() -> None:
    jobs = [
        Job(template=source, fields={"lieu": "__class__"}, language="fr", context=CLAIRE)
        for source in ESCAPES
    ]
    start = monotonic()
    outcomes = render_many(jobs)
    got_through = [
        source for source, one in zip(ESCAPES, outcomes, strict=True) if not isinstance(one, DraftingError)
    ]
    assert got_through == []
    assert monotonic() - start < 2


@pytest.mark.deep
@pytest.mark.parametrize(
    ("source", "kind"), ABUSES, ids=[f"{kind}-{place}" for place, (_, kind) in enumerate(ABUSES)]
)
def test_no_expression_takes_more_than_its_share(source: str, kind: Kind) -> None:
    start = monotonic()
    found = problems(source, lieu="ici", t="ab" * 9_000)
    assert monotonic() - start < 4
    assert found[0].kind is kind


@pytest.mark.deep
def test_a_long_step_inside_c_is_ended_by_the_kernel() -> None:
    """The expression that no Python signal handler can interrupt, run in a child whose sandbox lets ** through."""
    program = "from influence.drafting import child as c; c.confine(memory=c.MEMORY); c.start_clock(c.SECONDS); 9 ** (9 ** (4 + 4))"
    start = monotonic()
    ended = subprocess.run([sys.executable, "-c", program], check=False, timeout=10)
    assert ended.returncode < 0
    assert monotonic() - start < 4


def test_memory_is_bounded_by_the_kernel() -> None:
    program = (
        "from influence.drafting import child as c; c.confine(memory=c.MEMORY); bytearray(300 * 1024 * 1024)"
    )
    ended = subprocess.run([sys.executable, "-c", program], check=False, timeout=10, capture_output=True)
    assert b"MemoryError" in ended.stderr


def test_the_corpus_stays_under_256_megabytes() -> None:
    """Measured on the largest child of a process that has run the hungriest expressions and nothing else."""
    program = (
        "import resource; from tests.drafting.test_attacks import ABUSES, Kind; from tests.drafting.makers import problems\n"
        "[problems(s, lieu='ici') for s, kind in ABUSES if kind is Kind.TOO_MUCH_MEMORY]\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    ended = subprocess.run([sys.executable, "-c", program], check=True, timeout=30, capture_output=True)
    assert 20 * 1024 < int(ended.stdout) < 256 * 1024
