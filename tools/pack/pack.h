/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The compiler of our guideline pack: what its files share.  It runs once and ends: everything lives in one arena, and the first mistake in
 * the content ends it with FILE: error: what is wrong, near which id.
 */
#ifndef TOOLS_PACK_H
#define TOOLS_PACK_H

#include "base/json.h"
#include "standards/oscal.h"

enum { LEVELS_MAX = 9, DOMAINS_MAX = 99, FRAMEWORKS_MAX = 9, REQUIREMENTS_MAX = 2000, FILE_BYTES_MAX = 8 << 20 };

/* ---- read.c: the content files, strictly ---- */

void pack_open(void);
void pack_close(void);
/** pack_file(name): NAME stands before the messages from now on. */
void pack_file(const char *name);
NORETURN void PRINTF_LIKE(1, 2) fail(const char *format, ...);
NORETURN void fail_with(const struct problem *why);

/** need(p): P, which is not NULL. */
void *need(const void *p);
void *pack_alloc(size_t n, size_t size);
#define ARRAY(type, n) ((type *)pack_alloc((n) + 1, sizeof(type)))
/** grow(items, n, &max, size): ITEMS with room for one more. */
void *grow(void *items, size_t n, size_t *max, size_t size);
struct str PRINTF_LIKE(1, 2) text(const char *format, ...);
struct str upper(struct str s);
/** uuid_of(name): a UUID made from NAME, marked as version 5, one of a hash: the same content gives the same document. */
struct str uuid_of(struct str name);

yyjson_val *load(const char *path);
/** only(object, keys): fails when OBJECT has a member that KEYS, separated by spaces, does not name: a misspelt key is not a missing one. */
void only(yyjson_val *object, const char *keys);
yyjson_val *member(yyjson_val *object, const char *key);
struct str member_text(yyjson_val *object, const char *key);
uint32_t member_number(yyjson_val *object, const char *key);
/** member_langs(object, key): a text in all our languages, each in the letters of its language. */
struct langs member_langs(yyjson_val *object, const char *key);

/* ---- param.c ---- */

/** param_check(param, id): type, unit, strictness, choices and value of PARAM of requirement ID fit each other. */
void param_check(yyjson_val *param, struct str id);

/* ---- mapping.c: numbers in other frameworks, and the mapping collection ---- */

/** frameworks_read(pack): "frameworks" of pack.json: their names, and which numbers they have. */
void frameworks_read(yyjson_val *pack);
/** mapping_add(id, map): what requirement ID says of other frameworks: each number exists and stands once. */
void mapping_add(struct str id, yyjson_val *map);
/** mapping_number(said): the number in "subset-of GV.OC-03". */
struct str mapping_number(struct str said);
/** mapping_write(pack, catalog, out): the mapping collection of CATALOG (its file name) as OSCAL JSON. */
void mapping_write(yyjson_val *pack, struct str catalog, struct buf *out);

#endif
