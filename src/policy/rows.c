/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/rows.h"

#include "people/attribute.h"

CHOICES_DEFINE(baseline_status, BASELINE_STATUSES)

#define COLUMNS \
	"SELECT b.id, b.line, b.root, b.parent, b.document, b.issuer, b.code, b.version, b.title, e.code, e.path, e.title, b.status," \
	" b.level, b.due_days, b.valid_days, b.revision, b.requirements, b.kinds, b.conditions, b.effective_at, b.seq," \
	" b.author, b.created_at, b.submitted_by, b.submitted_at, b.approved_by, b.approved_at, b.published_by, b.published_at," \
	" b.ended_by, b.ended_at, b.note" \
	" FROM baseline b JOIN entity e ON e.id = b.issuer "
static const char BY_ID[] = COLUMNS "WHERE b.id = ?1";
static const char ALL_HEADS[] = COLUMNS "ORDER BY b.id";
static const char OF_ROOT[] = COLUMNS "WHERE b.root = ?1 AND (b.published_at IS NOT NULL OR b.id = ?2) ORDER BY b.id";
static const char OF_ALL[] = COLUMNS "WHERE b.published_at IS NOT NULL OR b.id = ?1 ORDER BY b.id";

#define OF_THESE(table) \
	"FROM " table " s JOIN baseline b ON b.id = s.baseline WHERE (?3 = 1 OR b.root = ?1) AND (b.published_at IS NOT NULL OR b.id = ?2)" \
	" ORDER BY s.baseline, "
static const char PARAMETERS[] =
    "SELECT s.baseline, s.parameter, s.requirement, s.value, s.unit, s.type, s.strictness, s.choices, s.set_by, s.set_at, s.seq "
    OF_THESE("baseline_parameter") "s.parameter";
static const char SELECTIONS[] =
    "SELECT s.baseline, s.requirement, s.included, s.set_by, s.set_at, s.seq " OF_THESE("baseline_selection") "s.requirement";
static const char ADDITIONS[] =
    "SELECT s.baseline, s.requirement, s.family, s.title, s.statement, s.guidance, s.due_days, s.set_by, s.set_at, s.seq "
    OF_THESE("baseline_addition") "s.requirement";

/* ---- Columns of lists ---- */

struct str
texts_pack(const struct str_list *texts, struct arena *arena)
{
	struct buf out = BUF(64 << 10);
	struct str packed;

	buf_char(&out, '[');
	for (size_t i = 0; i < texts->n; i++) {
		if (i > 0)
			buf_char(&out, ',');
		json_quote(&out, texts->items[i]);
	}
	buf_char(&out, ']');
	packed = buf_failed(&out) ? STR_NONE : arena_str(arena, buf_view(&out));
	buf_free(&out);
	return (packed);
}

int
texts_unpack(struct str json, struct arena *arena, struct str_list *ret)
{
	yyjson_doc *doc CLEANUP(json_freep) = NULL;
	struct problem ignored = { 0 };
	yyjson_arr_iter at;

	*ret = (struct str_list){ NULL, 0 };
	if (json.n <= 2) /* "[]" */
		return (0);
	if (json_parse(json, &json_limits_request, &doc, &ignored))
		return (-1);
	ret->items = arena_array(arena, struct str, yyjson_arr_size(yyjson_doc_get_root(doc)) + 1);
	if (ret->items == NULL)
		return (-1);
	at = yyjson_arr_iter_with(yyjson_doc_get_root(doc));
	for (yyjson_val *value; (value = yyjson_arr_iter_next(&at)) != NULL;)
		ret->items[ret->n++] = arena_str(arena, json_str(value));
	return (0);
}

static int
pair_order(const void *a, const void *b)
{
	return (str_cmp(((const struct pair *)a)->name, ((const struct pair *)b)->name));
}

struct str
pairs_pack(const struct pair_list *pairs, struct arena *arena)
{
	struct pair *sorted = arena_array(arena, struct pair, pairs->n + 1);
	struct buf out = BUF(64 << 10);
	struct str packed;

	if (sorted == NULL)
		return (STR_NONE);
	if (pairs->n > 0)
		memcpy(sorted, pairs->items, pairs->n * sizeof *sorted);
	qsort(sorted, pairs->n, sizeof *sorted, pair_order);
	buf_char(&out, '{');
	for (size_t i = 0; i < pairs->n; i++) {
		if (i > 0)
			buf_char(&out, ',');
		json_quote(&out, sorted[i].name);
		buf_char(&out, ':');
		json_quote(&out, sorted[i].value);
	}
	buf_char(&out, '}');
	packed = buf_failed(&out) ? STR_NONE : arena_str(arena, buf_view(&out));
	buf_free(&out);
	return (packed);
}

/* ---- Reading ---- */

static struct setter
read_setter(struct stmt *q, int column)
{
	return ((struct setter){ stmt_id(q, column), stmt_int(q, column + 1), 0 });
}

static int
read_baseline(struct stmt *q, struct arena *arena, struct baseline_row *ret)
{
	*ret = (struct baseline_row){
		.id = stmt_id(q, 0), .line = stmt_id(q, 1), .root = stmt_id(q, 2), .parent = stmt_id(q, 3), .document = stmt_id(q, 4),
		.issuer = stmt_id(q, 5), .code = arena_str(arena, stmt_text(q, 6)), .version = arena_str(arena, stmt_text(q, 7)),
		.issuer_code = arena_str(arena, stmt_text(q, 9)), .issuer_path = arena_str(arena, stmt_text(q, 10)),
		.status = (enum baseline_status)choice_find(&baseline_status_choices, stmt_text(q, 12)),
		.level = (uint32_t)stmt_int(q, 13), .due_days = (uint32_t)stmt_int(q, 14), .valid_days = (uint32_t)stmt_int(q, 15),
		.revision = (uint32_t)stmt_int(q, 16), .requirements = (uint32_t)stmt_int(q, 17),
		.effective_at = stmt_int(q, 20), .seq = stmt_int(q, 21), .author = read_setter(q, 22), .submitted = read_setter(q, 24),
		.approved = read_setter(q, 26), .published = read_setter(q, 28), .ended = read_setter(q, 30),
		.note = arena_str(arena, stmt_text(q, 32)),
	};
	langs_unpack(stmt_text(q, 8), arena, &ret->title);
	langs_unpack(stmt_text(q, 11), arena, &ret->issuer_title);
	if (texts_unpack(stmt_text(q, 18), arena, &ret->kinds) || attributes_unpack(stmt_text(q, 19), arena, &ret->conditions))
		return (-1);
	return (ret->issuer_path.p == NULL ? -1 : 0);
}

int
baseline_by_id(struct db *db, struct id id, struct arena *arena, struct baseline_row *ret, struct problem *why)
{
	struct stmt *q = db_query(db, BY_ID, ARGS(ARG_ID(id)));
	bool found = stmt_step(q) == STORE_ROW, full = found && read_baseline(q, arena, ret);

	if (stmt_done(q))
		return (db_problem(db, why));
	if (full)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	return (found ? 0 : problem_set(why, BASELINE_UNKNOWN, "baseline"));
}

static int
read_baselines(struct db *db, struct stmt *q, struct arena *arena, struct baseline_rows *ret, struct problem *why)
{
	size_t capacity = 0;

	*ret = (struct baseline_rows){ NULL, NULL, 0 };
	while (stmt_step(q) == STORE_ROW) {
		struct baseline_row *items = arena_grow(arena, ret->items, ret->n, &capacity, sizeof *items);

		if (items == NULL || read_baseline(q, arena, &items[ret->n])) {
			(void)stmt_done(q);
			return (problem_set(why, OUT_OF_MEMORY, NULL));
		}
		ret->items = items;
		ret->n++;
	}
	if (stmt_done(q))
		return (db_problem(db, why));
	ret->by_line = arena_array(arena, struct baseline_row *, ret->n + 1);
	return (ret->by_line == NULL ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

int
rows_heads(struct db *db, struct arena *arena, struct baseline_rows *ret, struct problem *why)
{
	return (read_baselines(db, db_query(db, ALL_HEADS, NO_ARGS), arena, ret, why));
}

static int
load_baselines(struct db *db, struct id root, struct id draft, struct arena *arena, struct baseline_rows *ret, struct problem *why)
{
	struct stmt *q = id_is_none(root) ? db_query(db, OF_ALL, ARGS(ARG_ID(draft))) :
	    db_query(db, OF_ROOT, ARGS(ARG_ID(root), ARG_ID(draft)));

	return (read_baselines(db, q, arena, ret, why));
}

/*
 * Both statements come in the order of ids, so the rows of one table that belong to a baseline stand together: ITEMS of SIZE bytes are
 * read one by one, and TAKE is told of each run.
 */
struct reader {
	size_t size;
	int (*read)(struct stmt *q, struct arena *arena, void *ret);
	void (*take)(struct baseline_row *row, void *items, size_t n);
};

static int
load_runs(struct db *db, const char *sql, struct args args, const struct reader *reader, struct arena *arena, struct baseline_rows *rows,
    struct problem *why)
{
	struct stmt *q = db_query(db, sql, args);
	struct baseline_row *owner = NULL;
	size_t capacity = 0, n = 0, at = 0;
	char *items = NULL;

	while (stmt_step(q) == STORE_ROW) {
		struct id id = stmt_id(q, 0);

		if (owner == NULL || !id_eq(owner->id, id)) {
			while (at < rows->n && id_cmp(rows->items[at].id, id) < 0)
				at++;
			if (at == rows->n)
				break;
			if (!id_eq(rows->items[at].id, id))
				continue;
			owner = &rows->items[at];
			items = NULL;
			n = capacity = 0;
		}
		items = arena_grow(arena, items, n, &capacity, reader->size);
		if (items == NULL || reader->read(q, arena, items + n * reader->size)) {
			(void)stmt_done(q);
			return (problem_set(why, OUT_OF_MEMORY, NULL));
		}
		reader->take(owner, items, ++n);
	}
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

static int
read_parameter(struct stmt *q, struct arena *arena, void *ret)
{
	struct parameter_row *row = ret;

	*row = (struct parameter_row){
		.parameter = arena_str(arena, stmt_text(q, 1)), .requirement = arena_str(arena, stmt_text(q, 2)),
		.value = { arena_str(arena, stmt_text(q, 3)), arena_str(arena, stmt_text(q, 4)) },
		.type = (enum param_type)choice_find(&param_type_choices, stmt_text(q, 5)),
		.strictness = (enum param_strictness)choice_find(&param_strictness_choices, stmt_text(q, 6)),
		.by = { stmt_id(q, 8), stmt_int(q, 9), stmt_int(q, 10) },
	};
	return (texts_unpack(stmt_text(q, 7), arena, &row->choices));
}

static void
take_parameters(struct baseline_row *row, void *items, size_t n)
{
	row->parameters = items;
	row->nparameters = n;
}

static int
read_selection(struct stmt *q, struct arena *arena, void *ret)
{
	struct selection_row *row = ret;

	*row = (struct selection_row){ arena_str(arena, stmt_text(q, 1)), stmt_int(q, 2) != 0,
		{ stmt_id(q, 3), stmt_int(q, 4), stmt_int(q, 5) } };
	return (row->requirement.p == NULL ? -1 : 0);
}

static void
take_selections(struct baseline_row *row, void *items, size_t n)
{
	row->selections = items;
	row->nselections = n;
}

static int
read_addition(struct stmt *q, struct arena *arena, void *ret)
{
	struct addition_row *row = ret;

	*row = (struct addition_row){
		.requirement = arena_str(arena, stmt_text(q, 1)), .family = arena_str(arena, stmt_text(q, 2)),
		.due_days = (uint32_t)stmt_int(q, 6), .by = { stmt_id(q, 7), stmt_int(q, 8), stmt_int(q, 9) },
	};
	langs_unpack(stmt_text(q, 3), arena, &row->title);
	langs_unpack(stmt_text(q, 4), arena, &row->statement);
	langs_unpack(stmt_text(q, 5), arena, &row->guidance);
	return (row->family.p == NULL ? -1 : 0);
}

static void
take_additions(struct baseline_row *row, void *items, size_t n)
{
	row->additions = items;
	row->nadditions = n;
}

int
rows_load(struct db *db, struct id root, struct id draft, struct arena *arena, struct baseline_rows *ret, struct problem *why)
{
	static const struct reader parameters = { sizeof(struct parameter_row), read_parameter, take_parameters };
	static const struct reader selections = { sizeof(struct selection_row), read_selection, take_selections };
	static const struct reader additions = { sizeof(struct addition_row), read_addition, take_additions };
	struct arg args[] = { ARG_ID(root), ARG_ID(draft), ARG_INT(id_is_none(root)) };
	struct args these = { args, ARRAY_SIZE(args) };

	if (load_baselines(db, root, draft, arena, ret, why) ||
	    load_runs(db, PARAMETERS, these, &parameters, arena, ret, why) ||
	    load_runs(db, SELECTIONS, these, &selections, arena, ret, why) ||
	    load_runs(db, ADDITIONS, these, &additions, arena, ret, why))
		return (-1);
	return (0);
}

/* ---- What binds when ---- */

bool
baseline_is_root(const struct baseline_row *row)
{
	return (id_eq(row->line, row->root));
}

bool
baseline_was_published(const struct baseline_row *row)
{
	return (row->published.at != 0);
}

/* Withdrawn before it took effect. */
static bool
never_was(const struct baseline_row *row)
{
	return (row->status == BASELINE_WITHDRAWN && row->ended.at < row->effective_at);
}

static bool
took_effect(const struct baseline_row *row, int64_t at)
{
	return (baseline_was_published(row) && !never_was(row) && row->effective_at <= at);
}

static bool
later(const struct baseline_row *a, const struct baseline_row *b)
{
	if (a->effective_at != b->effective_at)
		return (a->effective_at > b->effective_at);
	return (a->published.at != b->published.at ? a->published.at > b->published.at : a->seq > b->seq);
}

static int
line_order(const void *a, const void *b)
{
	const struct baseline_row *x = *(const struct baseline_row *const *)a, *y = *(const struct baseline_row *const *)b;
	int order = id_cmp(x->line, y->line);

	return (order != 0 ? order : later(x, y) - later(y, x));
}

void
rows_choose(struct baseline_rows *rows, int64_t at)
{
	struct baseline_row **by_line = rows->by_line;
	size_t n = 0;

	for (size_t i = 0; i < rows->n; i++) {
		rows->items[i].in_force = false;
		if (took_effect(&rows->items[i], at))
			by_line[n++] = &rows->items[i];
	}
	if (n > 0)
		qsort(by_line, n, sizeof(struct baseline_row *), line_order);
	for (size_t i = 0; i < n; i++) {
		bool last = i + 1 == n || !id_eq(by_line[i]->line, by_line[i + 1]->line);

		by_line[i]->in_force = last && !(by_line[i]->status == BASELINE_WITHDRAWN && by_line[i]->ended.at <= at);
	}
}

int64_t
rows_next_change(const struct baseline_rows *rows, int64_t now)
{
	int64_t next = 0;

	for (size_t i = 0; i < rows->n; i++) {
		const struct baseline_row *row = &rows->items[i];

		if (!baseline_was_published(row) || never_was(row) || row->effective_at <= now)
			continue;
		if (next == 0 || row->effective_at < next)
			next = row->effective_at;
	}
	return (next);
}

struct baseline_row *
rows_find(const struct baseline_rows *rows, struct id id)
{
	size_t low = 0, high = rows->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = id_cmp(rows->items[middle].id, id);

		if (order == 0)
			return (&rows->items[middle]);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (NULL);
}

size_t
rows_chain(const struct baseline_rows *rows, const struct baseline_row *last, const struct baseline_row *ret[CHAIN_MAX])
{
	size_t n = 0, at;

	if (baseline_is_root(last)) {
		ret[0] = last;
		return (1);
	}
	for (size_t i = 0; i < rows->n; i++) {
		const struct baseline_row *row = &rows->items[i];
		bool above = baseline_is_root(row) || (row->issuer_path.n < last->issuer_path.n && str_starts(last->issuer_path, row->issuer_path));

		if (!row->in_force || !id_eq(row->root, last->root) || !above || id_eq(row->line, last->line) || n == CHAIN_MAX - 1)
			continue;
		for (at = n++; at > 0 && !baseline_is_root(ret[at - 1]) &&
		    (baseline_is_root(row) || ret[at - 1]->issuer_path.n > row->issuer_path.n); at--)
			ret[at] = ret[at - 1];
		ret[at] = row;
	}
	if (n == 0 || !baseline_is_root(ret[0]))
		return (0);
	ret[n++] = last;
	return (n);
}
