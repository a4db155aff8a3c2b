/* SPDX-License-Identifier: Apache-2.0
 *
 * Sound from a microphone. See microphone.h. */
#include "mw/sound/microphone.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "milliwatt/front_end.h"
#include "mw/mw.h"

enum { READ_FRAMES = 512 };

/* PortAudio's back ends tell stderr of every sound system that is not there; what matters is told
 * by us. */
static int hush(void)
{
    fflush(stderr);
    int kept = dup(STDERR_FILENO);
    int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere >= 0) {
        dup2(nowhere, STDERR_FILENO);
        close(nowhere);
    }
    return kept;
}

static void unhush(int kept)
{
    if (kept >= 0) {
        fflush(stderr);
        dup2(kept, STDERR_FILENO);
        close(kept);
    }
}

static bool start_library(void)
{
    int kept = hush();
    PaError error = Pa_Initialize();
    unhush(kept);
    if (error != paNoError) {
        mw_error("the sound system cannot be reached: %s", Pa_GetErrorText(error));
    }
    return error == paNoError;
}

static bool hears(int device)
{
    const PaDeviceInfo *info = Pa_GetDeviceInfo(device);
    return info && info->maxInputChannels > 0;
}

static bool tell_none(void)
{
    mw_error("there is no microphone here: plug one in, or record elsewhere and cut the words out "
             "of that file with --from FILE");
    return false;
}

bool mw_microphone_list(void)
{
    int found = 0;
    if (!start_library()) {
        return false;
    }
    for (int i = 0; i < Pa_GetDeviceCount(); i++) {
        if (hears(i)) {
            printf("%3d  %s%s\n", i, Pa_GetDeviceInfo(i)->name,
                   i == Pa_GetDefaultInputDevice() ? "  (taken where none is named)" : "");
            found++;
        }
    }
    Pa_Terminate();
    return found > 0 || tell_none();
}

/* The device that is meant, or paNoDevice. */
static int find_device(const char *wanted)
{
    if (!wanted) {
        return Pa_GetDefaultInputDevice();
    }
    char *end;
    long number = strtol(wanted, &end, 10);
    if (*wanted != 0 && *end == 0) {
        bool there = number >= 0 && number < Pa_GetDeviceCount() && hears((int)number);
        return there ? (int)number : paNoDevice;
    }
    for (int i = 0; i < Pa_GetDeviceCount(); i++) {
        if (hears(i) && strcasestr(Pa_GetDeviceInfo(i)->name, wanted)) {
            return i;
        }
    }
    return paNoDevice;
}

static bool has_any(void)
{
    for (int i = 0; i < Pa_GetDeviceCount(); i++) {
        if (hears(i)) {
            return true;
        }
    }
    return false;
}

/* Opens a device at 16 kHz, or else at its own rate. */
static PaError open_stream(mw_microphone *m, int device)
{
    const PaDeviceInfo *info = Pa_GetDeviceInfo(device);
    PaStreamParameters input = {.device = device,
                                .channelCount = 1,
                                .sampleFormat = paInt16,
                                .suggestedLatency = info->defaultHighInputLatency};
    const double rates[] = {MW_SAMPLES_PER_SECOND, info->defaultSampleRate};
    PaError error = paInvalidSampleRate;
    m->name = info->name;
    for (int i = 0; i < 2 && error == paInvalidSampleRate; i++) {
        m->rate_hz = rates[i];
        error =
            Pa_OpenStream(&m->stream, &input, NULL, rates[i], READ_FRAMES, paClipOff, NULL, NULL);
    }
    return error == paNoError ? Pa_StartStream(m->stream) : error;
}

bool mw_microphone_open(mw_microphone *m, const char *wanted)
{
    memset(m, 0, sizeof *m);
    if (!start_library()) {
        return false;
    }
    int device = find_device(wanted);
    if (device == paNoDevice) {
        if (wanted && has_any()) {
            mw_error("there is no microphone '%s': --list shows those that there are", wanted);
        } else {
            tell_none();
        }
        Pa_Terminate();
        return false;
    }
    int kept = hush();
    PaError error = open_stream(m, device);
    unhush(kept);
    int fault = 0;
    if (error == paNoError && fabs(m->rate_hz - MW_SAMPLES_PER_SECOND) > 0.5) {
        m->converter = src_new(SRC_SINC_MEDIUM_QUALITY, 1, &fault);
    }
    if (error != paNoError || fault != 0) {
        mw_error("microphone %s does not start: %s", m->name,
                 error != paNoError ? Pa_GetErrorText(error) : src_strerror(fault));
        mw_microphone_close(m);
        return false;
    }
    return true;
}

void mw_microphone_close(mw_microphone *m)
{
    if (m->stream) {
        Pa_CloseStream(m->stream);
    }
    if (m->converter) {
        src_delete(m->converter);
    }
    Pa_Terminate();
    m->stream = NULL;
    m->converter = NULL;
}

/* Appends what the device gave to what waits. */
static bool convert(mw_microphone *m, const int16_t *from, size_t count)
{
    size_t room = MW_MICROPHONE_BUFFER - m->waiting_count;
    if (!m->converter) {
        memcpy(m->waiting + m->waiting_count, from, count * sizeof *from);
        m->waiting_count += count;
        return true;
    }
    float in[READ_FRAMES];
    float out[MW_MICROPHONE_BUFFER];
    src_short_to_float_array(from, in, (int)count);
    SRC_DATA data = {.data_in = in,
                     .data_out = out,
                     .input_frames = (long)count,
                     .output_frames = (long)room,
                     .src_ratio = MW_SAMPLES_PER_SECOND / m->rate_hz};
    int fault = src_process(m->converter, &data);
    if (fault != 0) {
        mw_error("microphone %s: its rate cannot be changed: %s", m->name, src_strerror(fault));
        return false;
    }
    src_float_to_short_array(out, m->waiting + m->waiting_count, (int)data.output_frames_gen);
    m->waiting_count += (size_t)data.output_frames_gen;
    return true;
}

bool mw_microphone_read(mw_microphone *m, int16_t *samples, size_t count)
{
    while (m->waiting_count < count) {
        int16_t frames[READ_FRAMES];
        PaError error = Pa_ReadStream(m->stream, frames, READ_FRAMES);
        if (error != paNoError && error != paInputOverflowed) {
            mw_error("microphone %s: %s", m->name, Pa_GetErrorText(error));
            return false;
        }
        m->lost += error == paInputOverflowed;
        if (!convert(m, frames, READ_FRAMES)) {
            return false;
        }
    }
    memcpy(samples, m->waiting, count * sizeof *samples);
    m->waiting_count -= count;
    memmove(m->waiting, m->waiting + count, m->waiting_count * sizeof *m->waiting);
    return true;
}
