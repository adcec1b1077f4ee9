/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The socket that the server listens on.
 */
#ifndef WEB_LISTEN_H
#define WEB_LISTEN_H

#include "base/problem.h"

/**
 * listen_open(address, ret_port, why): a listening TCP socket for ADDRESS: "127.0.0.1:8080", "[::1]:8080", "localhost:0", ":8080" (every
 * interface).  RET_PORT is the port it got.  -1: address_invalid, address_in_use, address_denied, io_failed.
 */
MUST_CHECK int listen_open(const char *address, unsigned *ret_port, struct problem *why);

#endif
