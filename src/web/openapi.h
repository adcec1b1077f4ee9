/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OpenAPI 3.1: the API described from the rows of the route table and the shapes that they name.
 */
#ifndef WEB_OPENAPI_H
#define WEB_OPENAPI_H

#include "web/route.h"

enum { OPENAPI_BYTES_MAX = 8 * 1024 * 1024 };

/** openapi_write(routes, n, out): the whole document; verbs must have been found. */
void openapi_write(const struct route *routes, size_t n, struct buf *out);

#endif
