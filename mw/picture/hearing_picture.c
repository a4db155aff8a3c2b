/* SPDX-License-Identifier: Apache-2.0
 *
 * What was heard, in one picture. See hearing_picture.h. */
#include "mw/picture/hearing_picture.h"

#include <string.h>

#include "mw/mw.h"

bool mw_picture_has_format(const char *path)
{
    const char *ending = strrchr(path, '.');
    return ending && (strcmp(ending, ".png") == 0 || strcmp(ending, ".svg") == 0);
}

bool mw_hearing_picture_write(const mw_hearing_picture *picture, const char *path)
{
    (void)picture;
    mw_error("%s: pictures are not drawn yet", path);
    return false;
}
