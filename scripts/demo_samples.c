/* SPDX-License-Identifier: Apache-2.0
 *
 * A sound file's samples for an emulated board, to stdout: 16 kHz, mono, int16, little-endian, read
 * by the same code as `mw listen`, so that both hear the same. scripts/demo_build.py compiles it.
 */
#include <stdio.h>

#include "mw/sound/sound.h"

int main(int argc, char **argv)
{
    mw_sound sound;
    if (argc != 2) {
        fputs("usage: samples SOUND\n", stderr);
        return 2;
    }
    if (!mw_sound_read(argv[1], &sound)) {
        return 1;
    }
    size_t wrote = fwrite(sound.samples, sizeof *sound.samples, sound.count, stdout);
    bool whole = wrote == sound.count && fclose(stdout) == 0;
    mw_sound_free(&sound);
    return whole ? 0 : 1;
}
