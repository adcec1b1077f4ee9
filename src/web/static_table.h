/* SPDX-License-Identifier: Apache-2.0 */
/* The table that tools/static_embed writes: for static.c only. */
#ifndef WEB_STATIC_TABLE_H
#define WEB_STATIC_TABLE_H

#include "web/static.h"

extern const struct static_file static_files[];
extern const size_t static_files_count;

#endif
