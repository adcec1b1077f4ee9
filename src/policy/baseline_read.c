/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of baselines, and one baseline by itself. */
#include "base/fold.h"
#include "policy/baseline_reading.h"

SHAPE_DEFINE(baseline_item, BASELINE_ITEM)
SHAPE_DEFINE(baseline_page, BASELINE_PAGE)
SHAPE_DEFINE(baseline_query, BASELINE_QUERY)
SHAPE_DEFINE(baseline_act, BASELINE_ACT)
SHAPE_DEFINE(baseline_link, BASELINE_LINK)
SHAPE_DEFINE(baseline_view, BASELINE_VIEW)

enum { PAGE_DEFAULT = 50, PAGE_MAX = 500 };

bool
baseline_visible(const struct scope *scope, const struct baseline_row *row)
{
	if (scope_holds(scope, row->issuer_path))
		return (true);
	for (size_t i = 0; i < scope->n && baseline_was_published(row); i++)
		if (str_starts(str_c(scope->ranges[i].from), row->issuer_path))
			return (true);
	return (false);
}

int
baseline_read_open(struct db *db, const struct scope *scope, struct id id, struct arena *arena, struct baseline_row *ret, struct problem *why)
{
	if (baseline_by_id(db, id, arena, ret, why))
		return (-1);
	return (baseline_visible(scope, ret) ? 0 : problem_set(why, BASELINE_UNKNOWN, "baseline"));
}

void
baseline_link_to(const struct baseline_row *row, struct baseline_link *ret)
{
	*ret = (struct baseline_link){ row->id, row->code, row->version, row->title, row->issuer_code, row->issuer_title, (int)row->status,
		row->effective_at };
}

static struct baseline_item
item_of(const struct baseline_row *row)
{
	return ((struct baseline_item){
		.id = row->id, .line = row->line, .code = row->code, .version = row->version, .title = row->title, .status = (int)row->status,
		.in_force = row->in_force, .issuer = row->issuer_code, .issuer_title = row->issuer_title, .root = row->root,
		.parent = row->parent, .document = row->document, .effective = row->effective_at, .requirements = row->requirements,
		.created_at = row->author.at, .revision = row->revision,
	});
}

/* ---- The list ---- */

/* How much each baseline says, in the order of ids. */
static const char COUNTS[] =
    "SELECT baseline, COUNT(*) FROM (SELECT baseline FROM baseline_parameter UNION ALL SELECT baseline FROM baseline_selection"
    " UNION ALL SELECT baseline FROM baseline_addition) s GROUP BY baseline ORDER BY baseline";

struct counted {
	struct id baseline;
	uint32_t n;
};

static int
count_changes(struct db *db, struct arena *arena, struct counted **ret, size_t *ret_n, struct problem *why)
{
	struct stmt *q = db_query(db, COUNTS, NO_ARGS);
	struct counted *items = NULL;
	size_t n = 0, capacity = 0;

	while (stmt_step(q) == STORE_ROW) {
		items = arena_grow(arena, items, n, &capacity, sizeof *items);
		if (items == NULL) {
			(void)stmt_done(q);
			return (problem_set(why, OUT_OF_MEMORY, NULL));
		}
		items[n++] = (struct counted){ stmt_id(q, 0), (uint32_t)stmt_int(q, 1) };
	}
	*ret = items;
	*ret_n = n;
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

static uint32_t
count_of(const struct counted *items, size_t n, struct id baseline)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = id_cmp(items[middle].baseline, baseline);

		if (order == 0)
			return (items[middle].n);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (0);
}

static bool
text_holds(const struct baseline_row *row, struct str folded, struct arena *arena)
{
	if (str_find(fold_text(row->code, arena), folded) >= 0)
		return (true);
	for (size_t i = 0; i < LANG_COUNT; i++)
		if (row->title.in[i].n > 0 && str_find(fold_text(row->title.in[i], arena), folded) >= 0)
			return (true);
	return (false);
}

static bool
fits(const struct baseline_row *row, const struct baseline_query *query, struct str folded, struct arena *arena)
{
	if ((query->status != 0 && (int)row->status != query->status) || (query->issuer.n > 0 && !str_eq(row->issuer_code, query->issuer)) ||
	    (!id_is_none(query->root) && !id_eq(row->root, query->root)) || (!id_is_none(query->line) && !id_eq(row->line, query->line)))
		return (false);
	return (folded.n == 0 || text_holds(row, folded, arena));
}

/* Baselines are few, and what one may see of them hangs on status and on ancestors too: so all are read, and the rest is done here. */
static int
make_page(const struct baseline_rows *rows, const struct scope *scope, const struct baseline_query *query, const struct counted *counts,
    size_t ncounts, struct arena *arena, struct baseline_page *ret)
{
	size_t limit = query->limit > 0 && query->limit <= PAGE_MAX ? query->limit : PAGE_DEFAULT;
	struct str folded = query->q.n > 0 ? fold_text(str_trim(query->q), arena) : STR("");
	struct id after = ID_NONE;

	if (query->after.n > 0 && id_parse(query->after, &after))
		return (0); /* nothing comes after what there never was */
	ret->items.items = arena_array(arena, struct baseline_item, limit);
	if (ret->items.items == NULL)
		return (-1);
	for (size_t i = rows->n; i-- > 0;) { /* ids grow with time */
		const struct baseline_row *row = &rows->items[i];
		struct baseline_item *item;

		if ((!id_is_none(after) && id_cmp(row->id, after) >= 0) || !baseline_visible(scope, row) || !fits(row, query, folded, arena))
			continue;
		if (ret->items.n == limit) {
			char text[ID_TEXT_BYTES + 1];

			id_text(ret->items.items[limit - 1].id, text);
			ret->next = arena_str(arena, str_c(text));
			return (ret->next.p == NULL ? -1 : 0);
		}
		item = &ret->items.items[ret->items.n++];
		*item = item_of(row);
		item->changes = count_of(counts, ncounts, row->id);
	}
	return (0);
}

int
baseline_list(struct db *db, const struct scope *scope, const struct baseline_query *query, int64_t now, struct arena *arena,
    struct baseline_page *ret, struct problem *why)
{
	struct baseline_rows rows;
	struct counted *counts = NULL;
	size_t n = 0;

	memset(ret, 0, sizeof *ret);
	if (rows_heads(db, arena, &rows, why) || count_changes(db, arena, &counts, &n, why))
		return (-1);
	rows_choose(&rows, now);
	return (make_page(&rows, scope, query, counts, n, arena, ret) ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
}

/* ---- One ---- */

static const char NAMES[] =
    "SELECT person, name FROM person_contact WHERE person IN (?1, ?2, ?3, ?4, ?5)";

static struct baseline_act
act_of(const struct setter *setter)
{
	return ((struct baseline_act){ setter->person, STR_NONE, setter->at });
}

static int
name_acts(struct db *db, struct arena *arena, struct baseline_view *view, struct problem *why)
{
	struct baseline_act *acts[] = { &view->author, &view->submitted, &view->approved, &view->published, &view->ended };
	struct stmt *q = db_query(db, NAMES, ARGS(ARG_ID(acts[0]->person), ARG_ID(acts[1]->person), ARG_ID(acts[2]->person),
	    ARG_ID(acts[3]->person), ARG_ID(acts[4]->person)));

	while (stmt_step(q) == STORE_ROW) {
		struct id person = stmt_id(q, 0);
		struct str name = arena_str(arena, stmt_text(q, 1));

		for (size_t i = 0; i < ARRAY_SIZE(acts); i++)
			if (id_eq(acts[i]->person, person))
				acts[i]->name = name;
	}
	return (stmt_done(q) ? db_problem(db, why) : 0);
}

/* All versions of the line that may be seen, newest first. */
static int
list_versions(const struct baseline_rows *heads, const struct scope *scope, struct id line, struct arena *arena,
    struct baseline_link_list *ret)
{
	ret->items = arena_array(arena, struct baseline_link, heads->n + 1);
	if (ret->items == NULL)
		return (-1);
	for (size_t i = heads->n; i-- > 0;)
		if (id_eq(heads->items[i].line, line) && baseline_visible(scope, &heads->items[i]))
			baseline_link_to(&heads->items[i], &ret->items[ret->n++]);
	return (0);
}

static int
list_chain(const struct chain *chain, struct arena *arena, struct baseline_link_list *ret)
{
	ret->items = arena_array(arena, struct baseline_link, chain->n);
	if (ret->items == NULL)
		return (-1);
	for (; ret->n < chain->n; ret->n++)
		baseline_link_to(chain->items[ret->n], &ret->items[ret->n]);
	return (0);
}

static uint32_t
count_open(const struct resolution *res)
{
	uint32_t n = 0;

	for (size_t i = 0; i < res->n; i++)
		for (size_t j = 0; j < res->asks[i].nparams && res->asks[i].brought != NULL; j++)
			n += res->asks[i].params[j].binding.n == 0;
	return (n);
}

static int
fill_view(const struct chain *chain, const struct baseline_rows *heads, const struct scope *scope, struct arena *arena,
    struct baseline_view *ret)
{
	const struct baseline_row *row = chain_last(chain), *root = chain->items[0], *head = rows_find(heads, row->id);
	const struct resolution *res = chain_resolution(chain);
	struct baseline_item item = item_of(row);

	*ret = (struct baseline_view){
		.id = item.id, .line = item.line, .code = item.code, .version = item.version, .title = item.title, .status = item.status,
		.in_force = head != NULL && head->in_force, .issuer = item.issuer, .issuer_title = item.issuer_title, .root = item.root,
		.parent = item.parent, .document = item.document, .effective = item.effective, .requirements = item.requirements,
		.changes = (uint32_t)(row->nparameters + row->nselections + row->nadditions), .created_at = item.created_at,
		.revision = item.revision, .level = res->level, .kinds = root->kinds, .conditions = root->conditions,
		.due_days = row->due_days, .valid_days = res->valid_days, .document_title = res->document->title,
		.asked = (uint32_t)resolution_count(res), .open_parameters = count_open(res), .author = act_of(&row->author),
		.submitted = act_of(&row->submitted), .approved = act_of(&row->approved), .published = act_of(&row->published),
		.ended = act_of(&row->ended), .note = row->note, .seq = row->seq, .issuer_id = row->issuer, .issuer_path = row->issuer_path,
	};
	return (list_chain(chain, arena, &ret->chain) || list_versions(heads, scope, row->line, arena, &ret->versions) ? -1 : 0);
}

int
baseline_get(struct db *db, struct blobs *blobs, const struct scope *scope, struct id id, int64_t now, struct arena *arena,
    struct baseline_view *ret, struct problem *why)
{
	struct baseline_rows heads;
	struct baseline_row row;
	struct chain chain;
	int status;

	if (baseline_read_open(db, scope, id, arena, &row, why) || rows_heads(db, arena, &heads, why) ||
	    chain_load(db, blobs, &row, now, arena, &chain, why))
		return (-1);
	rows_choose(&heads, now);
	status = fill_view(&chain, &heads, scope, arena, ret) ? problem_set(why, OUT_OF_MEMORY, NULL) : name_acts(db, arena, ret, why);
	chain_end(&chain);
	return (status);
}
