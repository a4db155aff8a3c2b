# SPDX-License-Identifier: Apache-2.0
"""What the demo needs to know of a firmware's ELF file: symbols with sizes, and the flash it fills."""

import struct


class Elf:
    """A 32-bit little-endian ELF file, as the Arm linker writes it."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = file.read()
        if self.data[:6] != b"\x7fELF\x01\x01":
            raise ValueError(f"{path} is no 32-bit little-endian ELF file")
        self.symbols = {}  # name: (address, bytes)
        self._read_symbols()

    def _read_symbols(self):
        (section_offset,) = struct.unpack_from("<I", self.data, 0x20)
        entry, count = struct.unpack_from("<HH", self.data, 0x2E)
        sections = [struct.unpack_from("<10I", self.data, section_offset + entry * i) for i in range(count)]
        for section in sections:
            if section[1] != 2:  # SHT_SYMTAB
                continue
            names = sections[section[6]][4]
            for at in range(section[4], section[4] + section[5], 16):
                name, value, size, info = struct.unpack_from("<IIIB", self.data, at)
                end = self.data.index(b"\0", names + name)
                text = self.data[names + name:end].decode()
                if text and not text.startswith("$") and info & 15 in (0, 1, 2):  # none, object, function
                    if size or text not in self.symbols:
                        self.symbols[text] = (value, size)

    def flash_bytes(self):
        """Bytes that are programmed into flash: what the file holds of all loaded segments."""
        (offset,) = struct.unpack_from("<I", self.data, 0x1C)
        entry, count = struct.unpack_from("<HH", self.data, 0x2A)
        headers = [struct.unpack_from("<8I", self.data, offset + entry * i) for i in range(count)]
        return sum(header[4] for header in headers if header[0] == 1)

    def size(self, name):
        return self.symbols[name][1] if name in self.symbols else 0

    def address(self, name):
        return self.symbols[name][0]

    def stack_bytes(self):
        return self.address("linker_stack_top") - self.address("linker_stack_bottom")

    def ram_bytes(self):
        """Static data and the stack's reserve."""
        return self.address("linker_bss_end") - self.address("linker_stack_bottom")
