"""SVG elements as escaped markup, and the frame that all charts share."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from console.demo.report.charts.scale import Scale, tick_text

TOP, BOTTOM = 26, 30


def element(tag: str, content: str | Markup = "", **attributes: object) -> Markup:
    """One element; `class_` becomes `class`, an underscore a hyphen; None leaves the attribute out."""
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(str(value))}"' for name, value in attributes.items() if value is not None
    )
    return Markup(f"<{tag}{written}>{escape(content)}</{tag}>")  # noqa: S704 -- every part was escaped


def joined(parts: Iterable[Markup]) -> Markup:
    """Elements one after the other."""
    return Markup("").join(parts)


def percent(value: float) -> str:
    """A place across the chart: all x are percentages, so that a chart fits any width without shrinking its text."""
    return f"{value:g}%"


def chart(name: str, *, title: str, description: str, height: int, body: Iterable[Markup]) -> Markup:
    """A whole chart; title and description are what a screen reader says.

    Args:
        name: unique on the page.
        title: what the chart shows.
        description: its message in words, with the figures that matter.
        height: in pixels; the width is that of the page.
        body: the elements.
    """
    head = [element("title", title, id=f"{name}-title"), element("desc", description, id=f"{name}-desc")]
    return element(
        "svg",
        joined([*head, *body]),
        class_="chart",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        width="100%",
        height=height,
    )


def y_axis(shown: Sequence[float], scale: Scale) -> Markup:
    """Horizontal grid lines, each with its number to the left of the chart."""
    lines = [element("line", x1="0", x2="100%", y1=scale(value), y2=scale(value), class_="grid") for value in shown]
    texts = [element("text", tick_text(value, shown), x=-8, y=scale(value) + 4, class_="tick end") for value in shown]
    return joined([*lines, *texts])


def x_axis(places: Sequence[tuple[float, str]], *, y: float) -> Markup:
    """Texts below the chart, each centred on its place in percent."""
    return joined(element("text", text, x=percent(place), y=y + 18, class_="tick middle") for place, text in places)


def path(points: Sequence[tuple[float, float]], *, height: int, class_: str) -> Markup:
    """A line through points (percent across, pixels down); its stroke keeps its width however wide the chart becomes."""
    written = "M" + "L".join(f"{x * 10:.1f} {y:.1f}" for x, y in points)
    line = element("path", d=written, class_=class_, vector_effect="non-scaling-stroke")
    return element("svg", line, viewBox=f"0 0 1000 {height}", preserveAspectRatio="none", width="100%", height=height, class_="stretch")
