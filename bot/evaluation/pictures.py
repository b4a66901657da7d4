"""The pictures of the report: SVG that takes its colours from the page around it."""

from __future__ import annotations

import sys
from typing import Any
from xml.etree.ElementTree import Element

from markupsafe import Markup
from pygal import XY, Bar, HorizontalBar, PluginImportFixer
from pygal.graph.graph import Graph
from pygal.style import Style

from nlu.evaluation.proportion import Share
from nlu.evaluation.summary import Summary

# The hook by which pygal finds plug-ins for maps is of a kind that Python warns of at every
# import that fails, anywhere in the process. We draw no maps.
sys.meta_path[:] = [one for one in sys.meta_path if not isinstance(one, PluginImportFixer)]

# Dark and light are the page's own choice: its variables, never colours of ours.
_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    foreground="var(--ink)",
    foreground_strong="var(--ink)",
    foreground_subtle="var(--line)",
    guide_stroke_color="var(--line)",
    major_guide_stroke_color="var(--line)",
    colors=("var(--one)", "var(--two)"),
    value_colors=("var(--ink)", "var(--ink)"),
    font_family="inherit",
    label_font_size=13,
    major_label_font_size=13,
    legend_font_size=13,
    title_font_size=14,
)
_SCRIPTS = "{http://www.w3.org/2000/svg}script"


def accuracy_by_variety(summary: Summary) -> Markup:
    """A bar for each language and script, the best on top."""
    chart = HorizontalBar(**_options(height=480), show_legend=False, range=(0, 100))
    ordered = sorted(summary.varieties.items(), key=lambda entry: entry[1].accuracy.value or 0)
    chart.x_labels = [name for name, _ in ordered]
    chart.add("right", [_percent(one.accuracy) for _, one in ordered])
    return _drawn(chart)


def reliability(summary: Summary) -> Markup:
    """The share right against the confidence; on the diagonal a confidence means what it says."""
    chart = XY(**_options(), range=(0, 100), xrange=(0, 100), **_titles("confidence", "right"))
    chart.add("as it is", [(100 * one.confidence, 100 * one.accuracy) for one in summary.bins])
    chart.add("as it should be", [(0, 0), (100, 100)], show_dots=False)
    return _drawn(chart)


def price(summary: Summary) -> Markup:
    """What is found in danger against false alarms, as the threshold moves; and where we are."""
    now = summary.triage["union"]
    axes = _titles("false alarms of 100 messages of P2-P4", "found of P0+P1")
    chart = XY(**_options(), range=(0, 100), **axes)
    curve = [(_percent(one.alarms), _percent(one.recall)) for one in summary.price]
    chart.add("other thresholds", curve)
    point = (_percent(now.alarms_calm), _percent(now.urgent))
    chart.add("the service", [point], stroke=False, dots_size=7)
    return _drawn(chart)


def accuracy_by_length(summary: Summary) -> Markup:
    """A bar for each class of length."""
    chart = Bar(**_options(), show_legend=False, range=(0, 100), **_titles("words", "right"))
    chart.x_labels = list(summary.lengths)
    chart.add("right", [_percent(one) for one in summary.lengths.values()])
    return _drawn(chart)


def _options(height: int = 400) -> dict[str, Any]:
    return {
        "style": _STYLE,
        "js": [],
        "width": 720,
        "height": height,
        "disable_xml_declaration": True,
        "legend_at_bottom": True,
        "value_formatter": lambda value: f"{value:.0f} %",
    }


def _titles(across: str, up: str) -> dict[str, str]:
    return {"x_title": across, "y_title": f"{up}, %"}


def _percent(share: Share) -> float:
    return 100 * (share.value or 0.0)


def _drawn(chart: Graph) -> Markup:
    chart.add_xml_filter(_still)
    return Markup(chart.render(is_unicode=True))  # noqa: S704 - numbers and names of ours, escaped


def _still(root: Element) -> Element:
    # No page of ours runs foreign scripts, or carries foreign comments (their tag is no text).
    # What the picture says stands in the table beside it, and the page names the picture: a
    # screen reader need not walk through its dots.
    root.attrib.pop("role", None)
    root.set("aria-hidden", "true")
    for parent in root.iter():
        for child in [*parent]:
            if not isinstance(child.tag, str) or child.tag in {_SCRIPTS, "script"}:
                parent.remove(child)
    return root
