/* SPDX-License-Identifier: Apache-2.0 */
/* A profile for each implementation group of a framework. */
#include "base/clock.h"
#include "standards/sheet_beside.h"
#include "standards/sheet_inside.h"

/* ---- Which groups there are ---- */

struct finding_sets {
	struct arena *arena;
	struct sheet_set_list *ret;
	size_t capacity, total;          /* TOTAL: all, also those beyond SHEET_SETS_MAX */
	bool full;
};

static struct langs
both(struct str english, struct str urdu)
{
	struct langs ret = { { STR_NONE } };

	ret.in[LANG_EN] = english.n > 0 ? english : STR_NONE;
	ret.in[LANG_UR] = urdu.n > 0 ? urdu : STR_NONE;
	return (ret);
}

static struct sheet_set *
set_named(struct finding_sets *f, struct str ref)
{
	struct sheet_set *grown;

	for (size_t i = 0; i < f->ret->n; i++)
		if (str_eq(f->ret->items[i].ref, ref))
			return (&f->ret->items[i]);
	f->total++;
	if (f->ret->n == SHEET_SETS_MAX)
		return (NULL);
	grown = arena_grow(f->arena, f->ret->items, f->ret->n, &f->capacity, sizeof *grown);
	if (grown == NULL) {
		f->full = true;
		return (NULL);
	}
	f->ret->items = grown;
	grown += f->ret->n++;
	*grown = (struct sheet_set){ .ref = ref };
	return (grown);
}

static void
take_defined(struct finding_sets *f, const struct sheet *sets)
{
	for (uint32_t i = 0; sets != NULL && i < sets->nrows; i++) {
		const struct sheet_row *row = &sets->rows[i];
		struct sheet_set *set = set_named(f, sheet_text(row, SHEET_SET_REF));

		if (set == NULL)
			continue;
		set->title = both(sheet_text(row, SHEET_SET_TITLE), sheet_text(row, SHEET_SET_TITLE_UR));
		set->about = both(sheet_text(row, SHEET_SET_ABOUT), sheet_text(row, SHEET_SET_ABOUT_UR));
	}
}

static void
take_control(struct finding_sets *f, const struct oscal_doc *catalog, const struct oscal_control *control)
{
	for (size_t i = 0; i < control->props.n; i++) {
		const struct oscal_prop *prop = &control->props.items[i];
		struct sheet_set *set;

		if (!str_eq_c(prop->name, "implementation-group") || !str_eq_c(prop->ns, OSCAL_NS_OURS) || (set = set_named(f, prop->value)) == NULL)
			continue;
		if (set->ids.items == NULL)
			set->ids.items = arena_array(f->arena, struct str, catalog->ncontrols);
		if (set->ids.items == NULL)
			f->full = true;
		else if (set->ids.n == 0 || !str_eq(set->ids.items[set->ids.n - 1], control->id))
			set->ids.items[set->ids.n++] = control->id;
	}
}

int
sheet_sets(const struct oscal_doc *catalog, const struct sheet *sets, struct arena *arena, struct sheet_set_list *ret, struct problem *why)
{
	struct finding_sets f = { .arena = arena, .ret = ret };

	*ret = (struct sheet_set_list){ NULL, 0 };
	take_defined(&f, sets);
	for (size_t i = 0; i < catalog->ncontrols; i++)
		take_control(&f, catalog, catalog->controls[i].control);
	if (f.full)
		return (problem_set(why, LIMIT_REACHED, NULL));
	if (f.total <= SHEET_SETS_MAX)
		return (0);
	problem_set(why, SHEET_TOO_MANY_SETS, NULL);
	problem_arg_i64(why, "n", (int64_t)f.total);
	problem_arg_i64(why, "max", SHEET_SETS_MAX);
	return (-1);
}

/* ---- A profile ---- */

static struct str
digest_of(const struct sheet_made *made, const struct sheet_set *set, struct arena *arena)
{
	struct hash hash;

	hash_begin(&hash);
	sheet_hash_text(&hash, made->digest);
	sheet_hash_text(&hash, set->ref);
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		sheet_hash_text(&hash, set->title.in[lang]);
		sheet_hash_text(&hash, set->about.in[lang]);
	}
	return (sheet_hash_end(&hash, arena));
}

/* "Lantern rules: Small offices", in each language in which one of the two has a name. */
static void
make_title(const struct sheet_about *about, const struct sheet_set *set, struct arena *arena, struct langs *ret)
{
	struct langs of = both(about->title, about->title_ur);

	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct str name = set->title.in[lang], whole = of.in[lang];

		if (name.n == 0 && (whole.n == 0 || langs_pick(&set->title, LANG_EN, NULL).n > 0) && lang != LANG_EN)
			continue;
		if (name.n == 0)
			name = langs_pick(&set->title, LANG_EN, NULL).n > 0 ? langs_pick(&set->title, LANG_EN, NULL) : set->ref;
		if (whole.n == 0)
			whole = langs_pick(&of, LANG_EN, NULL);
		ret->in[lang] = arena_fmt(arena, "%.*s: %.*s", STR_FMT(whole), STR_FMT(name));
	}
}

static struct str
escaped(struct str text, bool line, struct arena *arena)
{
	struct buf out CLEANUP(buf_free) = BUF(text.n * 2 + 64);

	markup_escape(text, line, &out);
	return (buf_failed(&out) ? STR_NONE : arena_str(arena, buf_view(&out)));
}

static int
write_out(const struct oscal_profile *profile, struct arena *arena, struct sheet_document *ret, struct problem *why)
{
	struct buf out CLEANUP(buf_free) = BUF(OSCAL_BYTES_MAX);
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;

	if (oscal_compose(OSCAL_PROFILE, profile, STR("sheet"), NULL, &doc, why))
		return (-1);
	oscal_write(doc, true, &out);
	ret->json = buf_failed(&out) ? STR_NONE : arena_str(arena, buf_view(&out));
	return (ret->json.p == NULL ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

int
sheet_profile(const struct sheet_made *made, const struct sheet_set *set, const struct sheet_about *about,
    struct arena *arena, struct sheet_document *ret, struct problem *why)
{
	struct str ref = sheet_token(set->ref, "", arena), about_text = langs_pick(&set->about, LANG_EN, NULL);
	struct oscal_select_controls clause = { .with_ids = set->ids };
	struct oscal_import import = { .href = arena_fmt(arena, "%.*s.json", STR_FMT(made->stem)), .include_controls = { &clause, 1 } };
	struct oscal_merge merge = { .as_is = true, .as_is_given = true };
	struct oscal_document_id id;
	struct oscal_prop props[3];
	char now[MOMENT_TEXT_BYTES + 1];
	struct oscal_profile profile;
	size_t n = 0;

	moment_text(about->now, now);
	*ret = (struct sheet_document){ .model = OSCAL_PROFILE, .entries = (uint32_t)set->ids.n, .digest = digest_of(made, set, arena) };
	if (ref.p == NULL)
		ref = sheet_hash_name(set->ref, "set-", arena);
	ret->stem = arena_fmt(arena, "%.*s.%.*s", STR_FMT(made->stem), STR_FMT(ref));
	ret->uuid = sheet_uuid(ret->stem, arena);
	make_title(about, set, arena, &ret->title);
	props[n++] = sheet_prop(SHEET_DIGEST_PROP, STR_NONE, ret->digest);
	props[n++] = sheet_prop("implementation-group", STR_NONE, set->ref);
	if (ret->title.in[LANG_UR].n > 0)
		props[n++] = sheet_prop("title", str_c(lang_tag(LANG_UR)), ret->title.in[LANG_UR]);
	id = (struct oscal_document_id){ .identifier = ret->stem };
	profile = (struct oscal_profile){ .uuid = ret->uuid, .imports = { &import, 1 }, .merge = &merge,
		.metadata = { .title = escaped(ret->title.in[LANG_EN], true, arena), .last_modified = str_c(now), .version = about->version,
		    .oscal_version = STR(OSCAL_VERSION_NEWEST), .document_ids = { &id, 1 }, .props = { props, n },
		    .remarks = about_text.n > 0 ? escaped(about_text, false, arena) : STR_NONE } };
	if (import.href.p == NULL || ret->stem.p == NULL || ret->uuid.p == NULL || ret->digest.p == NULL || profile.metadata.title.p == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	return (write_out(&profile, arena, ret, why));
}
