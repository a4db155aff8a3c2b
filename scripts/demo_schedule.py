# SPDX-License-Identifier: Apache-2.0
"""Would the chip have kept up? An exact model of the ring, driven by counted work.

The emulator never loses sound: bytes wait in its pipe until the firmware takes them. A chip has no
such pipe. So this replays the work that the plugin counted at the chip's clock, while sound arrives
as it does in life, 16,000 samples a second:

  - a sample's bytes arrive one after another, each served by the interrupt at once;
  - each time a portion of samples is complete, PendSV runs for as long as that portion's run took;
    the portion's places in the ring are free when it ends; meanwhile the interrupt still comes;
  - main's work (the inferences) begins when the portion that caused it is done, and runs while
    nothing else does; what is left is sleep, and each interrupt in it costs one round of the loop
    that sleeps.

A sample that finds the ring full is lost. Work that main has not finished when its next work is due
is late. All numbers are integers (cycles times 100), so a result repeats.
"""

from demo_chip import RATE

RING_SAMPLES = 512    # BOARD_RING_SAMPLES
PORTION_SAMPLES = 32  # BOARD_PORTION_SAMPLES


class Schedule:
    """What the model found; times in milliseconds."""

    def __init__(self):
        self.lost = 0           # samples
        self.late = 0           # pieces of main's work
        self.fullest = 0        # samples in the ring
        self.wakes = 0          # interrupts that found the chip asleep
        self.busy = 0           # 1/100 cycles
        self.delays_ms = []     # of main's work: from the portion's last sample to its end
        self.seconds = 0.0


class _Work:
    """Runs PendSV and main in what time the interrupt leaves."""

    def __init__(self, portions, bursts, result, period):
        self.portions = portions                # 1/100 cycles
        self.bursts = bursts                    # [(portions before it, 1/100 cycles)]
        self.result = result
        self.period = period
        self.ready = self.done = self.left = 0  # portions complete, finished; rest of the present one
        self.held = 0                           # samples in the ring
        self.queue = []                         # main's work: [rest, due]
        self.next_burst = 0

    def store(self, stored):
        self.held += 1
        if stored % PORTION_SAMPLES == 0:
            if self.ready == self.done:
                self._begin(self.ready)
            self.ready += 1

    def _begin(self, number):
        self.left = self.portions[number] if number < len(self.portions) else 0

    def _finish_portion(self, now):
        self.held -= PORTION_SAMPLES
        self.done += 1
        if self.done < self.ready:
            self._begin(self.done)
        while self.next_burst < len(self.bursts) and self.bursts[self.next_burst][0] <= self.done:
            self.result.late += bool(self.queue)
            self.queue.append([self.bursts[self.next_burst][1], now])
            self.next_burst += 1

    def run(self, now, budget):
        """Uses up to `budget` from `now` on; returns what is left of it."""
        while budget > 0:
            if self.done < self.ready:
                used = min(budget, self.left)
                self.left -= used
                budget -= used
                now += used
                if self.left == 0:
                    self._finish_portion(now)
            elif self.queue:
                used = min(budget, self.queue[0][0])
                self.queue[0][0] -= used
                budget -= used
                now += used
                if self.queue[0][0] == 0:
                    self.result.delays_ms.append((now - self.queue.pop(0)[1]) / self.period / 32)
            else:
                break
        return budget


def replay(board, samples, isr_instructions, portions, bursts, sleep_per_wake, ring=RING_SAMPLES):
    """`isr_instructions` are those of all `samples`; portions and bursts as demo_chip.Chip has them."""
    result = Schedule()
    cost = board.cycles_per_100_instructions
    period = board.clock_hz * 100 // (2 * RATE)  # between two bytes, 1/100 cycles
    work = _Work([count * cost for count in portions],
                 [(before, count * cost) for before, count in bursts if before > 0], result, period)
    total = isr_instructions * cost
    bytes_in_all = 2 * samples
    wake = sleep_per_wake * cost
    stored = debt = idle = spent = 0
    asleep = True
    for number in range(bytes_in_all):
        until = total * (number + 1) // bytes_in_all
        interrupt = until - spent
        spent = until
        if asleep:
            interrupt += wake
            result.wakes += 1
        if number & 1:
            if work.held == ring:
                result.lost += 1
            else:
                stored += 1
                work.store(stored)
                result.fullest = max(result.fullest, work.held)
        budget = period - interrupt - debt
        debt = max(0, -budget)
        rest = work.run(number * period + interrupt, budget) if budget > 0 else 0
        idle += rest
        asleep = rest > 0
    result.late += len(work.queue) > 1
    result.busy = bytes_in_all * period - idle
    result.seconds = samples / RATE
    return result
