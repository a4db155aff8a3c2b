# SPDX-License-Identifier: Apache-2.0
"""Runs a firmware on an emulated board: streams sound into its UART, watches its pins and its work.

Nothing here believes the firmware. The pins' values are QEMU's trace of register writes; when they
were written, in sound, is told by the plugin boards/qemu/count.c, which counts the bytes that the
firmware had taken from its UART. The two reports are joined in order, and must agree in number.

Time: a chunk of sound is sent, then the next only after the firmware sleeps and has taken all of it.
So a run repeats to the sample, however slow the desk is. Whether a real chip would have been fast
enough is another question, answered by demo_schedule.py from the work counted here.
"""

import mmap
import os
import selectors
import shutil
import struct
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RATE = 16000
FRAME_SAMPLES = 160  # of the UART's frames; at most 255


class ChipError(Exception):
    """One line that tells what went wrong."""


class Mps2An385:
    """Two LEDs in the FPGA's I/O block: bit n is light n; eight in the system controller: bit n is light 2 + n."""

    name = "mps2-an385"
    clock_hz = 25_000_000
    cycles_per_100_instructions = 155
    uart_data = 0x40004000
    uart_handler = "uart_0_receive_handler"
    lights_registers = (0x40028000, 0x4002FFFF)
    traces = {"mps2_fpgaio_write": 0x40028000, "mps2_scc_write": 0x4002F000}

    def __init__(self):
        self.fpga = self.control = 0

    def write(self, address, value):
        if address == 0x40028000:
            self.fpga = value
        elif address == 0x4002F004:
            self.control = value

    @property
    def lit(self):
        leds = self.fpga & 3 | (self.control & 0xFF) << 2
        return frozenset(light for light in range(10) if leds >> light & 1)


class Microbit:
    """The first row of the LED matrix: row pin 13 high, column pin 4 + n low, both outputs: light n."""

    name = "microbit"
    clock_hz = 16_000_000
    cycles_per_100_instructions = 135
    uart_data = 0x40002518
    uart_handler = "uart_handler"
    lights_registers = (0x50000000, 0x50000FFF)
    traces = {"nrf51_gpio_write": 0x50000000}

    def __init__(self):
        self.out = 0
        self.direction = 0

    def write(self, address, value):
        if address == 0x50000504:
            self.out = value
        elif address == 0x50000508:
            self.out |= value
        elif address == 0x5000050C:
            self.out &= ~value
        elif address == 0x50000514:
            self.direction = value
        elif address == 0x50000518:
            self.direction |= value
        elif address == 0x5000051C:
            self.direction &= ~value

    @property
    def lit(self):
        row = self.out >> 13 & self.direction >> 13 & 1
        return frozenset(n for n in range(9)
                         if row and self.direction >> (4 + n) & 1 and not self.out >> (4 + n) & 1)


BOARDS = {board.name: board for board in (Mps2An385, Microbit)}


class Chip:
    """One run. After finish(): `pins`, `text`, `portions`, `bursts`, `functions`, `idle`, `exit_code`.

    pins      [(samples, frozenset of lights that are lit)], one for each change
    text      [(samples, line)]
    portions  instructions of each run of PendSV
    bursts    [(how many portions came before it, instructions)] of main's work
    idle      counts at the last sleep: bytes, isr, pend, thread, sleep, wakes; `setup` at the first
    """

    def __init__(self, board, elf, plugin, timeout_seconds=60):
        self.board = BOARDS[board]()
        self.timeout = timeout_seconds
        self.pins, self.text, self.portions, self.bursts, self.functions = [], [], [], [], {}
        self.setup = self.idle = None
        self.exit_code = None
        self.trouble = []
        self.sent = self.samples = self._taken = 0
        self._frames = [(0, 0)]  # bytes and samples before each frame
        self._frame_at = 0
        self._stores, self._writes = [], []
        self._partial = {}
        self._folder = tempfile.mkdtemp(prefix="milliwatt-")
        try:
            self._start(elf, plugin)
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    def _start(self, elf, plugin):
        board = self.board
        target = os.path.join(self._folder, "target")
        with open(target, "wb") as file:
            file.write(bytes(8))
        with open(target, "r+b") as file:
            self._target = mmap.mmap(file.fileno(), 8)
        report, report_write = os.pipe()
        options = (f"{plugin},report={report_write},target={target},isr={board.uart_handler},"
                   f"pend=pend_sv_handler,sleep=board_sleep,uart={board.uart_data:#x},"
                   f"lights={board.lights_registers[0]:#x}-{board.lights_registers[1]:#x}")
        command = ["qemu-system-arm", "-M", board.name, "-kernel", elf, "-display", "none",
                   "-monitor", "none", "-chardev", "stdio,id=uart,signal=off", "-serial", "chardev:uart",
                   "-semihosting-config", "enable=on,target=native",
                   "-plugin", options]
        for trace in board.traces:
            command += ["-trace", trace]
        if shutil.which("taskset"):  # on two cores QEMU's threads wake each other at every byte
            cores = sorted(os.sched_getaffinity(0))
            command = ["taskset", "-c", str(cores[os.getpid() % len(cores)]), *command]
        try:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                            stderr=subprocess.PIPE, pass_fds=[report_write], bufsize=0)
        except FileNotFoundError:
            raise ChipError("qemu-system-arm is missing: run scripts/bootstrap device") from None
        finally:
            os.close(report_write)
        self._report = os.fdopen(report, "rb", buffering=0)
        self._selector = selectors.DefaultSelector()
        for source, take in ((self._report, self._take_report), (self.process.stdout, self._take_text),
                             (self.process.stderr, self._take_trace)):
            os.set_blocking(source.fileno(), False)
            self._selector.register(source, selectors.EVENT_READ, take)
            self._partial[source] = b""

    # What comes from QEMU, by line.

    def _pump(self, seconds):
        for key, _ in self._selector.select(seconds):
            data = key.fileobj.read(65536)
            if data is None:
                continue
            if not data:
                self._selector.unregister(key.fileobj)
                continue
            lines = (self._partial[key.fileobj] + data).split(b"\n")
            self._partial[key.fileobj] = lines.pop()
            for line in lines:
                key.data(line.decode("utf-8", "replace"))

    def _take_report(self, line):
        kind, *words = line.split(" ")
        if kind == "p":
            self.portions.append(int(words[1]))
        elif kind == "t":
            self.bursts.append((len(self.portions), int(words[1])))
        elif kind == "i":
            self.idle = dict(zip(("bytes", "isr", "pend", "thread", "sleep", "wakes"), map(int, words)))
            self.setup = self.setup or self.idle
        elif kind == "r":
            self._taken = int(words[0])
        elif kind == "s":
            self._stores.append((int(words[0]), int(words[1], 16)))
            self._join()
        elif kind == "f":
            self.functions[words[1]] = self.functions.get(words[1], 0) + int(words[0])
        else:
            self.trouble.append(line)

    def _take_text(self, line):
        self.text.append((self.samples, line))

    def _take_trace(self, line):
        words = line.replace(":", " ").replace(",", " ").split()
        base = next((base for trace, base in self.board.traces.items() if trace in words), None)
        if base is not None:
            numbers = [int(word, 16) for word in words if word.startswith("0x")]
            self._writes.append((base + numbers[0], numbers[1]))
            self._join()
        elif line.strip():
            self.trouble.append(line)

    def _join(self):
        while self._stores and self._writes:
            (taken, stored), (address, value) = self._stores.pop(0), self._writes.pop(0)
            if stored != address:
                self.trouble.append(f"the plugin saw a store to {stored:#x}, the trace one to {address:#x}")
            before = self.board.lit
            self.board.write(address, value)
            if self.board.lit != before:
                self.pins.append((self.samples_at(taken), self.board.lit))

    def samples_at(self, taken):
        """How many whole samples are among the first `taken` bytes of the stream."""
        while self._frame_at + 1 < len(self._frames) and self._frames[self._frame_at + 1][0] <= taken:
            self._frame_at += 1
        while self._frames[self._frame_at][0] > taken:
            self._frame_at -= 1
        start, samples = self._frames[self._frame_at]
        return samples + max(0, (taken - start - 1) // 2)

    # What goes to QEMU.

    def _at_rest(self):
        return (self.idle is not None and self.idle["bytes"] == self.sent
                and not self._stores and not self._writes)

    def wait(self, until=None):
        """Until the firmware sleeps, has taken all that was sent, and all its pins are known."""
        until = until or self._at_rest
        deadline = time.monotonic() + self.timeout
        while not until():
            self._pump(0.2)
            if self.process.poll() is not None:
                self._ended_early()
            if time.monotonic() > deadline:
                raise ChipError(f"the firmware did not come to rest within {self.timeout} s; "
                                f"its last words: {self.last_words()}")
        if self.trouble:
            raise ChipError(self.trouble[0])
        self._drain_text()

    def _drain_text(self):
        """The text was sent before the firmware fell asleep: it is in the pipe by now."""
        while self.process.stdout in self._selector.get_map() and self._selector.select(0):
            self._pump(0)

    def _ended_early(self):
        for _ in range(20):
            self._pump(0.01)
        raise ChipError(f"the firmware stopped with code {self.process.returncode}: {self.last_words()}")

    def last_words(self):
        return self.text[-1][1] if self.text else (self.trouble[0] if self.trouble else "none")

    def _send(self, data):
        self.sent += len(data)
        self._target[:8] = struct.pack("<Q", self.sent)
        try:
            self.process.stdin.write(data)
        except BrokenPipeError:
            self._ended_early()

    def hear(self, samples, rest=True):
        """Sends samples (bytes, 16-bit little-endian) and waits until the firmware has dealt with them;
        without `rest` only until it has taken them (whole portions of samples), so that what comes next
        interrupts main's work."""
        data = b""
        for at in range(0, len(samples), 2 * FRAME_SAMPLES):
            frame = samples[at:at + 2 * FRAME_SAMPLES]
            data += bytes([len(frame) // 2]) + frame
            self.samples += len(frame) // 2
            self._frames.append((self.sent + len(data), self.samples))
        self._send(data)
        self.wait(None if rest else lambda: self._taken == self.sent)

    def hear_end(self):
        """Sends the mark of an end of the sound, and waits."""
        self._frames.append((self.sent + 1, self.samples))
        self._send(b"\0")
        self.wait()

    def finish(self):
        """Sends the last mark; the firmware ends the emulator."""
        self._frames.append((self.sent + 1, self.samples))
        self._send(b"\0")
        self.wait_exit()

    def wait_exit(self):
        deadline = time.monotonic() + self.timeout
        while self._selector.get_map():
            self._pump(0.2)
            if time.monotonic() > deadline:
                raise ChipError(f"the firmware did not end within {self.timeout} s; "
                                f"its last words: {self.last_words()}")
        self.exit_code = self.process.wait()
        if self._stores or self._writes:
            self.trouble.append("the plugin and the trace saw different numbers of stores to the lights")

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr, self._report):
            try:
                pipe.close()
            except OSError:
                pass
        self._selector.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
