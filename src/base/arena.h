/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Arenas: memory that is given out in pieces and taken back at once.
 *
 * One arena serves one request or one command.  It has a limit: what a client sends can never take more.  Memory is zeroed, but for arena_room().
 * An arena belongs to one thread at a time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena;

/** arena_new(limit_bytes): an arena that gives out at most LIMIT_BYTES.  NULL if memory is short.  Free with arena_free(). */
struct arena *arena_new(size_t limit_bytes);
void arena_free(struct arena *arena);
/** arena_freep(&a): for CLEANUP(arena_freep). */
void arena_freep(struct arena **arena);

/** arena_reset(arena): take everything back; keeps one block for the next use. */
void arena_reset(struct arena *arena);

/** arena_alloc(arena, size): SIZE zeroed bytes aligned for any type, or NULL when the limit or memory is reached. */
MUST_CHECK void *arena_alloc(struct arena *arena, size_t size);
/** arena_room(arena, size): the same, but not cleared: for what is filled at once. */
MUST_CHECK void *arena_room(struct arena *arena, size_t size);
/** arena_array(arena, type, n): an array of N zeroed TYPE; NULL on overflow or when the limit is reached. */
#define arena_array(arena, type, n) ((type *)arena_calloc((arena), (n), sizeof(type)))
MUST_CHECK void *arena_calloc(struct arena *arena, size_t n, size_t size);

/**
 * arena_grow(arena, items, n, &capacity, size): ITEMS with room for at least N + 1 elements of SIZE bytes (doubling).
 * The old array stays in the arena until it is reset.  NULL when the limit is reached.
 */
MUST_CHECK void *arena_grow(struct arena *arena, void *items, size_t n, size_t *capacity, size_t size);

/** arena_str(arena, s): a copy of S, NUL-terminated beyond its length.  Absent stays absent; absent also when the limit is reached. */
struct str arena_str(struct arena *arena, struct str s);
/** arena_fmt(arena, format, …): formatted text, NUL-terminated beyond its length; absent when the limit is reached. */
struct str arena_fmt(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

/** arena_used(arena): bytes given out since the last reset. */
size_t arena_used(const struct arena *arena);

#endif
