#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""mw run as a user meets it: bytes, .npy files, labels, JSON, traces, and input that is at fault."""
import json
import os
import struct
import subprocess
import tempfile
import unittest

SOURCE = os.environ['MW_SOURCE_DIR']
MW = os.environ['MW_PROGRAM']
COPIES = os.path.join(SOURCE, 'tests', 'golden', 'models')
HELLO = os.path.join(COPIES, 'hello_world_int8')
SPEECH = os.path.join(COPIES, 'micro_speech_quantized')


def mw(*arguments):
    return subprocess.run([MW, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL)


def read(path):
    with open(path, 'rb') as stream:
        return stream.read()


def npy(descr, shape, data, order='False'):
    head = "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }" % (descr, order, shape)
    head += ' ' * (-(len(head) + 11) % 64) + '\n'
    return b'\x93NUMPY\x01\x00' + struct.pack('<H', len(head)) + head.encode() + data


class Run(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name, data=None):
        path = os.path.join(self.folder.name, name)
        if data is not None:
            with open(path, 'wb') as stream:
                stream.write(data)
        return path

    def refused(self, says, *arguments):
        done = mw('run', *arguments)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        self.assertIn(says, done.stderr)

    def test_bytes_in_and_out_are_tflms(self):
        out = self.path('out.bin')
        done = mw('run', HELLO + '/model.tflite', '--input', HELLO + '/in.bin', '--output', out)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, '', ''))
        self.assertEqual(read(out), read(HELLO + '/out.bin'))

    def test_npy_in_and_out(self):
        numbers = read(HELLO + '/in.bin')
        given = self.path('in.npy', npy('|i1', '(%d, 1)' % len(numbers), numbers))
        out = self.path('out.npy')
        self.assertEqual(mw('run', HELLO + '/model.tflite', '--input', given, '--output', out).returncode, 0)
        wanted = read(HELLO + '/out.bin')
        self.assertEqual(read(out), npy('|i1', '(%d, 1, 1,)' % len(wanted), wanted))

    def test_npy_that_does_not_fit(self):
        for says, data in (('holds', npy('<f4', '(1, 1)', bytes(4))), ('Fortran', npy('|i1', '(1, 1)', bytes(1), 'True')),
                           ('cut off', b'\x93NUMPY\x01'), ('damaged', b'\x93NUMPY\x01\x00\xff\xff' + bytes(20))):
            self.refused(says, HELLO + '/model.tflite', '--input', self.path('bad.npy', data))

    def test_json_has_every_number(self):
        done = mw('run', HELLO + '/model.tflite', '--input', HELLO + '/in.bin', '--json')
        numbers = [invocation[0][0] for invocation in json.loads(done.stdout)['invocations']]
        self.assertEqual(bytes(n & 255 for n in numbers), read(HELLO + '/out.bin'))

    def test_labels_name_the_greatest(self):
        done = mw('run', SPEECH + '/model.tflite', '--input', SPEECH + '/in.bin', '--labels', 'silence,unknown,yes,no')
        scores = read(SPEECH + '/out.bin')
        for line, at in zip(done.stdout.splitlines(), range(0, len(scores), 4)):
            four = [(s + 128) % 256 for s in scores[at:at + 4]]
            best = four.index(max(four))
            self.assertEqual(line.split(',')[0], '%s %.4f' % (('silence', 'unknown', 'yes', 'no')[best], four[best] / 256))

    def test_trace_is_the_golden_one(self):
        with open(SPEECH + '/index.txt') as index:
            cases = [line.split()[1] for line in index if line.startswith('case ')]
        trace = self.path('trace.txt')
        mw('run', SPEECH + '/model.tflite', '--input', SPEECH + '/in.bin', '--output', self.path('o'), '--trace', trace)
        ours = open(trace).read().split('trace ')
        for block in open(SPEECH + '/trace.txt').read().split('trace ')[1:]:
            name, lines = block.split('\n', 1)
            self.assertEqual(ours[1 + cases.index(name)].split('\n', 1)[1], lines)

    def test_arena_of_a_byte_too_few(self):
        self.refused(' 5960 are needed', SPEECH + '/model.tflite', '--input', SPEECH + '/in.bin', '--arena', '5959')
        done = mw('run', SPEECH + '/model.tflite', '--input', SPEECH + '/in.bin', '--arena', '5960')
        self.assertEqual(done.returncode, 0)

    def test_input_at_fault(self):
        self.refused('an invocation', SPEECH + '/model.tflite', '--input', self.path('short', bytes(1959)))
        self.refused('an invocation', SPEECH + '/model.tflite', '--input', self.path('none', b''))
        self.refused('cannot be read', SPEECH + '/model.tflite', '--input', self.path('missing'))

    def test_models_at_fault(self):
        model = read(SPEECH + '/model.tflite')
        for says, data in (('empty', b''), ('identifier', b'RIFF' + bytes(100)), ('cut off', model[:len(model) // 2])):
            self.refused(says, self.path('bad.tflite', data), '--input', SPEECH + '/in.bin')
        self.refused('cannot be read', self.path('no.tflite'), '--input', SPEECH + '/in.bin')

    @unittest.skipUnless('MW_SHARED' in os.environ, 'needs ../shared')
    def test_operator_that_is_not_built_in(self):
        model = os.path.join(os.environ['MW_SHARED'], 'models', 'seanet', 'add0.tflite')
        self.refused('ADD version 2 (int16, int16 -> int16): not built in', model, '--input', SPEECH + '/in.bin')

    def test_full_disk(self):
        self.refused('No space left', HELLO + '/model.tflite', '--input', HELLO + '/in.bin', '--output', '/dev/full')
        self.refused('No space left', HELLO + '/model.tflite', '--input', HELLO + '/in.bin', '--output', self.path('o'),
                     '--trace', '/dev/full')

    def test_usage(self):
        for arguments in ((), ('a', 'b'), ('--arena', 'many', 'a'), ('--profile', 'z80', 'a')):
            self.assertEqual(mw('run', *arguments).returncode, 2)


if __name__ == '__main__':
    unittest.main()
