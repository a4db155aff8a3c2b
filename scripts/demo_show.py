# SPDX-License-Identifier: Apache-2.0
"""What the demo shows while sound passes: one living line on a terminal, else a line for each event."""

import shutil
import struct
import sys
import time

from demo_chip import RATE

BARS = " ▁▂▃▄▅▆▇█"


def bar(value, full):
    return BARS[max(0, min(8, 8 * value // full))]


class Show:
    """`labels` as the model has them, `lights` the names of the lights."""

    def __init__(self, labels, lights, living):
        self.labels, self.lights, self.living = labels, lights, living
        self.scores, self.frame = [], ""
        self.levels = [0] * 8
        self.started = time.monotonic()

    def hear(self, samples):
        """The level of the samples that are being sent."""
        values = struct.unpack(f"<{len(samples) // 2}h", samples)
        self.levels = self.levels[1:] + [max(map(abs, values), default=0)]

    def show(self, at_samples, lit):
        if not self.living:
            return
        ahead = at_samples / RATE - (time.monotonic() - self.started)
        if ahead > 0:
            time.sleep(ahead)  # no faster than life
        columns = shutil.get_terminal_size().columns
        parts = [f"{at_samples / RATE:6.2f} s ", "".join(bar(level, 12000) for level in self.levels), " "]
        room = columns - 1 - 16 - 9 * len(self.labels) - sum(len(name) + 4 for name in self.lights)
        wide = next((wide for wide in (40, 20, 10) if room > wide), 0)
        parts += [self._features(wide), " " if wide else ""]
        parts += [self._score(i) for i in range(len(self.labels))]
        parts += [self._light(name, i in lit) for i, name in enumerate(self.lights)]
        sys.stdout.write("\r\x1b[K" + "".join(parts))
        sys.stdout.flush()

    def _features(self, wide):
        if not wide or not self.frame:
            return " " * wide
        digits = [int(digit) for digit in self.frame]
        step = len(digits) // wide
        return "".join(bar(max(digits[i * step:(i + 1) * step]) + 1, 8) for i in range(wide))

    def _score(self, index):
        score = self.scores[index] if index < len(self.scores) else 0
        text = f"{self.labels[index][:7]}{bar(score, 255)} "
        return f"\x1b[1m{text}\x1b[0m" if score >= 128 else text

    @staticmethod
    def _light(name, on):
        return f" \x1b[30;43m {name} \x1b[0m " if on else f" \x1b[2m {name} \x1b[0m "

    def event(self, text):
        """A line that stays."""
        sys.stdout.write(("\r\x1b[K" if self.living else "") + text + "\n")
        sys.stdout.flush()

    def end(self):
        if self.living:
            sys.stdout.write("\r\x1b[K")
            sys.stdout.flush()
