/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/rulebook_inside.h"

#include "base/clock.h"

/* One layer on the way down: what it asks, and the arena of that. */
struct level {
	const struct baseline_row *row;
	struct arena *arena;
	struct resolution res;
	struct ruleset_places places;
	uint32_t set;
};

struct builder {
	struct rulebook *book;
	struct db *db;
	struct blobs *blobs;
	struct baseline_rows rows;
	struct arena *arena;                    /* of the rows and the numbers */
	struct source *source;                  /* of the present root */
	struct rule_numbers numbers;
	struct level levels[CHAIN_MAX];
	size_t depth;
};

static int
out_of_memory(struct problem *why)
{
	return (problem_set(why, OUT_OF_MEMORY, NULL));
}

void
rulebook_free(struct rulebook *book)
{
	if (book == NULL)
		return;
	arena_free(book->arena);
	free(book);
}

static int
copy(struct rulebook *book, struct str from, struct str *ret)
{
	*ret = arena_str(book->arena, from);
	return (from.p != NULL && ret->p == NULL ? -1 : 0);
}

static int
copy_langs(struct rulebook *book, const struct langs *from, struct langs *ret)
{
	for (size_t i = 0; i < LANG_COUNT; i++)
		if (copy(book, from->in[i], &ret->in[i]))
			return (-1);
	return (0);
}

/* ---- One set ---- */

static int
describe_set(struct rulebook *book, const struct level *level, const struct baseline_row *root, struct ruleset *set)
{
	const struct baseline_row *row = level->row;

	set->baseline = row->id;
	set->root = row->root;
	set->effective_at = row->effective_at;
	set->valid_us = level->res.valid_days * DAY_US;
	if (copy(book, row->code, &set->code) || copy(book, root->code, &set->root_code) || copy(book, row->version, &set->version) ||
	    copy_langs(book, &row->title, &set->title) || copy_langs(book, &root->title, &set->root_title) ||
	    copy(book, row->issuer_code, &set->issuer_code) || copy(book, row->issuer_path, &set->issuer_path))
		return (-1);
	return (0);
}

/* The set of the deepest level becomes the next of the book. */
static int
add_set(struct builder *b, struct problem *why)
{
	struct level *level = &b->levels[b->depth - 1], *above = b->depth > 1 ? &b->levels[b->depth - 2] : NULL;
	struct rulebook *book = b->book;
	struct ruleset *set = &book->sets[book->nsets];
	struct rule_maker maker;

	if (rule_maker_begin(&maker, &level->res, &b->numbers, book->arena) ||
	    ruleset_make(&maker, above == NULL ? NULL : &above->res, above == NULL ? NULL : &book->sets[above->set],
	    above == NULL ? NULL : &above->places, level->arena, set, &level->places) ||
	    describe_set(book, level, b->levels[0].row, set))
		return (out_of_memory(why));
	set->index = level->set = (uint32_t)book->nsets;
	book->enclosing[book->nsets] = above == NULL ? NO_SET : above->set;
	book->nsets++;
	return (0);
}

static struct level *
next_level(struct builder *b, const struct baseline_row *row)
{
	struct level *level = &b->levels[b->depth];

	if (b->depth == CHAIN_MAX)
		return (NULL);
	if (level->arena == NULL && (level->arena = arena_new(RULEBOOK_BYTES_MAX)) == NULL)
		return (NULL);
	arena_reset(level->arena);
	level->row = row;
	b->depth++;
	return (level);
}

static int
add_layer(struct builder *b, const struct baseline_row *row, struct problem *why)
{
	struct level *level;

	while (b->depth > 1 && !str_starts(row->issuer_path, b->levels[b->depth - 1].row->issuer_path))
		b->depth--;
	if ((level = next_level(b, row)) == NULL)
		return (out_of_memory(why));
	if (resolution_layer(&b->levels[b->depth - 2].res, row, level->arena, &level->res, why))
		return (-1);
	return (add_set(b, why));
}

/* ---- One root with its layers ---- */

static int
path_order(const void *a, const void *b)
{
	const struct baseline_row *x = *(const struct baseline_row *const *)a, *y = *(const struct baseline_row *const *)b;
	int order = str_cmp(x->issuer_path, y->issuer_path);

	return (order != 0 ? order : id_cmp(x->id, y->id));
}

/* The layers in force of ROOT that stand below it, each after those above it. */
static struct baseline_row **
layers_of(struct builder *b, const struct baseline_row *root, size_t *ret_n)
{
	struct baseline_row **layers = arena_array(b->arena, struct baseline_row *, b->rows.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < b->rows.n && layers != NULL; i++) {
		struct baseline_row *row = &b->rows.items[i];

		if (row->in_force && !baseline_is_root(row) && id_eq(row->root, root->line) && str_starts(row->issuer_path, root->issuer_path))
			layers[n++] = row;
	}
	if (n > 0)
		qsort(layers, n, sizeof(struct baseline_row *), path_order);
	*ret_n = n;
	return (layers);
}

static int
copy_applicability(struct rulebook *book, const struct baseline_row *row, struct rulebook_root *root)
{
	root->kinds.items = arena_array(book->arena, struct str, row->kinds.n + 1);
	root->conditions.items = arena_array(book->arena, struct pair, row->conditions.n + 1);
	if (root->kinds.items == NULL || root->conditions.items == NULL)
		return (-1);
	for (; root->kinds.n < row->kinds.n; root->kinds.n++)
		if (copy(book, row->kinds.items[root->kinds.n], &root->kinds.items[root->kinds.n]))
			return (-1);
	for (; root->conditions.n < row->conditions.n; root->conditions.n++) {
		const struct pair *from = &row->conditions.items[root->conditions.n];
		struct pair *to = &root->conditions.items[root->conditions.n];

		if (copy(book, from->name, &to->name) || copy(book, from->value, &to->value))
			return (-1);
	}
	return (0);
}

static int
add_root_set(struct builder *b, const struct baseline_row *row, struct problem *why)
{
	struct level *level;

	b->depth = 0;
	if ((level = next_level(b, row)) == NULL)
		return (out_of_memory(why));
	if (source_get(b->db, b->blobs, row->document, &b->source, why) ||
	    resolution_root(b->db, row, b->source, level->arena, &level->res, why) ||
	    rule_numbers_load(b->db, row->line, b->arena, &b->numbers, why))
		return (-1);
	return (add_set(b, why));
}

static int
add_root(struct builder *b, const struct baseline_row *row, struct problem *why)
{
	struct rulebook_root *root = &b->book->roots[b->book->nroots];
	struct baseline_row **layers;
	size_t n;
	int status;

	root->first = (uint32_t)b->book->nsets;
	layers = layers_of(b, row, &n);
	if (layers == NULL || copy_applicability(b->book, row, root))
		return (out_of_memory(why));
	status = add_root_set(b, row, why);
	for (size_t i = 0; i < n && status == 0; i++)
		status = add_layer(b, layers[i], why);
	source_put(b->source);
	b->source = NULL;
	root->n = (uint32_t)b->book->nsets - root->first;
	b->book->nroots++;
	return (status);
}

/* ---- The book ---- */

static int
baseline_order(const void *a, const void *b, void *sets)
{
	const struct ruleset *list = sets;

	return (id_cmp(list[*(const uint32_t *)a].baseline, list[*(const uint32_t *)b].baseline));
}

static int
make_room(struct rulebook *book, size_t n)
{
	book->sets = arena_array(book->arena, struct ruleset, n + 1);
	book->enclosing = arena_array(book->arena, uint32_t, n + 1);
	book->by_baseline = arena_array(book->arena, uint32_t, n + 1);
	book->roots = arena_array(book->arena, struct rulebook_root, n + 1);
	return (book->sets == NULL || book->enclosing == NULL || book->by_baseline == NULL || book->roots == NULL ? -1 : 0);
}

static int
fill(struct builder *b, int64_t now, struct problem *why)
{
	struct rulebook *book = b->book;

	if (rows_load(b->db, ID_NONE, ID_NONE, b->arena, &b->rows, why))
		return (-1);
	rows_choose(&b->rows, now);
	book->until = rows_next_change(&b->rows, now);
	if (make_room(book, b->rows.n))
		return (out_of_memory(why));
	for (size_t i = 0; i < b->rows.n; i++) {
		struct baseline_row *row = &b->rows.items[i];

		if (row->in_force && baseline_is_root(row) && add_root(b, row, why))
			return (-1);
	}
	for (size_t i = 0; i < book->nsets; i++)
		book->by_baseline[i] = (uint32_t)i;
	qsort_r(book->by_baseline, book->nsets, sizeof *book->by_baseline, baseline_order, book->sets);
	return (0);
}

static struct rulebook *
rulebook_new(void)
{
	struct rulebook *book = calloc(1, sizeof *book);

	if (book == NULL || (book->arena = arena_new(RULEBOOK_BYTES_MAX)) == NULL) {
		free(book);
		return (NULL);
	}
	book->refs = 1;
	return (book);
}

int
rulebook_build(struct db *db, struct blobs *blobs, int64_t now, struct rulebook **ret, struct problem *why)
{
	struct builder b = { .book = rulebook_new(), .db = db, .blobs = blobs, .arena = arena_new(RULEBOOK_BYTES_MAX) };
	int status;

	if (b.book == NULL || b.arena == NULL) {
		rulebook_free(b.book);
		arena_free(b.arena);
		return (out_of_memory(why));
	}
	status = fill(&b, now, why);
	for (size_t i = 0; i < ARRAY_SIZE(b.levels); i++)
		arena_free(b.levels[i].arena);
	arena_free(b.arena);
	if (status)
		rulebook_free(b.book);
	else
		*ret = b.book;
	return (status);
}
