/* SPDX-License-Identifier: Apache-2.0
 *
 * mw inspect: what a model is, and what it will cost on a chip. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "mw/mw.h"
#include "mw/session.h"

int mw_command_inspect(int argc, char **argv)
{
    mw_session session;
    if (argc < 2 || !mw_session_plan(&session, argv[1], MW_PROFILE_PORTABLE))
        return 1;
    printf("plan %u state %u arena %u total %u\n", session.sizes.plan, session.sizes.state,
           session.sizes.arena, session.sizes.plan + session.sizes.state + session.sizes.arena);
    mw_session_end(&session);
    return 0;
}
