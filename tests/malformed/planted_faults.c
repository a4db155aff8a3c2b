/* SPDX-License-Identifier: Apache-2.0
 *
 * What planted_faults_test.sh builds with a check of the library taken out: offers a model with
 * every byte changed to a few values, and cut off at every byte; ends with 0 where nothing was
 * noticed. */
#include <stdio.h>
#include <string.h>

#include "support/offer.h"

int main(int argc, char **argv)
{
    static const uint8_t changes[] = {0x01, 0x04, 0x10, 0x40, 0x80, 0xf7, 0xff};
    if (argc != 2) {
        return 2;
    }
    test_bytes model = test_read_file(argv[1]);
    offer *o = offer_new(model.size);
    for (size_t size = 0; size < model.size; size++) {
        memcpy(offer_bytes(o, size), model.data, size);
        offer_make(o, "prefix of bytes", (long)size, -1);
    }
    uint8_t *bytes = offer_bytes(o, model.size);
    memcpy(bytes, model.data, model.size);
    for (size_t at = 0; at < model.size; at++) {
        for (size_t i = 0; i < sizeof changes; i++) {
            bytes[at] = model.data[at] ^ changes[i];
            offer_make(o, "byte changed, its place and value", (long)at, bytes[at]);
        }
        bytes[at] = model.data[at];
    }
    printf("%lu run\n", offer_count(o, OFFER_RUN));
    offer_free(o);
    test_bytes_free(&model);
    return 0;
}
