#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Makes the constant tables of the audio front end, src/audio/front_end_tables.c, rules_tflm.c and
# rules_microfrontend.c, from the formulas that the two published front ends use.
#
#   scripts/make_front_end_tables.py            writes the three files
#   scripts/make_front_end_tables.py --check    compares instead; exit 1 and the first difference if one is not the same
#
# Sources: TensorFlow Lite Micro, signal/ and python/tflite_micro/signal/ops (rules tflm); TensorFlow,
# lite/experimental/microfrontend/lib (rules microfrontend); kissfft 1.3.0, 16-bit fixed point.
# Both compute in single precision, so it is imitated here: f32() rounds after every operation.

import math
import os
import struct
import sys

WINDOW = 480  # samples: 30 ms at 16 kHz
FFT = 512
HZ_PER_BIN = 16000 / FFT
CHANNELS = 40
FIRST_BIN, END_BIN = 5, 241
LOWEST_HZ, HIGHEST_HZ = 125.0, 7500.0

# The C library's log1pf (glibc) is sometimes one unit in the last place off. Of all weights this moves two across
# the half where microfrontend rounds them: those of these bins.
ROUNDED_UP_BY_LOG1PF = {149, 221}


def f32(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


def round_half_up(x):
    return math.floor(x + 0.5)


def hann(single):
    """0.5 - 0.5 cos(2 pi (i + 1/2) / 480), 4096 is 1: in double for tflm, in single precision for microfrontend."""
    if not single:
        return [round_half_up((0.5 - 0.5 * math.cos(2 * math.pi * (i + 0.5) / WINDOW)) * 4096) for i in range(WINDOW)]
    step = f32(2 * math.pi / WINDOW)
    return [round_half_up(f32(0.5 - f32(0.5 * f32(math.cos(f32(step * f32(i + 0.5)))))) * 4096) for i in range(WINDOW)]


def mel(hz):
    return f32(1127.0 * f32(math.log1p(f32(hz / 700.0))))


def mel_bank():
    """How many bins each of the 41 half-triangles has, and each bin's weight in it, in single precision."""
    lowest = mel(LOWEST_HZ)
    spacing = f32(f32(mel(HIGHEST_HZ) - lowest) / (CHANNELS + 1))
    centres = [f32(lowest + f32(spacing * (i + 1))) for i in range(CHANNELS + 1)]
    widths, weights = [], []
    a_bin = FIRST_BIN
    for i, centre in enumerate(centres):
        span = f32(centre - (centres[i - 1] if i else lowest))
        first = a_bin
        while mel(a_bin * HZ_PER_BIN) <= centre:
            weights.append(f32(f32(centre - mel(a_bin * HZ_PER_BIN)) / span))
            a_bin += 1
        widths.append(a_bin - first)
    assert a_bin == END_BIN
    return widths, weights


def weights_tflm(weights):
    """Both cut off: weight + unweight is 4095. (In the last bin it is 4096, but no channel takes its unweight.)"""
    result = [int(f32(w * 4096)) for w in weights]
    assert all(int(f32(f32(1 - w) * 4096)) == 4095 - i for w, i in zip(weights[:-1], result[:-1]))
    return result


def weights_microfrontend(weights):
    """Both rounded: weight + unweight is 4096."""
    result = []
    for i, w in enumerate(weights):
        exact = w * 4096
        if FIRST_BIN + i in ROUNDED_UP_BY_LOG1PF:
            assert 0 < 0.5 - exact % 1 < 0.02, (i, exact)
            exact += 0.02
        result.append(math.floor(exact + 0.5))
        assert math.floor((4096 - exact) + 0.5) == 4096 - result[-1]
    return result


def check_sums(widths, weights, whole):
    """The filter bank adds up products of weights and 16-bit halves of energies in 32 bits."""
    ends = [sum(widths[: i + 1]) for i in range(len(widths))]
    for i, end in enumerate(ends):
        of_channel = weights[end - widths[i] : end]
        assert sum(of_channel) * 0xFFFF < 1 << 32
        assert len(of_channel) * whole * 0xFFFF < 1 << 32


def sine(angle):
    """kissfft's rounding of a twiddle factor's part."""
    return round_half_up(32767 * angle)


def twiddles():
    """For k = 1..63: e^(-2 pi i k/256), of 2k and of 3k; real and imaginary parts."""
    parts = []
    for k in range(1, 64):
        for n in (k, 2 * k, 3 * k):
            phase = -2 * math.pi * n / 256
            parts += [sine(math.cos(phase)), sine(math.sin(phase))]
    return parts


def quarter_sine():
    """sin(2 pi k/512), k = 0..128. From it come the factors that split a real spectrum from a complex one."""
    quarter = [sine(math.sin(2 * math.pi * k / 512)) for k in range(129)]
    for k in range(1, 129):  # kissfft's own table of them
        phase = -math.pi * (k / 256 + 0.5)
        assert (sine(math.cos(phase)), sine(math.sin(phase))) == (-quarter[k], -quarter[128 - k])
    return quarter


def gain(x):
    """PCAN's gain at a noise estimate of x / 2^7: 2^21 (x + 80)^-0.95, at most 32767."""
    return min(32767, int(f32(f32((1 << 21) * f32(math.pow(f32(f32(x / 128) + 80.0), -f32(0.95)))) + 0.5)))


def gains():
    """At 0 and 1; then for each interval from 2^(n-1) to 2^n a parabola through its ends and its middle."""
    table = [gain(0), gain(1)]
    for bits in range(2, 33):
        low = 1 << (bits - 1)
        high = 2 * low if bits < 32 else 2 * low - 1
        y0, y1, y2 = gain(low), gain(low + low // 2), gain(high)
        linear = 4 * (y1 - y0) - (y2 - y0)
        table += [y0, linear, y2 - y0 - linear, 0]
    return table[:-1]


def reciprocal_roots():
    """What a square root is first guessed from: 2^15 / sqrt(512 (32.5 + i))."""
    return [round_half_up((1 << 15) / math.sqrt(512 * (32.5 + i))) for i in range(96)]


def log2_bend():
    """How far log2(1 + k/128) lies above k/128, in 65536ths."""
    return [round(65536 * (math.log2(1 + k / 128) - k / 128)) for k in range(129)]


# ---------------------------------------------------------------- C

HEAD = """/* SPDX-License-Identifier: Apache-2.0
 *
 * {about}
 * Made by scripts/make_front_end_tables.py: change that, not this. */
#include "{include}"

/* clang-format off */
"""


def array(declaration, values, per_line=12):
    lines = [f"const {declaration} = {{"]
    for i in range(0, len(values), per_line):
        lines.append("    " + ", ".join(str(v) for v in values[i : i + per_line]) + ",")
    return "\n".join(lines) + "\n};\n"


def common_file(widths):
    return "\n".join([
        HEAD.format(about="Tables that the front end has under all its rules; front_end_tables.h says what they are.",
                    include="audio/front_end_tables.h"),
        array("uint16_t mwi_hann_rise[240]", hann(False)[:240]),
        array("int16_t mwi_twiddles[63 * 6]", twiddles(), 6),
        array("int16_t mwi_quarter_sine[129]", quarter_sine()),
        array("uint8_t mwi_mel_widths[41]", widths, 20),
        array("uint8_t mwi_reciprocal_roots[96]", reciprocal_roots(), 16),
        array("int16_t mwi_gains[125]", gains()),
        array("uint16_t mwi_log2_bend[129]", log2_bend()),
    ])


def rules_file(name, about, weights, whole, restarts, rise=None):
    parts = [HEAD.format(about=about, include="audio/front_end_tables.h")]
    if rise:
        parts.append("static " + array("uint16_t rise[240]", rise))
    parts.append("static " + array("uint16_t weights[236]", weights))
    parts.append(f"""const mw_front_end_rules mw_rules_{name} = {{
    .rise = {"rise" if rise else "mwi_hann_rise"},
    .fall = mwi_hann_rise,
    .weights = weights,
    .whole = {whole},
    .minimum_restarts = {restarts},
}};
""")
    return "\n".join(parts)


def files():
    exact, single = hann(False), hann(True)
    assert exact[:240] == exact[:239:-1] and exact[240:] == single[240:]
    widths, weights = mel_bank()
    of_tflm, of_microfrontend = weights_tflm(weights), weights_microfrontend(weights)
    check_sums(widths, of_tflm, 4095)
    check_sums(widths, of_microfrontend, 4096)
    return {
        "front_end_tables.c": common_file(widths),
        "rules_tflm.c": rules_file(
            "tflm", "The rules of TensorFlow Lite Micro's audio preprocessor: weights cut off.", of_tflm, 4095, 1),
        "rules_microfrontend.c": rules_file(
            "microfrontend", "The rules of TensorFlow's older C front end: weights rounded, one Hann coefficient.",
            of_microfrontend, 4096, 0, single[:240]),
    }


def main():
    folder = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src", "audio")
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit("usage: make_front_end_tables.py [--check]")
    for name, text in files().items():
        path = os.path.join(folder, name)
        if not check:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            continue
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
        for number, (is_, should) in enumerate(zip(lines, text.split("\n")), 1):
            if is_ != should:
                sys.exit(f"src/audio/{name}:{number}: is not what scripts/make_front_end_tables.py makes: "
                         f"'{is_[:40]}' should be '{should[:40]}'; run it without --check")
        if len(lines) != len(text.split("\n")):
            sys.exit(f"src/audio/{name}: has {len(lines)} lines, should have {len(text.split(chr(10)))}; "
                     "run scripts/make_front_end_tables.py without --check")
        print(f"src/audio/{name}: as made by the formulas")


main()
