/* SPDX-License-Identifier: Apache-2.0 */
/* The OSCAL catalog that the rows of a sheet make. */
#include "base/clock.h"
#include "standards/sheet_inside.h"

enum { PROPS_MAX = 1000, LANG_PARTS = 2 * LANG_COUNT };

/* ---- The catalog ---- */

static struct str
escaped(struct sheet_making *m, struct str text, bool line)
{
	struct buf out = BUF(text.n * 2 + 64);
	struct str ret;

	markup_escape(text, line, &out);
	ret = buf_failed(&out) ? STR_NONE : arena_str(m->arena, buf_view(&out));
	m->full = m->full || ret.p == NULL;
	buf_free(&out);
	return (ret);
}

static struct str
line_of(struct sheet_making *m, struct str text)
{
	return (sheet_one_line(text, m->arena, &m->full));
}

/* Memory of N of SIZE; what does not fit is remembered. */
static void *
room(struct sheet_making *m, size_t n, size_t size)
{
	void *ret = arena_calloc(m->arena, n + 1, size);

	m->full = m->full || ret == NULL;
	return (ret);
}

/* The first language that TEXTS has goes where OSCAL has one; the others are translations. */
static enum lang
own_language(const struct langs *texts)
{
	enum lang lang = LANG_EN;

	(void)langs_pick(texts, LANG_EN, &lang);
	return (lang);
}

static size_t
count_mappings(struct str text)
{
	size_t n = 1;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == ';' || text.p[i] == ',' || text.p[i] == '\n';
	return (n);
}

/* "A.5.1; A.5.2" as a property each; of a mapping, the class names the framework. */
static size_t
add_mappings(struct sheet_making *m, struct oscal_prop *props, size_t n, const struct sheet_column_plan *column, struct str text)
{
	bool set = column->role == COLUMN_SET;
	struct str class = set ? STR_NONE : sheet_token(sheet_subject(column->heading), "f-", m->arena);
	size_t from = 0;

	for (size_t i = 0; i <= text.n; i++) {
		struct str value;

		if (i < text.n && text.p[i] != ';' && text.p[i] != ',' && text.p[i] != '\n')
			continue;
		value = line_of(m, str_sub(text, from, i - from));
		from = i + 1;
		if (value.n == 0 || n >= PROPS_MAX)
			continue;
		props[n] = sheet_prop(set ? "implementation-group" : "mapping", class, value);
		if (!set)
			props[n].remarks = escaped(m, sheet_subject(column->heading), false);
		n++;
	}
	return (n);
}

/* What became relations is said by them alone. */
static bool
has_values(const struct sheet_column_plan *column)
{
	return (column->role == COLUMN_SET || (column->role == COLUMN_MAPPING && column->framework.n == 0));
}

static void
make_props(struct sheet_making *m, const struct sheet_item *item, const struct langs *title, struct oscal_control *control)
{
	struct str level = line_of(m, sheet_cell_text(m, item->row, COLUMN_LEVEL, LANG_EN)), translation;
	struct str urn = line_of(m, sheet_cell_text(m, item->row, COLUMN_URN, LANG_EN));
	size_t n = 0, most = LANG_COUNT + 3;
	struct oscal_prop *props;

	for (uint32_t i = 0; i < m->plan->n; i++)
		if (has_values(&m->plan->columns[i]))
			most += count_mappings(sheet_text(item->row, i));
	most = most < PROPS_MAX ? most : PROPS_MAX;
	props = room(m, most, sizeof *props);
	if (props == NULL)
		return;
	props[n++] = (struct oscal_prop){ .name = STR("label"), .value = line_of(m, item->label) };
	if (level.n > 0)
		props[n++] = sheet_prop("level", STR_NONE, level);
	if (urn.n > 0)
		props[n++] = sheet_prop("urn", STR_NONE, urn);
	for (int lang = 0; lang < LANG_COUNT; lang++)
		if ((enum lang)lang != own_language(title) && (translation = line_of(m, title->in[lang])).n > 0)
			props[n++] = sheet_prop("title", str_c(lang_tag((enum lang)lang)), translation);
	for (uint32_t i = 0; i < m->plan->n; i++)
		if (has_values(&m->plan->columns[i]))
			n = add_mappings(m, props, n, &m->plan->columns[i], sheet_text(item->row, i));
	control->props.items = props;
	control->props.n = n;
}

static size_t
add_parts(struct sheet_making *m, const struct sheet_item *item, enum sheet_role role, struct oscal_part *parts, size_t n)
{
	const char *name = role == COLUMN_STATEMENT ? "statement" : "guidance", *end = role == COLUMN_STATEMENT ? "smt" : "gdn";
	struct langs texts;
	enum lang own;

	sheet_langs(m, item->row, role, &texts);
	own = own_language(&texts);
	if (langs_empty(&texts))
		return (n);
	parts[n++] = (struct oscal_part){ .id = arena_fmt(m->arena, "%.*s_%s", STR_FMT(item->id), end), .name = str_c(name),
		.prose = escaped(m, texts.in[own], false) };
	for (int lang = 0; lang < LANG_COUNT; lang++)
		if (texts.in[lang].p != NULL && (enum lang)lang != own)
			parts[n++] = (struct oscal_part){ .id = arena_fmt(m->arena, "%.*s_%s_%s", STR_FMT(item->id), end, lang_tag((enum lang)lang)),
				.name = str_c(name), .ns = STR(OSCAL_NS_OURS), .class = str_c(lang_tag((enum lang)lang)),
				.prose = escaped(m, texts.in[lang], false) };
	return (n);
}

static void
make_control(struct sheet_making *m, const struct sheet_item *item, struct oscal_control *control)
{
	struct oscal_part *parts = room(m, LANG_PARTS, sizeof *parts);
	struct langs title;
	size_t n;

	sheet_langs(m, item->row, COLUMN_TITLE, &title);
	control->id = item->id;
	control->title = escaped(m, langs_empty(&title) ? item->label : title.in[own_language(&title)], true);
	make_props(m, item, &title, control);
	if (parts == NULL)
		return;
	n = add_parts(m, item, COLUMN_STATEMENT, parts, 0);
	control->parts.n = add_parts(m, item, COLUMN_GUIDANCE, parts, n);
	control->parts.items = parts;
}

/* Controls below PARENT (an item), or those of GROUP that are below none, in the order of the rows. */
struct order {
	struct oscal_control *of;    /* all, each list in a piece */
	uint32_t used;
};

static struct oscal_control_list
take_list(struct order *order, uint32_t n)
{
	struct oscal_control_list ret = { order->of + order->used, n };

	order->used += n;
	return (ret);
}

static void
count_children(struct sheet_making *m, uint32_t *loose)
{
	*loose = 0;
	for (uint32_t i = 0; i < m->n; i++) {
		struct sheet_item *item = &m->items[i];

		if (item->parent != SHEET_NOWHERE)
			m->items[item->parent].children++;
		else if (item->group != SHEET_NOWHERE)
			m->groups[item->group].items++;
		else
			++*loose;
	}
}

/* Each item into its list; lists stand one after the other: loose ones, those of groups, those of items. */
static void
place(struct sheet_making *m, struct order *order, struct oscal_catalog *catalog, struct oscal_group *groups, uint32_t loose)
{
	struct oscal_control_list *below = room(m, m->n, sizeof *below);
	uint32_t *taken = room(m, (size_t)m->n + m->ngroups + 1, sizeof *taken);
	struct oscal_control **at = room(m, m->n, sizeof(struct oscal_control *));

	if (m->full)
		return;
	catalog->controls = take_list(order, loose);
	for (size_t i = 0; i < m->ngroups; i++)
		groups[i].controls = take_list(order, m->groups[i].items);
	for (uint32_t i = 0; i < m->n; i++)
		below[i] = take_list(order, m->items[i].children);
	for (uint32_t i = 0; i < m->n; i++) {
		const struct sheet_item *item = &m->items[i];
		const struct oscal_control_list *list = item->parent != SHEET_NOWHERE ? &below[item->parent] :
		    item->group != SHEET_NOWHERE ? &groups[item->group].controls : &catalog->controls;
		uint32_t *n = item->parent != SHEET_NOWHERE ? &taken[item->parent] :
		    item->group != SHEET_NOWHERE ? &taken[m->n + item->group] : &taken[m->n + m->ngroups];

		at[i] = order->of + (list->items - order->of) + (*n)++;
		make_control(m, item, at[i]);
		at[i]->controls = below[i];
	}
}

static void
make_group(struct sheet_making *m, const struct sheet_group *from, struct oscal_group *group)
{
	struct oscal_prop *props = room(m, LANG_COUNT, sizeof *props);
	struct str id = sheet_token(from->key, "", m->arena);
	enum lang own = own_language(&from->title);
	struct str translation;

	group->id = id.p == NULL ? sheet_hash_name(from->key, "g-", m->arena) : arena_fmt(m->arena, "g-%.*s", STR_FMT(id));
	group->title = escaped(m, from->title.in[own], true);
	group->props.items = props;
	for (int lang = 0; props != NULL && lang < LANG_COUNT; lang++)
		if ((enum lang)lang != own && (translation = line_of(m, from->title.in[lang])).n > 0)
			props[group->props.n++] = sheet_prop("title", str_c(lang_tag((enum lang)lang)), translation);
	/* A group that differs from another only in what identifiers have not, or is named as a requirement. */
	if (sheet_item_named(m, group->id) != SHEET_NOWHERE)
		group->id = arena_fmt(m->arena, "%.*s-group", STR_FMT(group->id));
}

static void
make_groups(struct sheet_making *m, struct oscal_group *groups)
{
	for (size_t i = 0; i < m->ngroups && !m->full; i++) {
		make_group(m, &m->groups[i], &groups[i]);
		for (size_t j = 0; j < i; j++)
			if (str_eq(groups[j].id, groups[i].id)) {
				groups[i].id = arena_fmt(m->arena, "%.*s-%zu", STR_FMT(groups[i].id), i + 1);
				break;
			}
	}
}
/* ---- The whole ---- */

static void
hash_table(struct hash *hash, const struct sheet *sheet)
{
	for (uint32_t i = 0; sheet != NULL && i < sheet->nrows; i++)
		for (uint32_t k = 0; k < sheet->rows[i].n; k++)
			sheet_hash_text(hash, sheet->rows[i].cells[k].text);
}

/* All that the catalog is made of, but for its version and the time. */
static struct str
digest_of(struct sheet_making *m)
{
	struct hash hash;

	hash_begin(&hash);
	sheet_hash_text(&hash, m->about->title);
	for (uint32_t i = 0; i < m->n; i++) {
		for (uint32_t j = 0; j < m->items[i].row->n; j++) {
			const struct sheet_cell *at = &m->items[i].row->cells[j];
			const struct sheet_column_plan *column = at->column < m->plan->n ? &m->plan->columns[at->column] : NULL;

			if (column == NULL || column->role == COLUMN_IGNORE || column->framework.n > 0)
				continue;
			hash_add(&hash, &column->role, sizeof column->role);
			hash_add(&hash, &column->lang, sizeof column->lang);
			sheet_hash_text(&hash, at->text);
		}
		if (m->items[i].group != SHEET_NOWHERE)
			sheet_hash_text(&hash, m->groups[m->items[i].group].key);
	}
	hash_table(&hash, m->about->facts);
	hash_table(&hash, m->about->scores);
	sheet_hash_text(&hash, sheet_fact(m->about->library, "provider"));
	sheet_hash_text(&hash, sheet_fact(m->about->library, "copyright"));
	return (sheet_hash_end(&hash, m->arena));
}

/* A step of a scale, in each language that it has: its name, and in a paragraph of its own what it means. */
static size_t
add_score(struct sheet_making *m, const struct sheet_row *row, struct oscal_prop *props, size_t n)
{
	struct str value = line_of(m, sheet_text(row, SHEET_SCORE_VALUE));

	for (int lang = 0; lang < LANG_COUNT && value.n > 0; lang++) {
		bool urdu = lang == LANG_UR;
		struct str title = sheet_text(row, urdu ? SHEET_SCORE_TITLE_UR : SHEET_SCORE_TITLE);
		struct str about = sheet_text(row, urdu ? SHEET_SCORE_ABOUT_UR : SHEET_SCORE_ABOUT);

		if (title.n == 0 && about.n == 0)
			continue;
		props[n] = sheet_prop("score", str_c(lang_tag((enum lang)lang)), value);
		props[n].group = sheet_token(sheet_text(row, SHEET_SCORE_SCALE), "s-", m->arena);
		props[n++].remarks = escaped(m, arena_fmt(m->arena, "%.*s\n\n%.*s", STR_FMT(title), STR_FMT(about)), false);
	}
	return (n);
}

static size_t
add_fact(struct sheet_making *m, const char *name, const struct sheet *facts, struct oscal_prop *props, size_t n)
{
	struct str value = line_of(m, sheet_fact(facts, name));

	if (value.n > 0)
		props[n++] = sheet_prop(name, STR_NONE, value);
	return (n);
}

/* What the library says of the framework, as far as it has no place of its own in OSCAL. */
static struct oscal_prop_list
make_facts(struct sheet_making *m, struct str digest)
{
	static const char *const names[] = { "score-min", "score-max" }, *const of_library[] = { "provider", "copyright" };
	const struct sheet *scores = m->about->scores;
	size_t most = 3 + ARRAY_SIZE(names) + ARRAY_SIZE(of_library) + (scores == NULL ? 0 : scores->nrows * (size_t)LANG_COUNT), n = 0;
	struct oscal_prop *props = room(m, most, sizeof *props);
	struct str title = line_of(m, m->about->title_ur), about = line_of(m, sheet_fact(m->about->facts, "description.ur"));

	if (props == NULL)
		return ((struct oscal_prop_list){ NULL, 0 });
	props[n++] = sheet_prop(SHEET_DIGEST_PROP, STR_NONE, digest);
	if (title.n > 0)
		props[n++] = sheet_prop("title", str_c(lang_tag(LANG_UR)), title);
	if (about.n > 0)
		props[n++] = sheet_prop("about", str_c(lang_tag(LANG_UR)), about);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		n = add_fact(m, names[i], m->about->facts, props, n);
	for (size_t i = 0; i < ARRAY_SIZE(of_library); i++)
		n = add_fact(m, of_library[i], m->about->library, props, n);
	for (uint32_t i = 0; scores != NULL && i < scores->nrows; i++)
		n = add_score(m, &scores->rows[i], props, n);
	return ((struct oscal_prop_list){ props, n });
}

/* What it may be called by: its own short name, and that of the library. */
static struct oscal_document_id_list
make_names(struct sheet_making *m, struct str stem)
{
	struct oscal_document_id *ids = room(m, 2, sizeof *ids);
	struct str urn = line_of(m, sheet_fact(m->about->facts, "urn"));
	size_t n = 0;

	if (ids == NULL)
		return ((struct oscal_document_id_list){ NULL, 0 });
	ids[n++].identifier = stem;
	if (urn.n > 0)
		ids[n++].identifier = urn;
	return ((struct oscal_document_id_list){ ids, n });
}

static int
build(struct sheet_making *m, struct buf *out, struct sheet_made *ret)
{
	struct oscal_catalog catalog = { .uuid = ret->uuid };
	struct oscal_group *groups = room(m, m->ngroups, sizeof *groups);
	struct order order = { room(m, m->n, sizeof(struct oscal_control)), 0 };
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;
	char now[MOMENT_TEXT_BYTES + 1];
	uint32_t loose;

	if (m->full)
		return (problem_set(m->why, LIMIT_REACHED, NULL));
	moment_text(m->about->now, now);
	catalog.metadata = (struct oscal_metadata){ .title = escaped(m, m->about->title, true), .last_modified = str_c(now),
		.version = line_of(m, m->about->version), .oscal_version = STR(OSCAL_VERSION_NEWEST), .document_ids = make_names(m, ret->stem),
		.props = make_facts(m, ret->digest), .remarks = m->about->remarks.n == 0 ? STR_NONE : escaped(m, m->about->remarks, false) };
	count_children(m, &loose);
	place(m, &order, &catalog, groups, loose);
	make_groups(m, groups);
	catalog.groups = (struct oscal_group_list){ groups, m->ngroups };
	if (m->full)
		return (problem_set(m->why, LIMIT_REACHED, NULL));
	if (oscal_compose(OSCAL_CATALOG, &catalog, STR("sheet"), NULL, &doc, m->why))
		return (-1);
	oscal_write(doc, true, out);
	return (buf_failed(out) ? problem_set(m->why, LIMIT_REACHED, NULL) : 0);
}

int
sheet_catalog(const struct sheet *sheet, const struct sheet_plan *plan, const struct sheet_about *about, struct arena *arena, struct buf *out,
    struct sheet_made *ret, struct problem *why)
{
	struct sheet_making m = { .sheet = sheet, .plan = plan, .about = about, .arena = arena, .why = why };

	*ret = (struct sheet_made){ 0 };
	if (sheet_collect(&m))
		return (-1);
	if (m.n == 0) {
		problem_set(why, SHEET_EMPTY, NULL);
		problem_arg(why, "sheet", sheet->name);
		return (-1);
	}
	ret->controls = m.n;
	ret->groups = (uint32_t)m.ngroups;
	ret->stem = sheet_stem(about->title, arena);
	ret->digest = digest_of(&m);
	ret->uuid = ret->stem.p == NULL ? STR_NONE : sheet_uuid(ret->stem, arena);
	if (ret->uuid.p == NULL || ret->digest.p == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	return (build(&m, out, ret));
}
