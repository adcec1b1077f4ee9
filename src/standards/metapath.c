/* SPDX-License-Identifier: Apache-2.0 */
/* Metapath: what expressions give. */
#include <stdlib.h>

#include "standards/metapath_inside.h"

static void select_nodes(struct metapath_run *run, const struct metapath *path, uint32_t at);

/* ---- The stack ---- */

bool
metapath_spent(const struct metapath_run *run)
{
	return (run->starved || run->steps > METAPATH_STEPS_MAX);
}

static void
push(struct metapath_run *run, uint32_t at)
{
	if (run->n == run->max) {
		size_t max = run->max == 0 ? 1024 : 2 * run->max;
		uint32_t *grown = realloc(run->stack, max * sizeof *grown);

		if (grown == NULL) {
			run->starved = true;
			return;
		}
		run->stack = grown;
		run->max = max;
	}
	run->stack[run->n++] = at;
}

void
metapath_drop(struct metapath_run *run, size_t n)
{
	run->n -= n;
}

void
metapath_end(struct metapath_run *run)
{
	free(run->stack);
	run->stack = NULL;
	run->n = run->max = 0;
}

static int
by_number(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x < *y ? -1 : *x > *y);
}

/* What lies on the stack from FROM on in the order of the document, each once. */
static void
put_in_order(struct metapath_run *run, size_t from)
{
	size_t n = from;
	bool ordered = true;

	for (size_t i = from + 1; i < run->n && ordered; i++)
		ordered = run->stack[i - 1] < run->stack[i];
	if (ordered)
		return;
	qsort(run->stack + from, run->n - from, sizeof *run->stack, by_number);
	for (size_t i = from; i < run->n; i++)
		if (n == from || run->stack[n - 1] != run->stack[i])
			run->stack[n++] = run->stack[i];
	run->n = n;
}

/* ---- Atoms ---- */

struct metapath_atom
metapath_atom(const struct metapath_run *run, uint32_t at)
{
	yyjson_val *value = ms_node_value(&run->nodes->items[at]);

	if (yyjson_is_num(value))
		return ((struct metapath_atom){ .number = yyjson_get_num(value), .is_number = true });
	if (yyjson_is_bool(value))
		return ((struct metapath_atom){ .text = yyjson_get_bool(value) ? STR("true") : STR("false") });
	return ((struct metapath_atom){ .text = json_str(value) });
}

typedef bool atom_fn(void *user, struct metapath_atom atom);

/* FN for each atom of PATH until it says true; whether it did. */
static bool
any_atom(struct metapath_run *run, const struct metapath *path, uint32_t at, atom_fn *fn, void *user)
{
	size_t from = run->n;
	bool found = false;

	if (path->op == MP_LIST)
		return (any_atom(run, path->a, at, fn, user) || any_atom(run, path->b, at, fn, user));
	if (path->op == MP_TEXT)
		return (fn(user, (struct metapath_atom){ .text = path->text }));
	select_nodes(run, path, at);
	for (size_t i = from; i < run->n && !found; i++)
		found = fn(user, metapath_atom(run, run->stack[i]));
	run->n = from;
	return (found);
}

struct comparison {
	struct metapath_run *run;
	const struct metapath *path; /* its right side */
	uint32_t at;
	struct metapath_atom left;
};

static bool
compare(enum metapath_op op, struct metapath_atom left, struct metapath_atom right)
{
	int order;

	if (left.is_number && right.is_number)
		order = left.number < right.number ? -1 : left.number > right.number;
	else if (left.text.p == NULL || right.text.p == NULL)
		return (false);
	else
		order = op == MP_EQUAL || op == MP_UNEQUAL ? !str_eq(left.text, right.text) : str_cmp(left.text, right.text);
	switch (op) {
	case MP_EQUAL:
		return (order == 0);
	case MP_UNEQUAL:
		return (order != 0);
	case MP_LESS:
		return (order < 0);
	case MP_LESS_EQUAL:
		return (order <= 0);
	case MP_GREATER:
		return (order > 0);
	default:
		return (order >= 0);
	}
}

static bool
compare_right(void *user, struct metapath_atom right)
{
	const struct comparison *of = user;

	return (compare(of->path->op, of->left, right));
}

static bool
compare_left(void *user, struct metapath_atom left)
{
	struct comparison *of = user;

	of->left = left;
	return (any_atom(of->run, of->path->b, of->at, compare_right, of));
}

static bool
starts_right(void *user, struct metapath_atom right)
{
	const struct comparison *of = user;

	return (of->left.text.p != NULL && right.text.p != NULL && str_starts(of->left.text, right.text));
}

static bool
starts_left(void *user, struct metapath_atom left)
{
	struct comparison *of = user;

	of->left = left;
	return (any_atom(of->run, of->path->b, of->at, starts_right, of));
}

static bool
is_namespace(void *user, struct metapath_atom atom)
{
	const struct str *ns = user;

	return (str_eq(*ns, atom.text));
}

/* An object without the flag "ns" is of OSCAL's own namespace. */
static bool
has_namespace(struct metapath_run *run, const struct metapath *names, uint32_t at)
{
	uint32_t flag = ms_node_flag(run->nodes, at, run->ns);
	struct str ns = flag == 0 ? STR(OSCAL_NS_DEFAULT) : metapath_atom(run, flag).text;

	return (any_atom(run, names, at, is_namespace, &ns));
}

static bool
any_node(struct metapath_run *run, const struct metapath *path, uint32_t at)
{
	size_t from = run->n;
	bool any;

	select_nodes(run, path, at);
	any = run->n > from;
	run->n = from;
	return (any);
}

static bool
is_there(void *user, struct metapath_atom atom)
{
	(void)user, (void)atom;
	return (true);
}

bool
metapath_true(struct metapath_run *run, const struct metapath *path, uint32_t at)
{
	struct comparison comparison = { .run = run, .path = path, .at = at };

	switch (path->op) {
	case MP_AND:
		return (metapath_true(run, path->a, at) && metapath_true(run, path->b, at));
	case MP_OR:
		return (metapath_true(run, path->a, at) || metapath_true(run, path->b, at));
	case MP_NOT:
		return (!metapath_true(run, path->a, at));
	case MP_EXISTS:
		return (any_atom(run, path->a, at, is_there, NULL));
	case MP_EQUAL:
	case MP_UNEQUAL:
	case MP_LESS:
	case MP_LESS_EQUAL:
	case MP_GREATER:
	case MP_GREATER_EQUAL:
		return (any_atom(run, path->a, at, compare_left, &comparison));
	case MP_STARTS_WITH:
		return (any_atom(run, path->a, at, starts_left, &comparison));
	case MP_HAS_OSCAL_NAMESPACE:
		return (has_namespace(run, path->a, at));
	case MP_TEXT:
		return (path->text.n > 0);
	case MP_LIST:
		return (metapath_true(run, path->a, at) || metapath_true(run, path->b, at));
	default:
		return (any_node(run, path, at));
	}
}

/* ---- Nodes ---- */

static void
select_children(struct metapath_run *run, uint32_t at, uint16_t name, bool flags)
{
	const struct ms_node *nodes = run->nodes->items;

	for (uint32_t i = at + 1, end = nodes[at].end; i < end; i = nodes[i].end) {
		run->steps++;
		if (nodes[i].name == name && nodes[i].flag == flags)
			push(run, i);
	}
}

static void
select_below(struct metapath_run *run, uint32_t at, uint16_t name)
{
	const struct ms_node *nodes = run->nodes->items;

	run->steps += nodes[at].end - at;
	for (uint32_t i = at + 1; i < nodes[at].end; i++)
		if (nodes[i].name == name && !nodes[i].flag)
			push(run, i);
}

static void
select_all_below(struct metapath_run *run, uint32_t at)
{
	const struct ms_node *nodes = run->nodes->items;

	run->steps += nodes[at].end - at;
	for (uint32_t i = at; i < nodes[at].end; i++)
		if (!nodes[i].flag)
			push(run, i);
}

static void
select_path(struct metapath_run *run, const struct metapath *path, uint32_t at)
{
	size_t from = run->n, middle;

	if (path->a->op == MP_SELF) {
		select_nodes(run, path->b, at);
		return;
	}
	select_nodes(run, path->a, at);
	middle = run->n;
	for (size_t i = from; i < middle && !metapath_spent(run); i++)
		select_nodes(run, path->b, run->stack[i]);
	if (middle > from) {
		memmove(run->stack + from, run->stack + middle, (run->n - middle) * sizeof *run->stack);
		run->n -= middle - from;
	}
	put_in_order(run, from);
}

static void
select_filtered(struct metapath_run *run, const struct metapath *path, uint32_t at)
{
	size_t from = run->n, n = from, end;

	select_nodes(run, path->a, at);
	end = run->n;
	for (size_t i = from; i < end && !metapath_spent(run); i++) {
		uint32_t node = run->stack[i];

		if (metapath_true(run, path->b, node))
			run->stack[n++] = node;
	}
	run->n = n;
}

/* The document that AT is of. */
static uint32_t
top_of(const struct metapath_run *run, uint32_t at)
{
	while (run->nodes->items[at].def != NODE_NO_DEF)
		at = run->nodes->items[at].up;
	return (at);
}

/* doc(): the documents that the values of its argument name. */
static void
select_documents(struct metapath_run *run, const struct metapath *path, uint32_t at)
{
	size_t from = run->n, n = from, end;

	select_nodes(run, path->a, at);
	end = run->n;
	for (size_t i = from; i < end && !metapath_spent(run); i++) {
		struct str href = metapath_atom(run, run->stack[i]).text;
		uint32_t document = run->document == NULL || href.p == NULL ? METAPATH_NO_DOCUMENT : run->document(run->user, href, run->stack[i]);

		if (document == METAPATH_NO_DOCUMENT)
			run->foreign = true;
		else
			run->stack[n++] = document;
	}
	run->n = n;
	put_in_order(run, from);
}

static void
select_nodes(struct metapath_run *run, const struct metapath *path, uint32_t at)
{
	size_t from = run->n;

	run->steps++;
	if (metapath_spent(run))
		return;
	switch (path->op) {
	case MP_SELF:
		push(run, at);
		break;
	case MP_TOP:
		push(run, top_of(run, at));
		break;
	case MP_CHILD:
	case MP_FLAG:
		select_children(run, at, path->name, path->op == MP_FLAG);
		break;
	case MP_BELOW:
		select_below(run, at, path->name);
		break;
	case MP_ALL_BELOW:
		select_all_below(run, at);
		break;
	case MP_PATH:
		select_path(run, path, at);
		break;
	case MP_FILTER:
		select_filtered(run, path, at);
		break;
	case MP_UNION:
	case MP_LIST:
		select_nodes(run, path->a, at);
		select_nodes(run, path->b, at);
		put_in_order(run, from);
		break;
	case MP_DOC:
		select_documents(run, path, at);
		break;
	default: /* texts and truth values are no nodes */
		break;
	}
}

const uint32_t *
metapath_nodes(struct metapath_run *run, const struct metapath *path, uint32_t at, size_t *ret_n)
{
	size_t from = run->n;

	select_nodes(run, path, at);
	*ret_n = run->n - from;
	return (run->stack == NULL ? NULL : run->stack + from);
}
