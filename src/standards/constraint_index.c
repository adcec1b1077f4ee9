/* SPDX-License-Identifier: Apache-2.0 */
/* Keys: which must differ, and which lead to something. */
#include <stdlib.h>
#include <sys/random.h>

#include "standards/constraint.h"

enum { SPACE_INDEX = 1 << 16 };      /* spaces of keys: 1 + a constraint; or this + an index */

/* ---- The table ---- */

static uint64_t
fold(uint64_t a, uint64_t b)
{
	__uint128_t product = (__uint128_t)a * b;

	return ((uint64_t)product ^ (uint64_t)(product >> 64));
}

static uint64_t
key_hash(const struct key_table *table, uint32_t space, uint32_t scope, struct str key)
{
	uint64_t hash = fold(table->secret[0] ^ ((uint64_t)space << 32 | scope), table->secret[1] ^ key.n);

	for (size_t i = 0; i < key.n; i += 8) {
		uint64_t word = 0;

		memcpy(&word, key.p + i, key.n - i < 8 ? key.n - i : 8);
		hash = fold(hash ^ word, table->secret[1]);
	}
	return (hash);
}

static int
table_grow(struct checking *in)
{
	struct key_table *table = &in->keys;
	size_t max = table->max == 0 ? 1024 : 2 * table->max;
	struct key_entry *entries = realloc(table->entries, max * sizeof *entries);
	uint32_t *slots = entries == NULL ? NULL : calloc(2 * max, sizeof *slots);

	if (entries != NULL)
		table->entries = entries;
	if (slots == NULL || (table->max == 0 && getrandom(table->secret, sizeof table->secret, 0) != (ssize_t)sizeof table->secret)) {
		free(slots);
		in->starved = true;
		return (-1);
	}
	free(table->slots);
	table->slots = slots;
	table->mask = 2 * max - 1;
	table->max = max;
	for (size_t i = 0; i < table->n; i++) {
		size_t at = entries[i].hash & table->mask;

		while (slots[at] != 0)
			at = (at + 1) & table->mask;
		slots[at] = (uint32_t)i + 1;
	}
	return (0);
}

/* The slot of a key, or the free one that it would get. */
static size_t
table_slot(const struct key_table *table, uint64_t hash, uint32_t space, uint32_t scope, struct str key)
{
	size_t at;

	for (at = hash & table->mask; table->slots[at] != 0; at = (at + 1) & table->mask) {
		const struct key_entry *entry = &table->entries[table->slots[at] - 1];

		if (entry->hash == hash && entry->space == space && entry->scope == scope && str_eq(entry->key, key))
			break;
	}
	return (at);
}

/* The node that has the key already, or 0: then it is NODE's from now on. */
static uint32_t
table_add(struct checking *in, uint32_t space, uint32_t scope, struct str key, uint32_t node)
{
	struct key_table *table = &in->keys;
	uint64_t hash;
	size_t at;

	if (table->n == table->max && table_grow(in))
		return (0);
	hash = key_hash(table, space, scope, key);
	at = table_slot(table, hash, space, scope, key);
	if (table->slots[at] != 0)
		return (table->entries[table->slots[at] - 1].node);
	table->entries[table->n++] = (struct key_entry){ hash, space, scope, key, node };
	table->slots[at] = (uint32_t)table->n;
	return (0);
}

static bool
table_has(const struct key_table *table, uint32_t space, struct str key)
{
	return (table->n > 0 && table->slots[table_slot(table, key_hash(table, space, 0, key), space, 0, key)] != 0);
}

void
constraint_index_end(struct checking *in)
{
	free(in->keys.entries);
	free(in->keys.slots);
	in->keys = (struct key_table){ 0 };
}

/* ---- Keys ---- */

uint16_t
constraint_index_named(struct checking *in, const char *name)
{
	for (size_t i = 1; i <= in->nindexes; i++)
		if (strcmp(in->indexes[i], name) == 0)
			return ((uint16_t)i);
	if (in->nindexes + 1 == ARRAY_SIZE(in->indexes))
		return (0);
	in->indexes[++in->nindexes] = name;
	return ((uint16_t)in->nindexes);
}

/* What of TEXT the key takes: all, or the part that the pattern of field K marks; absent: it is not of the form that the key asks for. */
static struct str
of_the_form(const struct constraint *of, size_t k, struct str text)
{
	struct str group = STR_NONE;

	if (text.p == NULL || of->keys[k].pattern == NULL)
		return (text);
	return (pattern_matches(of->keys[k].pattern, text, &group) ? group : STR_NONE);
}

/* One field of the key of NODE; absent: it has none, or not one of the form that the key asks for. */
static struct str
key_field(struct checking *in, const struct constraint *of, size_t k, uint32_t node)
{
	struct str text = STR_NONE;
	const uint32_t *found;
	size_t n;

	found = metapath_nodes(&in->run, of->keys[k].path, node, &n);
	if (n > 0)
		text = metapath_atom(&in->run, found[0]).text;
	metapath_drop(&in->run, n);
	return (of_the_form(of, k, text));
}

/* The key of NODE: its fields; several as one text, each with its length before it.  Absent: it has no field at all. */
static struct str
key_of(struct checking *in, size_t i, uint32_t node)
{
	size_t n = ms_constraints[i].n;
	struct buf joined = BUF((size_t)1 << 20);
	struct str key = STR_NONE;
	bool any = false;

	if (n == 1)
		return (key_field(in, &in->constraints[i], 0, node));
	for (size_t k = 0; k < n; k++) {
		struct str field = key_field(in, &in->constraints[i], k, node);

		any |= field.p != NULL;
		buf_printf(&joined, "%zd:", field.p == NULL ? (ssize_t)-1 : (ssize_t)field.n);
		buf_str(&joined, field);
	}
	if (any) {
		key = arena_str(in->arena, buf_view(&joined));
		in->starved |= key.p == NULL;
	}
	buf_free(&joined);
	return (key);
}

/* The key for people: "a, b". */
static void
key_arg(struct checking *in, size_t i, uint32_t node, struct problem *found)
{
	struct buf text = BUF((size_t)1 << 20);

	for (size_t k = 0; k < ms_constraints[i].n; k++) {
		struct str field = key_field(in, &in->constraints[i], k, node);

		if (field.p == NULL)
			continue;
		buf_c(&text, text.n > 0 ? ", " : "");
		buf_str(&text, field);
	}
	problem_arg(found, "key", buf_view(&text));
	buf_free(&text);
}

static void
tell_repeated(struct checking *in, size_t i, uint32_t node, uint32_t first)
{
	/* Between this document and another, it is this one's. */
	bool other = first < in->nodes->own && node >= in->nodes->own;
	struct problem found = constraint_found(in, ms_constraints[i].kind == MS_INDEX ? OSCAL_KEY_REPEATED : OSCAL_NOT_UNIQUE, i, other ? first : node);
	struct buf pointer = BUF(8192);

	ms_node_where(in->nodes, other ? node : first, &pointer);
	key_arg(in, i, node, &found);
	problem_arg(&found, "first", buf_view(&pointer));
	buf_free(&pointer);
	constraint_tell(in, i, &found);
}

void
constraint_index(struct checking *in, size_t i, uint32_t scope, size_t n)
{
	bool index = ms_constraints[i].kind == MS_INDEX;
	size_t from = in->run.n - n;

	for (size_t k = 0; k < n && !in->starved; k++) {
		uint32_t node = in->run.stack[from + k], first; /* the stack moves while keys are looked at */
		struct str key = key_of(in, i, node);

		if (key.p == NULL)
			continue;
		first = table_add(in, (uint32_t)i + 1, scope, key, node);
		if (first != 0)
			tell_repeated(in, i, node, first);
		else if (index)
			(void)table_add(in, SPACE_INDEX + in->constraints[i].index, 0, key, node);
	}
}

/* ---- References ---- */

static void
add_reference(struct checking *in, size_t i, uint32_t node, struct str key)
{
	struct key_reference *grown;

	if (key.p == NULL)
		return;
	grown = arena_grow(in->arena, in->references, in->nreferences, &in->references_max, sizeof *grown);
	if (grown == NULL) {
		in->starved = true;
		return;
	}
	in->references = grown;
	grown[in->nreferences++] = (struct key_reference){ (uint16_t)i, node, key };
}

/* A key of one field that stands there several times refers once for each. */
static void
add_references(struct checking *in, size_t i, uint32_t node)
{
	const struct constraint *of = &in->constraints[i];
	size_t n;

	(void)metapath_nodes(&in->run, of->keys[0].path, node, &n);
	for (size_t v = 0; v < n && !in->starved; v++)
		add_reference(in, i, node, of_the_form(of, 0, metapath_atom(&in->run, in->run.stack[in->run.n - n + v]).text));
	metapath_drop(&in->run, n);
}

void
constraint_refer(struct checking *in, size_t i, size_t n)
{
	size_t from = in->run.n - n;

	for (size_t k = 0; k < n && !in->starved; k++) {
		uint32_t node = in->run.stack[from + k];

		if (ms_constraints[i].n == 1)
			add_references(in, i, node);
		else
			add_reference(in, i, node, key_of(in, i, node));
	}
}

void
constraint_look_up(struct checking *in)
{
	for (size_t k = 0; k < in->nreferences && !findings_full(in->to); k++) {
		const struct key_reference *reference = &in->references[k];
		uint16_t index = in->constraints[reference->constraint].index;
		struct problem found;

		if (table_has(&in->keys, SPACE_INDEX + index, reference->key) || in->incomplete[index] != 0)
			continue;
		found = constraint_found(in, OSCAL_KEY_UNKNOWN, reference->constraint, reference->node);
		if (ms_constraints[reference->constraint].n == 1)
			problem_arg(&found, "key", reference->key);
		else
			key_arg(in, reference->constraint, reference->node, &found);
		problem_arg(&found, "index", str_c(ms_constraints[reference->constraint].subject));
		constraint_tell(in, reference->constraint, &found);
	}
}
