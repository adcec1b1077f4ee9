/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "mutate.h"

enum { PLACES_MAX = 1 << 16 };

/* A value of the document. */
struct spot {
	yyjson_mut_val *up, *key;    /* what holds it, and under which key; key NULL: an item, or the model itself */
	yyjson_mut_val *value;
	const struct ms_def *def;    /* what it is, or each of its items; NULL: nothing that the tables know */
	const struct ms_def *of;     /* what UP is, when UP is an object */
	bool list;
};

struct spots {
	struct spot items[PLACES_MAX];
	size_t n;
};

/* ---- All places of a document ---- */

static void
add_spot(struct spots *to, struct spot spot)
{
	if (to->n < PLACES_MAX)
		to->items[to->n++] = spot;
}

static struct str
key_of(yyjson_mut_val *key)
{
	return ((struct str){ yyjson_mut_get_str(key), yyjson_mut_get_len(key) });
}

static void collect(struct spots *to, const struct ms_def *def, yyjson_mut_val *value);

static void
collect_list(struct spots *to, const struct ms_def *def, yyjson_mut_val *list)
{
	yyjson_mut_val *item;
	size_t i, n;

	yyjson_mut_arr_foreach(list, i, n, item) {
		add_spot(to, (struct spot){ .up = list, .value = item, .def = def });
		collect(to, def, item);
	}
}

static void
collect(struct spots *to, const struct ms_def *def, yyjson_mut_val *value)
{
	yyjson_mut_val *key, *below;
	size_t i, n;

	if (!yyjson_mut_is_obj(value))
		return;
	yyjson_mut_obj_foreach(value, i, n, key, below) {
		const struct ms_member *member = def == NULL ? NULL : ms_by_json(def, key_of(key), 0);
		const struct ms_def *is = member != NULL ? &ms_defs[member->def] : def != NULL && def->value_key != NULL && str_eq_c(key_of(key), def->value_key) ? def : NULL;
		bool list = yyjson_mut_is_arr(below);

		add_spot(to, (struct spot){ value, key, below, is, def, list });
		if (list)
			collect_list(to, is, below);
		else if (is != def)
			collect(to, is, below);
	}
}

static void
collect_all(struct mutator *in, struct spots *to)
{
	yyjson_mut_val *key, *model;
	size_t i, n;

	to->n = 0;
	yyjson_mut_obj_foreach(yyjson_mut_doc_get_root(in->doc), i, n, key, model) {
		const struct ms_def *def = ms_root(key_of(key));

		if (def == NULL)
			continue;
		add_spot(to, (struct spot){ .value = model, .def = def });
		collect(to, def, model);
	}
}

/* ---- Changes ---- */

typedef bool wanted_fn(const struct spot *spot);

static bool
is_member(const struct spot *spot)
{
	return (spot->key != NULL);
}
static bool
is_placed(const struct spot *spot)
{
	return (spot->up != NULL);
}
static bool
is_object(const struct spot *spot)
{
	return (yyjson_mut_is_obj(spot->value) && spot->def != NULL);
}
static bool
is_list(const struct spot *spot)
{
	return (spot->list);
}
/* A text or number whose type is known. */
static bool
is_typed(const struct spot *spot)
{
	return (spot->def != NULL && !spot->list && spot->up != NULL && spot->def->kind != MS_ASSEMBLY && !yyjson_mut_is_obj(spot->value));
}
static bool
is_text(const struct spot *spot)
{
	return (yyjson_mut_is_str(spot->value));
}
/* Most of a document's texts are strings, tokens and uuids: these are the others. */
static bool
is_rare(const struct spot *spot)
{
	return (is_typed(spot) && spot->def->type != MS_STRING && spot->def->type != MS_TOKEN && spot->def->type != MS_UUID && spot->def->type != MS_MARKUP_LINE &&
	    spot->def->type != MS_MARKUP_MULTILINE);
}

/* One of the spots that are WANTED; NULL: none is. */
static struct spot *
choose(struct mutator *in, struct spots *spots, wanted_fn *wanted)
{
	size_t n = 0, k;

	for (size_t i = 0; i < spots->n; i++)
		n += wanted(&spots->items[i]);
	if (n == 0)
		return (NULL);
	k = chance(in, n);
	for (size_t i = 0;; i++)
		if (wanted(&spots->items[i]) && k-- == 0)
			return (&spots->items[i]);
}

/* VALUE in the place of what SPOT is. */
static bool
put(struct mutator *in, const struct spot *spot, yyjson_mut_val *value)
{
	size_t i, n;
	yyjson_mut_val *item;

	if (spot->key != NULL)
		return (yyjson_mut_obj_put(spot->up, yyjson_mut_strncpy(in->doc, key_of(spot->key).p, key_of(spot->key).n), value));
	yyjson_mut_arr_foreach(spot->up, i, n, item)
		if (item == spot->value)
			return (yyjson_mut_arr_replace(spot->up, i, value) != NULL);
	return (false);
}

static yyjson_mut_val *
odd_value(struct mutator *in)
{
	yyjson_mut_val *list;

	switch (chance(in, 8)) {
	case 0:
		return (yyjson_mut_null(in->doc));
	case 1:
		return (yyjson_mut_bool(in->doc, true));
	case 2:
		return (yyjson_mut_uint(in->doc, 7));
	case 3:
		return (yyjson_mut_real(in->doc, 1.5));
	case 4:
		return (yyjson_mut_str(in->doc, "text"));
	case 5:
		return (yyjson_mut_obj(in->doc));
	case 6:
		return (yyjson_mut_arr(in->doc));
	default:
		list = yyjson_mut_arr(in->doc);
		yyjson_mut_arr_append(list, yyjson_mut_str(in->doc, "text"));
		return (list);
	}
}

static bool
drop(struct mutator *in, struct spots *spots)
{
	struct spot *spot = choose(in, spots, is_member);

	return (spot != NULL && yyjson_mut_obj_remove_keyn(spot->up, key_of(spot->key).p, key_of(spot->key).n) != NULL);
}

static bool
add_unknown(struct mutator *in, struct spots *spots)
{
	static const char *const names[] = { "x", "remark", "UUID", "Title", "props ", "x-y", "xml:lang", "", "$schema", "_x", "part_s", "\xd8\xb5\xd9\x81\xd8\xaa", "STRVALUE", "RICHTEXT",
		"value", "text", "choice", "remarks", "prose", "id", "name", "include-all", "with-parent-controls", "description" };
	struct spot *spot = choose(in, spots, is_object);
	const char *name = names[chance(in, sizeof names / sizeof *names)];

	return (spot != NULL && yyjson_mut_obj_get(spot->value, name) == NULL &&
	    yyjson_mut_obj_add(spot->value, yyjson_mut_str(in->doc, name), chance(in, 2) == 0 ? yyjson_mut_str(in->doc, "text") : odd_value(in)));
}

/* A member that the tables know and the object does not have: of a later version or against a choice at times. */
static bool
add_known(struct mutator *in, struct spots *spots)
{
	struct spot *spot = choose(in, spots, is_object);
	const struct ms_member *member;

	if (spot == NULL || spot->def->n == 0)
		return (false);
	member = &ms_members[spot->def->first + chance(in, spot->def->n)];
	return (yyjson_mut_obj_get(spot->value, member->json) == NULL &&
	    yyjson_mut_obj_add(spot->value, yyjson_mut_str(in->doc, member->json), grow_member(in, member)));
}

static bool
has_choice(const struct spot *spot)
{
	if (!is_object(spot))
		return (false);
	for (size_t i = 0; i < spot->def->n; i++)
		if (ms_members[spot->def->first + i].choice != 0)
			return (true);
	return (false);
}

/* All members of the choices of an object, or none. */
static bool
choose_badly(struct mutator *in, struct spots *spots)
{
	struct spot *spot = choose(in, spots, has_choice);
	bool all = chance(in, 2) == 0;

	for (size_t i = 0; spot != NULL && i < spot->def->n; i++) {
		const struct ms_member *member = &ms_members[spot->def->first + i];

		if (member->choice == 0)
			continue;
		if (!all)
			(void)yyjson_mut_obj_remove_key(spot->value, member->json);
		else if (yyjson_mut_obj_get(spot->value, member->json) == NULL)
			yyjson_mut_obj_add(spot->value, yyjson_mut_str(in->doc, member->json), grow_member(in, member));
	}
	return (spot != NULL);
}

static bool
mistype(struct mutator *in, struct spots *spots)
{
	struct spot *spot = choose(in, spots, is_placed);

	return (spot != NULL && put(in, spot, odd_value(in)));
}

static bool
break_with(struct mutator *in, struct spots *spots, wanted_fn *wanted)
{
	struct spot *spot = choose(in, spots, wanted);

	return (spot != NULL && put(in, spot, grow_nearly(in, spot->def->type)));
}
static bool
break_type(struct mutator *in, struct spots *spots)
{
	return (break_with(in, spots, is_typed));
}
static bool
break_rare(struct mutator *in, struct spots *spots)
{
	return (break_with(in, spots, is_rare));
}

static bool
other_text(struct mutator *in, struct spots *spots)
{
	struct spot *spot = choose(in, spots, is_text);

	return (spot != NULL && put(in, spot, grow_other(in)));
}

static bool
empty(struct mutator *in, struct spots *spots)
{
	struct spot *spot = choose(in, spots, is_placed);

	return (spot != NULL && put(in, spot, yyjson_mut_is_arr(spot->value) ? yyjson_mut_arr(in->doc) :
		yyjson_mut_is_obj(spot->value) ? yyjson_mut_obj(in->doc) : yyjson_mut_str(in->doc, "")));
}

/* A list of one for the one; the first for the list. */
static bool
wrap(struct mutator *in, struct spots *spots)
{
	struct spot *spot = choose(in, spots, chance(in, 2) == 0 ? is_list : is_placed);
	yyjson_mut_val *list, *copy;

	if (spot == NULL)
		return (false);
	copy = yyjson_mut_val_mut_copy(in->doc, spot->list && yyjson_mut_arr_size(spot->value) > 0 ? yyjson_mut_arr_get_first(spot->value) : spot->value);
	if (spot->list)
		return (put(in, spot, copy));
	list = yyjson_mut_arr(in->doc);
	return (yyjson_mut_arr_append(list, copy) && put(in, spot, list));
}

/* The value of one place also in another place. */
static bool
transplant(struct mutator *in, struct spots *spots)
{
	struct spot *from = choose(in, spots, is_placed), *to = choose(in, spots, is_placed);

	return (from != NULL && from != to && put(in, to, yyjson_mut_val_mut_copy(in->doc, from->value)));
}

static bool
repeat_item(struct mutator *in, struct spots *spots)
{
	struct spot *spot = choose(in, spots, is_list);

	return (spot != NULL && yyjson_mut_arr_size(spot->value) > 0 &&
	    yyjson_mut_arr_append(spot->value, yyjson_mut_val_mut_copy(in->doc, yyjson_mut_arr_get_first(spot->value))));
}

static bool
rename_key(struct mutator *in, struct spots *spots)
{
	struct spot *spot = choose(in, spots, is_member);
	char name[64];
	struct str key = spot == NULL ? STR_NONE : key_of(spot->key);

	if (key.n == 0 || key.n + 3 > sizeof name)
		return (false);
	snprintf(name, sizeof name, "%.*s", STR_FMT(key));
	switch (chance(in, 4)) {
	case 0:
		name[0] = (char)(name[0] ^ 0x20);
		break;
	case 1:
		snprintf(name, sizeof name, "%.*s ", STR_FMT(key));
		break;
	case 2:
		name[key.n - 1] = '\0';
		break;
	default:
		snprintf(name, sizeof name, "%.*ss", STR_FMT(key));
		break;
	}
	return (yyjson_mut_obj_get(spot->up, name) == NULL && yyjson_mut_obj_rename_key(in->doc, spot->up, yyjson_mut_get_str(spot->key), name));
}

static bool
is_version(const struct spot *spot)
{
	return (spot->key != NULL && str_eq(key_of(spot->key), STR("oscal-version")));
}

static bool
other_version(struct mutator *in, struct spots *spots)
{
	static const char *const versions[] = { "1.0.0", "1.0.6", "1.1.0", "1.1.3", "1.2.0", "1.2.2", "1.1.2-rc1", "v1.1.3", "1.3.0", "2.0.0", "1.1", "0.9", "latest", "", " 1.1.3" };
	struct spot *spot = choose(in, spots, is_version);

	return (spot != NULL && put(in, spot, yyjson_mut_str(in->doc, versions[chance(in, sizeof versions / sizeof *versions)])));
}

/* Beside the model, at the top. */
static bool
change_top(struct mutator *in, struct spots *spots)
{
	static const char *const names[] = { "$schema", "catalog", "profile", "x", "$id", "assessment-plan" };
	const char *name = names[chance(in, sizeof names / sizeof *names)];
	yyjson_mut_val *root = yyjson_mut_doc_get_root(in->doc);

	(void)spots;
	return (yyjson_mut_obj_get(root, name) == NULL &&
	    yyjson_mut_obj_add(root, yyjson_mut_str(in->doc, name), chance(in, 3) == 0 ? odd_value(in) : yyjson_mut_str(in->doc, "https://example.org/schema.json")));
}

static bool
nothing(struct mutator *in, struct spots *spots)
{
	(void)in, (void)spots;
	return (true);
}

static const struct {
	const char *name;
	bool (*change)(struct mutator *in, struct spots *spots);
} kinds[] = { { "drop", drop }, { "add-unknown", add_unknown }, { "add-known", add_known }, { "choose", choose_badly }, { "mistype", mistype }, { "type", break_type },
	{ "rare-type", break_rare }, { "text", other_text }, { "empty", empty }, { "wrap", wrap }, { "transplant", transplant }, { "repeat", repeat_item }, { "rename", rename_key },
	{ "version", other_version }, { "top", change_top }, { "nothing", nothing }, { "drop", drop }, { "add-known", add_known }, { "type", break_type }, { "type", break_type } };
const size_t mutation_kinds = sizeof kinds / sizeof *kinds;

const char *
mutate(struct mutator *in, size_t kind)
{
	struct spots *spots = malloc(sizeof *spots);
	bool done;

	if (spots == NULL)
		return (NULL);
	collect_all(in, spots);
	done = kinds[kind].change(in, spots);
	free(spots);
	return (done ? kinds[kind].name : NULL);
}
