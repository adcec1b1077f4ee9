/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asking for a password: on a terminal without showing it, else one line of standard input.  Never from the arguments, which others see.
 */
#ifndef CLI_PASSWORD_H
#define CLI_PASSWORD_H

#include "base/problem.h"

enum { CLI_PASSWORD_BYTES = 600 };

/**
 * cli_password_read(ret, why): a new password into RET, NUL-terminated, "" when nothing was given; asked twice on a terminal.  -1:
 * password_differs, text_not_utf8, limit_reached (longer than any password may be), io_failed.
 */
MUST_CHECK int cli_password_read(char ret[CLI_PASSWORD_BYTES], struct problem *why);

#endif
