"""Charts drawn by Altair and Vega: read in black and white too, because every mark carries its number.

Runs in the press's own process only (influence.reporting.press): the drawing engine weighs a hundred megabytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert

# The room that a mail of 600 px leaves, and the stylesheet's colours on white.
WIDTH = 544
TEXT, MUTED, LINE, ACCENT, SOFT = "#1b2420", "#53605a", "#d5dad4", "#0b5d4e", "#dcefe9"
ROW = 30
SCALE = 2
# On paper these stand beside their table, in half a page's width.
ON_PAPER = {"pillars": 360, "listeners": 360}

Drawing = Mapping[str, Any]


@dataclass(frozen=True)
class Drawn:
    svg: str
    png: bytes
    paper: str


def draw(drawing: Drawing) -> Drawn:
    chart = KINDS[drawing["kind"]](drawing)
    screen, paper = framed(chart, width=WIDTH), framed(chart, width=ON_PAPER.get(drawing["kind"], WIDTH))
    svg = vl_convert.vegalite_to_svg(screen)
    return Drawn(
        svg=svg,
        # The same pixels as from the chart itself, without laying it out again.
        png=vl_convert.svg_to_png(svg, scale=SCALE),
        paper=vl_convert.vegalite_to_svg(paper),
    )


def framed(chart: alt.LayerChart, *, width: int) -> dict[str, Any]:
    fit = alt.AutoSizeParams(type="fit-x", contains="padding")
    sized = chart.properties(width=width, autosize=fit, background="#ffffff")
    spec: dict[str, Any] = (
        sized.configure(font="Liberation Sans", padding=8)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=TEXT,
            labelFontSize=13,
            labelLimit=220,
            domainColor=LINE,
            tickColor=LINE,
            title=None,
            grid=False,
        )
        .configure_legend(orient="top", title=None, labelColor=TEXT, labelFontSize=13, symbolStrokeColor=TEXT)
        .configure_title(anchor="start", color=MUTED, fontSize=13, fontWeight="normal", offset=10)
        .to_dict()
    )
    return spec


def pillars(drawing: Drawing) -> alt.LayerChart:
    bars = drawing["bars"]
    base = alt.Chart(alt.Data(values=bars)).encode(
        y=alt.Y(
            "pillar:N",
            sort=[bar["pillar"] for bar in bars],
            axis=alt.Axis(ticks=False, domain=False, labelPadding=8),
        )
    )
    # Room for the number that stands after the longest bar.
    scale = alt.Scale(domain=[0, 1.12 * max(max(bar["share"], bar["target"]) for bar in bars)])
    share = base.mark_bar(height=18).encode(
        x=alt.X("share:Q", scale=scale, axis=None), color=alt.Color("colour:N", scale=None)
    )
    target = base.mark_tick(color=TEXT, thickness=3, height=26).encode(
        x=alt.X("target:Q", scale=scale, axis=None)
    )
    label = base.mark_text(align="left", dx=8, fontSize=13, color=TEXT).encode(
        x=alt.X("end:Q", scale=scale, axis=None), text="label:N"
    ).transform_calculate(end="max(datum.share, datum.target)")  # fmt: skip
    return alt.layer(share, target, label).properties(height=alt.Step(ROW), title=drawing["legend"])


def cadence(drawing: Drawing) -> alt.LayerChart:
    most = max([cell["posts"] for cell in drawing["cells"]] + [1])
    base = alt.Chart(alt.Data(values=drawing["cells"])).encode(
        x=alt.X(
            "week:N",
            sort=drawing["weeks"],
            axis=alt.Axis(orient="top", labelAngle=0, ticks=False, domain=False),
        ),
        y=alt.Y(
            "leader:N", sort=drawing["leaders"], axis=alt.Axis(ticks=False, domain=False, labelPadding=8)
        ),
    )
    shade = alt.Scale(domain=[0, most], range=["#ffffff", ACCENT], interpolate="rgb")
    cells = base.mark_rect(stroke=LINE, strokeWidth=1).encode(
        color=alt.Color("posts:Q", scale=shade, legend=None)
    )
    dark = f"datum.posts > {most * 0.75}"  # White on paler cells would be too faint to read.
    numbers = base.mark_text(fontSize=13).encode(
        text="posts:Q", color=alt.condition(dark, alt.value("#ffffff"), alt.value(TEXT))
    )
    return alt.layer(cells, numbers).properties(height=alt.Step(ROW), title=drawing["legend"])


def listeners(drawing: Drawing) -> alt.LayerChart:
    base = alt.Chart(alt.Data(values=drawing["parts"])).encode(
        y=alt.Y("month:N", sort=drawing["months"], axis=alt.Axis(ticks=False, domain=False, labelPadding=8)),
        order="order:Q",
    )
    x = alt.X("share:Q", stack="zero", scale=alt.Scale(domain=[0, 1]), axis=None)
    colour = alt.Color(
        "who:N", scale=alt.Scale(domain=drawing["who"], range=[ACCENT, SOFT]), sort=drawing["who"]
    )
    parts = base.mark_bar(height=24, stroke=TEXT, strokeWidth=0.5).encode(x=x, color=colour)
    # A sliver holds no number; the table beside it does.
    numbers = (
        base.transform_stack(
            stack="share", as_=["start", "end"], groupby=["month"], sort=[alt.SortField("order")]
        )
        .transform_filter("datum.share >= 0.07")
        .transform_calculate(middle="(datum.start + datum.end) / 2")
        .mark_text(fontSize=13)
        .encode(
            x=alt.X("middle:Q", axis=None),
            text="label:N",
            color=alt.condition("datum.order == 0", alt.value("#ffffff"), alt.value(TEXT)),
        )
    )
    return alt.layer(parts, numbers).properties(height=alt.Step(ROW))


KINDS: dict[str, Callable[[Drawing], alt.LayerChart]] = {
    "pillars": pillars,
    "cadence": cadence,
    "listeners": listeners,
}
