"""The README's plot: seconds of a build by the number of notes, deckgen and the bare script, on logarithmic axes."""

from collections.abc import Mapping
from math import log10
from pathlib import Path

_HEAD = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 660 280" font-family="sans-serif" font-size="13">
<style>
  text { fill: #57606a } path { fill: none; stroke: #d0d7de }
  .own { fill: #0969da } path.own { stroke: #0969da } .script { fill: #8c6b00 } path.script { stroke: #8c6b00 }
  path.own, path.script { fill: none; stroke-width: 2.5 } text.own, text.script { font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    text { fill: #9198a1 } path { stroke: #3d444d }
    .own { fill: #4493f8 } path.own { stroke: #4493f8 } .script { fill: #d29922 } path.script { stroke: #d29922 }
  }
</style>"""
_FIRST, _LAST, _TOP, _BOTTOM = 75, 525, 24, 236
_TEN = 10


def write_plot(file: Path, seconds: Mapping[int, tuple[float, float]]) -> None:
    """Draw the plot.

    Args:
        file: The SVG to write.
        seconds: The number of notes → seconds of deckgen and of the script.
    """
    sizes = sorted(seconds)
    values = [value for pair in seconds.values() for value in pair]
    least, most = log10(min(values) / 2), log10(max(values))

    def across(size: int) -> int:
        return round(_FIRST + log10(size / sizes[0]) / log10(sizes[-1] / sizes[0]) * (_LAST - _FIRST))

    def down(value: float) -> int:
        return round(_BOTTOM - (log10(value) - least) / (most - least) * (_BOTTOM - _TOP))

    parts = [_HEAD, f'<text x="{(_FIRST + _LAST) // 2}" y="274" text-anchor="middle">notes</text>']
    for value in (0.1, 1, 10):
        if least <= log10(value) <= most:
            parts.append(f'<path d="M50 {down(value)}H550"/>')
            parts.append(f'<text x="42" y="{down(value) + 4}" text-anchor="end">{value} s</text>')
    parts += [f'<text x="{across(size)}" y="256" text-anchor="middle">{size:,}</text>' for size in sizes]
    for at, (name, said) in enumerate((("own", "deckgen"), ("script", "genanki script"))):
        points = [(across(size), down(seconds[size][at])) for size in sizes]
        parts.append(f'<path class="{name}" d="M{"L".join(f"{x} {y}" for x, y in points)}"/>')
        for size, (x, y) in zip(sizes, points, strict=True):
            value, other = seconds[size][at], seconds[size][1 - at]
            label = f"{value:.2f}" if value < _TEN else f"{value:.0f}"
            parts.append(f'<circle class="{name}" cx="{x}" cy="{y}" r="3.5"/>')
            baseline = y - 10 if value >= other else y + 20
            parts.append(f'<text class="{name}" x="{x}" y="{baseline}" text-anchor="middle">{label}</text>')
        parts.append(f'<text class="{name}" x="{_LAST + 20}" y="{baseline}">{said}</text>')
    file.write_text("\n".join([*parts, "</svg>", ""]), encoding="utf-8")
