#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Makes tests/golden/operators: seeded random models of one int8 operator each, inputs chosen to hurt, and the outputs
# that TensorFlow Lite Micro's reference kernels give for them. Not run by `make check`; its README says what made the
# files that are committed.
#
#   pip install tflite-micro numpy
#   tests/tools/operators_oracle.py FOLDER [--count N] [--seed S] [--only OPERATOR]
#
# Every case runs in a process of its own: what TensorFlow Lite Micro refuses, and what brings it down, is left out and
# counted. A file OPERATOR.bin is cases one behind another, numbers little-endian 32-bit:
#
#   bytes of the model, invocations, bytes of all inputs together, bytes of all outputs together, model, inputs, outputs

import argparse
import os
import struct
import sys
import zlib

import numpy as np
from tflite_micro.python.tflite_micro import runtime
from tflite_micro.tensorflow.lite.micro.python import schema_py_generated as schema

import flatbuffers

DTYPE = {"INT8": np.int8, "UINT8": np.uint8, "INT16": np.int16, "INT32": np.int32}
ALL_ACTIVATIONS = [0, 0, 1, 2, 3]


class Model:
    """A model of one operator, built up tensor by tensor."""

    def __init__(self, random):
        self.random = random
        self.tensors, self.buffers = [], [schema.BufferT()]
        self.inputs, self.outputs = [], []
        self.op_inputs = []

    def tensor(self, kind, shape, scales=None, zero_points=None, data=None, dimension=0):
        t = schema.TensorT()
        t.shape = [int(x) for x in shape]
        t.type = getattr(schema.TensorType, kind)
        t.buffer = 0
        if data is not None:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(np.ascontiguousarray(data, DTYPE[kind]).tobytes(), np.uint8)
            self.buffers.append(buffer)
            t.buffer = len(self.buffers) - 1
        if scales is not None:
            t.quantization = schema.QuantizationParametersT()
            t.quantization.scale = [float(np.float32(s)) for s in np.atleast_1d(scales)]
            t.quantization.zeroPoint = [int(z) for z in np.atleast_1d(zero_points)]
            t.quantization.quantizedDimension = dimension
        self.tensors.append((t, kind, tuple(t.shape)))
        return len(self.tensors) - 1

    def input(self, *args, **kwargs):
        self.op_inputs.append(self.tensor(*args, **kwargs))
        self.inputs.append(self.op_inputs[-1])

    def constant(self, *args, **kwargs):
        self.op_inputs.append(self.tensor(*args, **kwargs))

    def left_out(self):
        self.op_inputs.append(-1)

    def output(self, *args, **kwargs):
        self.outputs.append(self.tensor(*args, **kwargs))

    def finish(self, code, options_type=None, options=None):
        op = schema.OperatorT()
        op.opcodeIndex, op.inputs, op.outputs = 0, self.op_inputs, self.outputs
        if options_type is not None:
            op.builtinOptionsType, op.builtinOptions = options_type, options
        graph = schema.SubGraphT()
        graph.tensors = [t for t, _, _ in self.tensors]
        graph.inputs, graph.outputs, graph.operators = self.inputs, self.outputs, [op]
        opcode = schema.OperatorCodeT()
        opcode.builtinCode = opcode.deprecatedBuiltinCode = code
        opcode.version = 1
        model = schema.ModelT()
        model.version, model.operatorCodes, model.subgraphs, model.buffers = 3, [opcode], [graph], self.buffers
        builder = flatbuffers.Builder(1024)
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


# ---------------------------------------------------------------- random parts

def pick(r, *choices):
    return choices[int(r.integers(len(choices)))]


def scale(r, low=-12.0, high=4.0):
    """A scale between 2^low and 2^high; now and then a power of two."""
    if r.random() < 0.15:
        return np.float32(2.0 ** int(r.integers(int(low), int(high) + 1)))
    return np.float32(2.0 ** r.uniform(low, high))


def zero_point(r, kind="INT8"):
    info = np.iinfo(DTYPE[kind])
    return pick(r, 0, int(info.min), int(info.max), int(r.integers(info.min, info.max + 1)))


def numbers(r, kind, shape):
    info = np.iinfo(DTYPE[kind])
    way = r.random()
    if way < 0.15:
        return np.where(r.random(shape) < 0.5, info.min, info.max).astype(DTYPE[kind])
    if way < 0.25:
        return np.full(shape, pick(r, info.min, info.max, 0), DTYPE[kind])
    return r.integers(info.min, info.max + 1, shape).astype(DTYPE[kind])


def int32s(r, shape):
    """A bias: mostly of the size that models have, sometimes of any."""
    most = pick(r, 1 << 8, 1 << 14, 1 << 14, 1 << 20, (1 << 31) - 1)
    return r.integers(-most, most + 1, shape).astype(np.int32)


def inputs_of(r, model, count):
    """count sets of inputs: extremes first, then numbers in steps or near the zero point, then any."""
    sets = []
    for i in range(count):
        parts = []
        for index in model.inputs:
            t, kind, shape = model.tensors[index]
            info = np.iinfo(DTYPE[kind])
            size = int(np.prod(shape))
            if i == 0:
                x = np.where(r.random(size) < 0.5, info.min, info.max)
            elif i == 1:
                x = np.linspace(info.min, info.max, size).round()
            elif i == 2 and r.random() < 0.5:
                x = np.full(size, pick(r, info.min, info.max, t.quantization.zeroPoint[0]))
            elif i == 3:
                x = np.clip(t.quantization.zeroPoint[0] + r.integers(-8, 9, size), info.min, info.max)
            else:
                x = r.integers(info.min, info.max + 1, size)
            parts.append(x.astype(np.int64).astype(DTYPE[kind]).reshape(shape))
        sets.append(parts)
    return sets


def windows(padding, extent, filter_, stride, dilation):
    """The output's extent; 0 where the window does not fit."""
    reach = (filter_ - 1) * dilation + 1
    return -(-extent // stride) if padding == 0 else max(0, (extent - reach) // stride + 1)


# ---------------------------------------------------------------- operators

def convolution(r, depthwise):
    m = Model(r)
    batches = pick(r, 1, 1, 2)
    height, width = int(r.integers(1, 10)), int(r.integers(1, 10))
    filter_h, filter_w = int(r.integers(1, 5)), int(r.integers(1, 5))
    stride_h, stride_w = int(r.integers(1, 4)), int(r.integers(1, 4))
    dilation_h, dilation_w = pick(r, 1, 1, 2, 3), pick(r, 1, 1, 2, 3)
    padding = int(r.integers(2))
    out_h = windows(padding, height, filter_h, stride_h, dilation_h)
    out_w = windows(padding, width, filter_w, stride_w, dilation_w)
    if out_h == 0 or out_w == 0:
        return None
    if depthwise:
        channels, multiplier = int(r.integers(1, 9)), pick(r, 1, 1, 2, 3, 8)
        out = channels * multiplier
        filter_shape, dimension = (1, filter_h, filter_w, out), 3
    else:
        groups = pick(r, 1, 1, 1, 2, 3, 4)
        filter_channels, channels_out = int(r.integers(1, 9)), int(r.integers(1, 9))
        channels, out = groups * filter_channels, groups * channels_out
        filter_shape, dimension = (out, filter_h, filter_w, filter_channels), 0
    input_scale, output_scale = scale(r), scale(r)
    # The quotient's size decides the shifts: most of them about 1 / the window's size, a few far off.
    quotient = scale(r, *pick(r, (-12, -6), (-12, -6), (-8, 2), (-20, -10), (-33, 8)))
    per_channel = r.random() < 0.6
    count = out if per_channel else 1
    filter_scales = np.float32(quotient * output_scale / input_scale) * 2.0 ** r.uniform(-3, 3, count)
    m.input("INT8", (batches, height, width, channels), input_scale, zero_point(r))
    m.constant("INT8", filter_shape, filter_scales, np.zeros(count), numbers(r, "INT8", filter_shape), dimension)
    bias = r.random()
    if bias < 0.7:
        m.constant("INT32", (out,), filter_scales * input_scale, np.zeros(count), int32s(r, out))
    elif bias < 0.85:
        m.left_out()
    m.output("INT8", (batches, out_h, out_w, out), output_scale, zero_point(r))
    options = schema.DepthwiseConv2DOptionsT() if depthwise else schema.Conv2DOptionsT()
    options.padding, options.strideH, options.strideW = padding, stride_h, stride_w
    options.dilationHFactor, options.dilationWFactor = dilation_h, dilation_w
    options.fusedActivationFunction = pick(r, *ALL_ACTIVATIONS)
    if depthwise:
        options.depthMultiplier = multiplier
        return m, m.finish(4, schema.BuiltinOptions.DepthwiseConv2DOptions, options), 3
    return m, m.finish(3, schema.BuiltinOptions.Conv2DOptions, options), 3


def fully_connected(r):
    m = Model(r)
    depth, units = pick(r, 1, 2, 3, 7, 16, 33), int(r.integers(1, 12))
    keep = r.random() < 0.3
    lead = [int(x) for x in r.integers(1, 4, int(r.integers(1, 4 if keep else 2)))]
    batches = int(np.prod(lead))
    if keep:
        in_shape, out_shape = lead + [depth], lead + [units]
    elif r.random() < 0.2 and depth % 2 == 0:
        in_shape, out_shape = [batches, 2, depth // 2], [batches, units]
    else:
        in_shape, out_shape = [batches, depth], [batches, units]
    input_scale, output_scale = scale(r), scale(r)
    quotient = scale(r, *pick(r, (-12, -6), (-12, -6), (-8, 2), (-20, -10), (-33, 8)))
    per_channel = r.random() < 0.4
    count = units if per_channel else 1
    filter_scales = np.float32(quotient * output_scale / input_scale) * 2.0 ** r.uniform(-3, 3, count)
    filter_zero = 0 if per_channel or r.random() < 0.8 else zero_point(r)
    m.input("INT8", in_shape, input_scale, zero_point(r))
    m.constant("INT8", (units, depth), filter_scales, np.full(count, filter_zero), numbers(r, "INT8", (units, depth)))
    bias = r.random()
    if bias < 0.7:
        m.constant("INT32", (units,), filter_scales * input_scale, np.zeros(count), int32s(r, units))
    elif bias < 0.85:
        m.left_out()
    m.output("INT8", out_shape, output_scale, zero_point(r))
    options = schema.FullyConnectedOptionsT()
    options.fusedActivationFunction = pick(r, *ALL_ACTIVATIONS)
    options.keepNumDims = keep
    return m, m.finish(9, schema.BuiltinOptions.FullyConnectedOptions, options), 3


def softmax(r):
    m = Model(r)
    shape = [int(x) for x in r.integers(1, 4, int(r.integers(0, 4)))] + [pick(r, 1, 2, 4, 10, 40, int(r.integers(2, 300)))]
    if r.random() < 0.1:
        shape = [pick(r, 511, 512, 513, 700, 1024, 2047, 4095)]
    m.input("INT8", shape, scale(r, -14, 6), zero_point(r))
    m.output("INT8", shape, 1 / 256, -128)
    options = schema.SoftmaxOptionsT()
    options.beta = float(np.float32(pick(r, 1.0, 1.0, 0.5, float(scale(r, -3, 3)))))
    return m, m.finish(25, schema.BuiltinOptions.SoftmaxOptions, options), 4


def reshape(r):
    m = Model(r)
    dims = [int(x) for x in r.integers(1, 5, 4)]
    new = [dims[0] * dims[1], dims[2] * dims[3]] if r.random() < 0.5 else [int(np.prod(dims))]
    s, z = scale(r), zero_point(r)
    m.input("INT8", dims, s, z)
    if r.random() < 0.7:
        m.constant("INT32", (len(new),), data=new)
    m.output("INT8", new, s, z)
    options = schema.ReshapeOptionsT()
    options.newShape = new
    return m, m.finish(22, schema.BuiltinOptions.ReshapeOptions, options), 2


def meeting_shapes(r):
    """Two shapes that meet, and what they give."""
    rank = int(r.integers(1, 7)) if r.random() < 0.5 else 4
    out = [int(x) for x in r.integers(1, 4 if rank > 4 else 6, rank)]
    if r.random() < 0.35:
        return out, out, out
    a = [1 if r.random() < 0.35 else x for x in out]
    b = [1 if r.random() < 0.35 else x for x in out]
    out = [max(x, y) for x, y in zip(a, b)]
    if r.random() < 0.3:
        b = b[int(r.integers(0, rank + 1)):]
    if r.random() < 0.3:
        a, b = b, a
    rank = max(len(a), len(b))
    full = [[1] * (rank - len(x)) + list(x) for x in (a, b)]
    return a, b, [max(x, y) for x, y in zip(*full)]


def binary(r, code, options_type, options):
    m = Model(r)
    shape1, shape2, out = meeting_shapes(r)
    scale1, scale2 = scale(r), scale(r)
    if r.random() < 0.7:
        scale2 = np.float32(scale1 * scale(r, -3, 3))
    base = max(scale1, scale2) if code == 0 else scale1 * scale2 * 64
    output_scale = np.float32(base * scale(r, *pick(r, (-2, 2), (-2, 2), (-8, 8), (-18, 20))))
    m.input("INT8", shape1, scale1, zero_point(r))
    if r.random() < 0.25:
        m.constant("INT8", shape2, scale2, zero_point(r), numbers(r, "INT8", shape2))
    else:
        m.input("INT8", shape2, scale2, zero_point(r))
    m.output("INT8", out, output_scale, zero_point(r))
    options.fusedActivationFunction = pick(r, *ALL_ACTIVATIONS)
    return m, m.finish(code, options_type, options), 4


def add(r):
    return binary(r, 0, schema.BuiltinOptions.AddOptions, schema.AddOptionsT())


def mul(r):
    return binary(r, 18, schema.BuiltinOptions.MulOptions, schema.MulOptionsT())


def pool(r, code):
    m = Model(r)
    batches, channels = pick(r, 1, 1, 2), int(r.integers(1, 7))
    height, width = int(r.integers(1, 10)), int(r.integers(1, 10))
    filter_h, filter_w = int(r.integers(1, 6)), int(r.integers(1, 6))
    stride_h, stride_w = int(r.integers(1, 5)), int(r.integers(1, 5))
    padding = int(r.integers(2))
    out_h = windows(padding, height, filter_h, stride_h, 1)
    out_w = windows(padding, width, filter_w, stride_w, 1)
    if out_h == 0 or out_w == 0:
        return None
    s, z = scale(r), zero_point(r)
    m.input("INT8", (batches, height, width, channels), s, z)
    m.output("INT8", (batches, out_h, out_w, channels), np.float32(s + 4e-7) if r.random() < 0.05 else s, z)
    options = schema.Pool2DOptionsT()
    options.padding, options.strideH, options.strideW = padding, stride_h, stride_w
    options.filterHeight, options.filterWidth = filter_h, filter_w
    options.fusedActivationFunction = pick(r, *ALL_ACTIVATIONS)
    return m, m.finish(code, schema.BuiltinOptions.Pool2DOptions, options), 4


def mean(r):
    m = Model(r)
    rank = pick(r, 1, 2, 3, 4, 4, 4, 5)
    shape = [int(x) for x in r.integers(1, 7 if rank < 5 else 4, rank)]
    most = 2  # more axes overflow an array of TensorFlow Lite Micro
    axes = [1, 2] if rank == 4 and r.random() < 0.4 else \
        sorted(r.choice(rank, int(r.integers(1, min(most, rank) + 1)), replace=False).tolist())
    if r.random() < 0.3:
        axes = axes[::-1]
    written = [a - rank if r.random() < 0.3 else a for a in axes]
    if axes and r.random() < 0.1:
        written.append(written[0])
    keep = r.random() < 0.5
    out = [1 if d in axes else x for d, x in enumerate(shape)] if keep else \
        [x for d, x in enumerate(shape) if d not in axes]
    scale1, zero1 = scale(r), zero_point(r)
    scale2, zero2 = np.float32(scale1 * scale(r, *pick(r, (-2, 2), (-8, 8), (-29, 12)))), zero_point(r)
    if r.random() < 0.35:
        scale2, zero2 = scale1, zero1
    elif r.random() < 0.2:
        scale2 = scale1
    m.input("INT8", shape, scale1, zero1)
    m.constant("INT32", () if len(written) == 1 and r.random() < 0.3 else (len(written),), data=written)
    m.output("INT8", out, scale2, zero2)
    options = schema.ReducerOptionsT()
    options.keepDims = keep
    return m, m.finish(40, schema.BuiltinOptions.ReducerOptions, options), 4


def pad(r):
    m = Model(r)
    rank = int(r.integers(1, 6))
    shape = [int(x) for x in r.integers(1, 5, rank)]
    paddings = [[0, 0] if r.random() < 0.4 else [int(x) for x in r.integers(0, 4, 2)] for _ in shape]
    out = [x + p[0] + p[1] for x, p in zip(shape, paddings)]
    s, z = scale(r), zero_point(r)
    m.input("INT8", shape, s, z)
    m.constant("INT32", (rank, 2), data=paddings)
    v2 = r.random() < 0.4
    if v2:
        m.constant("INT8", pick(r, (), (1,)), s, z, numbers(r, "INT8", (1,)))
    m.output("INT8", out, s, z)
    if v2:
        return m, m.finish(60, schema.BuiltinOptions.PadV2Options, schema.PadV2OptionsT()), 2
    return m, m.finish(34, schema.BuiltinOptions.PadOptions, schema.PadOptionsT()), 2


def logistic(r):
    m = Model(r)
    shape = pick(r, (256,), (2, 128), (1, 16, 16, 1))
    m.input("INT8", shape, scale(r, *pick(r, (-8, 1), (-8, 1), (-12, 5), (-27.9, 8))), zero_point(r))
    m.output("INT8", shape, 1 / 256, -128)
    return m, m.finish(14), 2


def quantize(r):
    m = Model(r)
    pairs = [("INT8", "INT8"), ("INT8", "UINT8"), ("UINT8", "INT8"), ("INT8", "INT16"), ("INT16", "INT8"),
             ("INT16", "INT16"), ("INT8", "INT32"), ("INT16", "INT32"), ("INT32", "INT8"), ("INT32", "INT16")]
    kind1, kind2 = pick(r, *pairs)
    bits = np.iinfo(DTYPE[kind1]).bits - np.iinfo(DTYPE[kind2]).bits
    scale1 = scale(r)
    scale2 = np.float32(scale1 * 2.0 ** bits * scale(r, *pick(r, (-2, 2), (-2, 2), (-6, 6), (-14, 14))))
    scale2 = max(scale2, np.float32(scale1 * 2.0 ** -29))  # beyond shifts by 31 TensorFlow Lite Micro is undefined
    zero1, zero2 = (z if k != "INT32" else pick(r, 0, int(r.integers(-1000, 1000)))
                    for k, z in ((k, zero_point(r, k)) for k in (kind1, kind2)))
    if r.random() < 0.2:
        scale2 = scale1
        zero2 = {("INT8", "UINT8"): zero1 + 128, ("UINT8", "INT8"): zero1 - 128}.get((kind1, kind2), zero2)
    shape = (64,)
    m.input(kind1, shape, scale1, zero1)
    m.output(kind2, shape, scale2, zero2)
    return m, m.finish(114, schema.BuiltinOptions.QuantizeOptions, schema.QuantizeOptionsT()), 3


OPERATORS = {
    "conv_2d": lambda r: convolution(r, False),
    "depthwise_conv_2d": lambda r: convolution(r, True),
    "fully_connected": fully_connected,
    "softmax": softmax,
    "reshape": reshape,
    "add": add,
    "mul": mul,
    "average_pool_2d": lambda r: pool(r, 1),
    "max_pool_2d": lambda r: pool(r, 17),
    "mean": mean,
    "pad": pad,
    "logistic": logistic,
    "quantize": quantize,
}

# How many cases of each are committed, of a hundred: reshape is quickly proven.
SHARE = {"conv_2d": 150, "depthwise_conv_2d": 120, "reshape": 10, "logistic": 50, "quantize": 120}

# ---------------------------------------------------------------- running TensorFlow Lite Micro

def run(model_bytes, model, sets):
    """The outputs of all invocations, run in a child; None where it refused or died."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        try:
            interpreter = runtime.Interpreter.from_bytes(model_bytes, arena_size=1 << 22)
            out = b""
            for parts in sets:
                for i, part in enumerate(parts):
                    interpreter.set_input(part, i)
                interpreter.invoke()
                for i in range(len(model.outputs)):
                    out += interpreter.get_output(i).tobytes()
            with os.fdopen(write, "wb") as pipe:
                pipe.write(b"+" + out)
        except BaseException:
            os._exit(1)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return answer[1:] if answer[:1] == b"+" else None


def make(name, count, seed):
    cases, left_out, number = [], 0, 0
    while len(cases) < count:
        r = np.random.default_rng([seed, zlib.crc32(name.encode()), number])
        number += 1
        built = OPERATORS[name](r)
        if built is None:
            continue
        model, model_bytes, invocations = built
        sets = inputs_of(r, model, invocations)
        outputs = run(model_bytes, model, sets)
        if outputs is None:
            left_out += 1
            continue
        inputs = b"".join(part.tobytes() for parts in sets for part in parts)
        cases.append(struct.pack("<4I", len(model_bytes), invocations, len(inputs), len(outputs)) +
                     model_bytes + inputs + outputs)
    return b"".join(cases), left_out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--count", type=int, default=100, help="cases of most operators")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=OPERATORS)
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    for name in [options.only] if options.only else OPERATORS:
        count = max(1, options.count * SHARE.get(name, 100) // 100)
        data, left_out = make(name, count, options.seed)
        with open(os.path.join(options.folder, name + ".bin"), "wb") as file:
            file.write(data)
        print(f"{name}: {count} cases, {len(data)} bytes, {left_out} left out")


if __name__ == "__main__":
    sys.exit(main())
