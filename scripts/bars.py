# SPDX-License-Identifier: Apache-2.0
"""Horizontal bars as SVG, written as text: the same bytes on every machine. Colours as mw/picture/canvas.h has them."""

TEXT, MUTED, GRID = "#1c2430", "#68717f", "#e3e7ec"
FONT = 'font-family="DejaVu Sans, Verdana, sans-serif"'
ROW, GAP, TOP = 15, 12, 66


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def write_text(x, y, text, size=11, color=TEXT, anchor="start", bold=False):
    weight = ' font-weight="bold"' if bold else ""
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{color}" text-anchor="{anchor}"{weight} {FONT}>'
            f"{escape(text)}</text>")


def rectangle(x, y, width, height, color, opacity=1.0):
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}" height="{height:.1f}" fill="{color}" opacity="{opacity}"/>'


class Panel:
    """A title and groups of bars: [(group, [(value or None, text)])], one bar for each series."""

    def __init__(self, title, groups):
        self.title, self.groups = title, groups

    def height(self):
        return 24 + sum(len(bars) * ROW + GAP for _, bars in self.groups)


def draw_panel(panel, series, left, top, width, label, most, mark):
    out = [write_text(left, top + 10, panel.title, 12, bold=True)]
    start, room = left + label, width - label - 92
    bottom = top + panel.height() - GAP + 4
    if mark is not None:
        x = start + room * mark / most
        out.append(f'<line x1="{x:.1f}" y1="{top + 16:.1f}" x2="{x:.1f}" y2="{bottom:.1f}" stroke="{MUTED}" '
                   'stroke-dasharray="3 3"/>')
    out.append(f'<line x1="{start:.1f}" y1="{top + 16:.1f}" x2="{start:.1f}" y2="{bottom:.1f}" stroke="{GRID}"/>')
    y = top + 22
    for group, bars in panel.groups:
        out.append(write_text(start - 8, y + ROW * len(bars) / 2 + 3, group, 11, anchor="end"))
        for (value, text), (_, color) in zip(bars, series):
            if value is None:
                out.append(write_text(start + 4, y + 10, text, 9.5, MUTED))
            else:
                length = room * min(value, most) / most
                out.append(rectangle(start, y + 1, length, ROW - 3, color))
                out.append(rectangle(start + length + 3, y, 5.8 * len(text) + 4, ROW, "#ffffff"))  # no line behind text
                if value > most:  # cut: a gap shows it
                    out.append(rectangle(start + length - 10, y, 3, ROW, "#ffffff"))
                out.append(write_text(start + length + 5, y + 10, text, 9.5, TEXT if color == series[0][1] else MUTED))
            y += ROW
        y += GAP
    return out


def draw(path, title, about, series, panels, most, mark=None, columns=2, label=104):
    """series: [(name, colour)] in the order of a group's bars; most: the value at full width; longer bars are cut."""
    width = 960
    each = (width - 36 - 28 * (columns - 1)) / columns
    out, y = [], TOP + 12
    for first in range(0, len(panels), columns):
        row = panels[first:first + columns]
        for column, panel in enumerate(row):
            out += draw_panel(panel, series, 18 + column * (each + 28), y, each, label, most, mark)
        y += max(panel.height() for panel in row) + 14
    head = [write_text(18, 26, title, 16, bold=True), write_text(18, 43, about, 10.5, MUTED)]
    x = 18
    for name, color in series:
        head += [rectangle(x, 53, 11, 11, color), write_text(x + 16, 62.5, name, 10.5)]
        x += 34 + 6.2 * len(name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y:.0f}" width="{width}" height="{y:.0f}">\n'
                   "<!-- SPDX-License-Identifier: Apache-2.0; drawn by scripts/numbers -->\n"
                   f'<rect width="{width}" height="{y:.0f}" fill="#ffffff"/>\n')
        file.write("\n".join(head + out) + "\n</svg>\n")
