/* SPDX-License-Identifier: Apache-2.0 */
/* The inline difference of two texts: the longest common subsequence of their words. */
#include "standards/diff.h"

#include "standards/inside.h"

enum { CELLS_MAX = 1 << 20, INSERT_MAX = 256 };

struct words {
	struct str *items;
	size_t n;
};

static bool
is_word(char c)
{
	return ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80 || c == '_' || c == '\'');
}

static bool
is_space(char c)
{
	return (c == ' ' || c == '\n' || c == '\t' || c == '\r');
}

/* The length of the word at AT; white space and each mark are words too, and so is an insert. */
static size_t
word_length(struct str text, size_t at)
{
	struct insert insert;
	size_t n = 1, look = 0;

	if (text.p[at] == '{' && insert_find(str_sub(text, at, INSERT_MAX), &look, &insert) && insert.from == 0)
		return (insert.n);
	if (is_word(text.p[at]))
		while (at + n < text.n && is_word(text.p[at + n]))
			n++;
	else if (is_space(text.p[at]))
		while (at + n < text.n && is_space(text.p[at + n]))
			n++;
	return (n);
}

static int
split(struct str text, struct arena *arena, struct words *ret)
{
	size_t n = 0;

	for (size_t at = 0; at < text.n; at += word_length(text, at))
		n++;
	ret->items = arena_array(arena, struct str, n + 1);
	ret->n = 0;
	if (ret->items == NULL)
		return (-1);
	for (size_t at = 0; at < text.n; at += ret->items[ret->n++].n)
		ret->items[ret->n] = str_sub(text, at, word_length(text, at));
	return (0);
}

/* ---- Pieces ---- */

struct joiner {
	struct diff_piece *items;
	size_t n;
};

/* WORD goes to the last piece if that is of the same kind; words of a text are neighbours. */
static void
put(struct joiner *to, enum diff_op op, struct str word)
{
	struct diff_piece *last = to->n > 0 ? &to->items[to->n - 1] : NULL;

	if (last != NULL && last->op == op && last->text.p + last->text.n == word.p)
		last->text.n += word.n;
	else
		to->items[to->n++] = (struct diff_piece){ op, word };
}

/* The table of the lengths of common subsequences from each pair of places on: (n + 1) rows of m + 1. */
static uint16_t *
lengths_of(struct words a, struct words b)
{
	size_t width = b.n + 1;
	uint16_t *table = calloc((a.n + 1) * width, sizeof *table);

	if (table == NULL)
		return (NULL);
	for (size_t i = a.n; i-- > 0;)
		for (size_t k = b.n; k-- > 0;) {
			uint16_t down = table[(i + 1) * width + k], right = table[i * width + k + 1];

			table[i * width + k] = str_eq(a.items[i], b.items[k]) ? (uint16_t)(table[(i + 1) * width + k + 1] + 1) :
			    down >= right ? down : right;
		}
	return (table);
}

static void
put_all(struct joiner *to, enum diff_op op, struct words words)
{
	for (size_t i = 0; i < words.n; i++)
		put(to, op, words.items[i]);
}

static void
put_middle(struct joiner *to, struct words a, struct words b)
{
	bool small = a.n < UINT16_MAX && b.n < UINT16_MAX && (a.n + 1) * (b.n + 1) <= CELLS_MAX;
	uint16_t *table = small ? lengths_of(a, b) : NULL;
	size_t i = 0, k = 0, width = b.n + 1;

	while (table != NULL && i < a.n && k < b.n) {
		if (str_eq(a.items[i], b.items[k])) {
			put(to, DIFF_SAME, b.items[k++]);
			i++;
		} else if (table[(i + 1) * width + k] >= table[i * width + k + 1]) {
			put(to, DIFF_DELETED, a.items[i++]);
		} else {
			put(to, DIFF_INSERTED, b.items[k++]);
		}
	}
	put_all(to, DIFF_DELETED, (struct words){ a.items + i, a.n - i });
	put_all(to, DIFF_INSERTED, (struct words){ b.items + k, b.n - k });
	free(table);
}

int
diff_words(struct str before, struct str after, struct arena *arena, struct diff_pieces *ret)
{
	struct words a, b;
	struct joiner to = { 0 };
	size_t start = 0, end = 0;

	if (split(before, arena, &a) || split(after, arena, &b))
		return (-1);
	to.items = arena_array(arena, struct diff_piece, a.n + b.n + 1);
	if (to.items == NULL)
		return (-1);
	while (start < a.n && start < b.n && str_eq(a.items[start], b.items[start]))
		start++;
	while (end < a.n - start && end < b.n - start && str_eq(a.items[a.n - 1 - end], b.items[b.n - 1 - end]))
		end++;
	put_all(&to, DIFF_SAME, (struct words){ b.items, start });
	put_middle(&to, (struct words){ a.items + start, a.n - start - end }, (struct words){ b.items + start, b.n - start - end });
	put_all(&to, DIFF_SAME, (struct words){ b.items + b.n - end, end });
	*ret = (struct diff_pieces){ to.items, to.n };
	return (0);
}
