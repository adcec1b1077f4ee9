/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdalign.h>

enum { BLOCK_BYTES = 16 * 1024, ALIGN = alignof(max_align_t) };

struct block {
	struct block *next;
	size_t size, used;
	alignas(max_align_t) char bytes[];
};

struct arena {
	size_t limit, given;
	struct block *blocks; /* the newest first; the oldest is kept over a reset */
};

struct arena *
arena_new(size_t limit_bytes)
{
	struct arena *arena = calloc(1, sizeof *arena);

	if (arena != NULL)
		arena->limit = limit_bytes;
	return (arena);
}

void
arena_free(struct arena *arena)
{
	struct block *block, *next;

	if (arena == NULL)
		return;
	for (block = arena->blocks; block != NULL; block = next) {
		next = block->next;
		free(block);
	}
	free(arena);
}

void
arena_freep(struct arena **arena)
{
	arena_free(*arena);
	*arena = NULL;
}

void
arena_reset(struct arena *arena)
{
	struct block *block, *next;

	for (block = arena->blocks; block != NULL && block->next != NULL; block = next) {
		next = block->next;
		free(block);
	}
	arena->blocks = block;
	if (block != NULL)
		block->used = 0;
	arena->given = 0;
}

static struct block *
block_add(struct arena *arena, size_t need)
{
	size_t size = need > BLOCK_BYTES ? need : BLOCK_BYTES;
	struct block *block;

	/* Blocks double with what has been given out, so that large work takes few of them. */
	if (size < arena->given && arena->given < (size_t)4 << 20)
		size = arena->given;
	block = malloc(sizeof *block + size);
	if (block == NULL)
		return (NULL);
	block->size = size;
	block->used = 0;
	block->next = arena->blocks;
	arena->blocks = block;
	return (block);
}

void *
arena_room(struct arena *arena, size_t size)
{
	size_t need;
	struct block *block = arena->blocks;
	void *p;

	if (__builtin_add_overflow(size, (size_t)ALIGN - 1, &need))
		return (NULL);
	need = need == (size_t)ALIGN - 1 ? (size_t)ALIGN : need & ~((size_t)ALIGN - 1);
	if (need > arena->limit - arena->given)
		return (NULL);
	if (block == NULL || block->size - block->used < need)
		block = block_add(arena, need);
	if (block == NULL)
		return (NULL);
	p = block->bytes + block->used;
	block->used += need;
	arena->given += need;
	return (p);
}

/* Memory is cleared when it is given out: whoever asked for it needs it soon, and it is near then. */
void *
arena_alloc(struct arena *arena, size_t size)
{
	void *p = arena_room(arena, size);

	return (p == NULL ? NULL : memset(p, 0, size));
}

void *
arena_calloc(struct arena *arena, size_t n, size_t size)
{
	size_t total;

	return (__builtin_mul_overflow(n, size, &total) ? NULL : arena_alloc(arena, total));
}

void *
arena_grow(struct arena *arena, void *items, size_t n, size_t *capacity, size_t size)
{
	size_t wanted, total;
	char *grown;

	if (n < *capacity)
		return (items);
	wanted = *capacity == 0 ? 8 : *capacity * 2;
	grown = __builtin_mul_overflow(wanted, size, &total) ? NULL : arena_room(arena, total);
	if (grown == NULL)
		return (NULL);
	if (n > 0)
		memcpy(grown, items, n * size);
	memset(grown + n * size, 0, total - n * size);
	*capacity = wanted;
	return (grown);
}

struct str
arena_str(struct arena *arena, struct str s)
{
	char *copy;

	if (s.p == NULL)
		return (STR_NONE);
	copy = arena_room(arena, s.n + 1);
	if (copy == NULL)
		return (STR_NONE);
	if (s.n > 0)
		memcpy(copy, s.p, s.n);
	copy[s.n] = '\0';
	return ((struct str){ copy, s.n });
}

struct str
arena_fmt(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	text = n < 0 ? NULL : arena_alloc(arena, (size_t)n + 1);
	if (text == NULL)
		return (STR_NONE);
	va_start(args, format);
	vsnprintf(text, (size_t)n + 1, format, args);
	va_end(args);
	return ((struct str){ text, (size_t)n });
}

size_t
arena_used(const struct arena *arena)
{
	return (arena->given);
}
