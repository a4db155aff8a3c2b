/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes WAV files. See wav.h. The format: "Multimedia Programming Interface and Data
 * Specifications 1.0", IBM and Microsoft, 1991. */
#include "mw/sound/wav.h"

#include <string.h>

#include "milliwatt/front_end.h"
#include "mw/file.h"

enum { HEADER_BYTES = 44, FORMAT_BYTES = 16, PCM = 1, SAMPLE_BYTES = 2 };

static void put(uint8_t *to, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        to[i] = (uint8_t)(value >> (8 * i));
    }
}

static void make_header(uint8_t header[HEADER_BYTES], uint32_t data_bytes)
{
    memcpy(header, "RIFF", 4);
    put(header + 4, HEADER_BYTES - 8 + data_bytes, 4);
    memcpy(header + 8, "WAVEfmt ", 8);
    put(header + 16, FORMAT_BYTES, 4);
    put(header + 20, PCM, 2);
    put(header + 22, 1, 2);
    put(header + 24, MW_SAMPLES_PER_SECOND, 4);
    put(header + 28, MW_SAMPLES_PER_SECOND * SAMPLE_BYTES, 4);
    put(header + 32, SAMPLE_BYTES, 2);
    put(header + 34, 8 * SAMPLE_BYTES, 2);
    memcpy(header + 36, "data", 4);
    put(header + 40, data_bytes, 4);
}

bool mw_wav_write(const char *path, const int16_t *samples, size_t count)
{
    uint8_t header[HEADER_BYTES];
    mw_file file;
    if (!mw_file_open(&file, path)) {
        return false;
    }
    make_header(header, (uint32_t)(count * SAMPLE_BYTES));
    fwrite(header, 1, sizeof header, file.stream);
    for (size_t i = 0; i < count; i++) {
        uint8_t bytes[SAMPLE_BYTES];
        put(bytes, (uint16_t)samples[i], SAMPLE_BYTES);
        fwrite(bytes, 1, sizeof bytes, file.stream);
    }
    return mw_file_close(&file);
}
