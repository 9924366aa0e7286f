# SPDX-License-Identifier: GPL-2.0-only
# Draws bars and lines as SVG, on a light background, for docs/plot. No library.
from xml.sax.saxutils import escape

FONT = "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif"
INK, FAINT, GRID = "#1f2933", "#5f6b7a", "#dfe4ea"
ACCENT, PLAIN, THIRD = "#1f6fb5", "#a3adb8", "#d9822b"


class Drawing:
    def __init__(self, width, height, title):
        self.width, self.height = width, height
        self.parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" font-family="{FONT}">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>']

    def text(self, x, y, text, size=12, anchor="start", color=INK, bold=False, turned=False):
        weight = ' font-weight="600"' if bold else ""
        turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{color}" '
                          f'text-anchor="{anchor}"{weight}{turn}>{escape(str(text))}</text>')

    def box(self, x, y, width, height, color):
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 1):.1f}" '
                          f'height="{height:.1f}" fill="{color}"/>')

    def line(self, points, color, width=1.0, dashed=False):
        dash = ' stroke-dasharray="4 3"' if dashed else ""
        self.parts.append(f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" '
                          f'fill="none" stroke="{color}" stroke-width="{width}"{dash}/>')

    def dot(self, x, y, color):
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/>')

    def end(self):
        return "\n".join([*self.parts, "</svg>", ""])


def steps(most, count=4):
    """Round numbers from 0 to at least `most`."""
    raw = max(most, 1e-9) / count
    size = 1
    while size * 10 <= raw:
        size *= 10
    while size > raw:
        size /= 10
    step = next(size * n for n in (1, 2, 2.5, 5, 10) if size * n >= raw)
    ticks = [0]
    while ticks[-1] < most:
        ticks.append(ticks[-1] + step)
    return ticks


def number(value):
    return f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.1f}"


def bars(title, panels, label_width=230, width=760):
    """Lying bars. A panel: what it is, its unit, and (label, value, text, color) a bar."""
    row, head, gap = 22, 44, 40
    height = sum(head + row * len(rows) + gap for _, _, rows in panels) + 4
    drawing, y = Drawing(width, height, title), 0
    length = width - label_width - 130
    for name, unit, rows in panels:
        ticks = steps(max(value for _, value, _, _ in rows))
        drawing.text(12, y + 22, name, 14, bold=True)
        drawing.text(width - 12, y + 22, unit, 12, "end", FAINT)
        top, bottom = y + head - 8, y + head + row * len(rows)
        for tick in ticks:
            x = label_width + length * tick / ticks[-1]
            drawing.line([(x, top), (x, bottom)], GRID)
            drawing.text(x, bottom + 14, number(tick), 11, "middle", FAINT)
        for index, (label, value, text, color) in enumerate(rows):
            at = y + head + row * index
            drawing.text(label_width - 8, at + 12, label, 12, "end")
            long = length * max(value, 0) / ticks[-1]
            drawing.box(label_width, at, long, row - 7, color)
            drawing.text(label_width + long + 6, at + 12, text, 12)
        y = bottom + gap
    return drawing.end()


def lines(title, panels, legend, columns=3, width=980):
    """Small graphs. A panel: name, what x is, unit of y, labels of x, and (color, dashed, ys) a line."""
    wide, high = width / columns, 232
    rows = -(-len(panels) // columns)
    drawing = Drawing(width, int(rows * high + 34), title)
    x = 56
    for color, dashed, text in legend:
        drawing.line([(x, 18), (x + 26, 18)], color, 2, dashed)
        drawing.text(x + 32, 22, text, 12)
        x += 52 + 7 * len(text)
    for index, (name, what, unit, labels, drawn) in enumerate(panels):
        left, top = wide * (index % columns) + 64, high * (index // columns) + 70
        across, down = wide - 88, high - 94
        ticks = steps(max(y for _, _, ys in drawn for y in ys))
        drawing.text(left - 50, top - 16, name, 13, bold=True)
        drawing.text(left - 46, top + down / 2, unit, 11, "middle", FAINT, turned=True)
        for tick in ticks:
            y = top + down * (1 - tick / ticks[-1])
            drawing.line([(left, y), (left + across, y)], GRID)
            drawing.text(left - 6, y + 4, number(tick), 11, "end", FAINT)
        xs = [left + across * (n + 0.5) / len(labels) for n in range(len(labels))]
        for x, label in zip(xs, labels):
            drawing.text(x, top + down + 16, label, 11, "middle", FAINT)
        drawing.text(left + across / 2, top + down + 32, what, 11, "middle", INK)
        for color, dashed, ys in drawn:
            points = [(x, top + down * (1 - max(y, 0) / ticks[-1])) for x, y in zip(xs, ys)]
            drawing.line(points, color, 2, dashed)
            for point in points:
                drawing.dot(*point, color)
    return drawing.end()
