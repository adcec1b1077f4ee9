/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pack_compile PACK.json DOMAIN.json… -o CATALOG PROFILE… MAPPING: our guideline pack as OSCAL: one catalog, a profile a level, and one
 * mapping collection.
 *
 * content/README.md says what the files hold.  The same files give the same bytes: UUIDs are made from names.  What comes out is read back with the
 * engine of the product, strictly, before anything is written.
 */
#include "pack/pack.h"

/* ---- Pieces of OSCAL ---- */

/* Props in the making. */
struct props {
	struct oscal_prop *items;
	size_t n, max;
};

static struct oscal_prop *
add_prop(struct props *to, const char *name, struct str value)
{
	to->items = grow(to->items, to->n, &to->max, sizeof *to->items);
	to->items[to->n] = (struct oscal_prop){ .name = str_c(name), .value = value };
	return (&to->items[to->n++]);
}

static struct oscal_prop *
add_our_prop(struct props *to, const char *name, struct str value)
{
	struct oscal_prop *prop = add_prop(to, name, value);

	prop->ns = STR(OSCAL_NS_OURS);
	return (prop);
}

static void
add_translations(struct props *to, const char *name, const struct langs *langs)
{
	for (int lang = 0; lang < LANG_COUNT; lang++)
		if (lang != LANG_EN)
			add_our_prop(to, name, langs->in[lang])->class = str_c(lang_tag((enum lang)lang));
}

static struct oscal_prop_list
props_list(const struct props *props)
{
	return ((struct oscal_prop_list){ props->items, props->n });
}

/* Part NAME of OWNER in all languages: the plain one in namespace NS, the translations in ours. */
static void
add_part(struct oscal_part *parts, size_t *n, struct str owner, const char *name, const char *suffix, const char *ns,
    const struct langs *langs)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct oscal_part *part = &parts[(*n)++];
		const char *tag = lang_tag((enum lang)lang);

		part->id = lang == LANG_EN ? text("%.*s_%s", STR_FMT(owner), suffix) : text("%.*s_%s.%s", STR_FMT(owner), suffix, tag);
		part->name = str_c(name);
		part->ns = str_c(lang == LANG_EN ? ns : OSCAL_NS_OURS);
		part->class = lang == LANG_EN ? STR_NONE : str_c(tag);
		part->prose = langs->in[lang];
	}
}

/* ---- Parameters ---- */

static struct str_list
value_list(struct str value, bool several)
{
	struct str_list list = { ARRAY(struct str, value.n), 0 };
	struct str rest = value, one;

	if (!several) {
		list.items[list.n++] = value;
		return (list);
	}
	while (str_cut(&rest, ',', &one))
		list.items[list.n++] = one;
	return (list);
}

static void
make_param(yyjson_val *from, struct str id, struct oscal_param *ret)
{
	static const char *const copied[] = { "type", "unit", "strictness" };
	struct langs label = member_langs(from, "label");
	struct str type = member_text(from, "type");
	struct props props = { .n = 0 };
	yyjson_val *choice;
	yyjson_arr_iter at = yyjson_arr_iter_with(json_get(from, "choices"));

	param_check(from, id);
	add_translations(&props, "label", &label);
	for (size_t i = 0; i < ARRAY_SIZE(copied); i++)
		if (json_get(from, copied[i]) != NULL)
			add_our_prop(&props, copied[i], member_text(from, copied[i]));
	while ((choice = yyjson_arr_iter_next(&at)) != NULL)
		add_our_prop(&props, "choice", json_str(choice));
	*ret = (struct oscal_param){ .id = member_text(from, "id"), .props = props_list(&props), .label = label.in[LANG_EN],
		.values = value_list(member_text(from, "value"), str_eq(type, STR("set"))) };
}

static struct oscal_param_list
make_params(yyjson_val *list, struct str id)
{
	struct oscal_param *params = ARRAY(struct oscal_param, yyjson_arr_size(list));
	yyjson_arr_iter at = yyjson_arr_iter_with(list);
	size_t n = 0;

	for (yyjson_val *param; (param = yyjson_arr_iter_next(&at)) != NULL;)
		make_param(param, id, &params[n++]);
	return ((struct oscal_param_list){ params, n });
}

/* Every insert of STATEMENT names a param of CONTROL, and every param is inserted, in every language. */
static void
check_inserts(const struct oscal_control *control, const struct langs *statement)
{
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct str s = statement->in[lang];
		size_t ninserts = 0;

		for (size_t i = 0; i + 1 < s.n; i++)
			ninserts += s.p[i] == '{' && s.p[i + 1] == '{';
		for (size_t i = 0; i < control->params.n; i++) {
			struct str insert = text("{{ insert: param, %.*s }}", STR_FMT(control->params.items[i].id));

			if (str_find(s, insert) < 0)
				fail("the %s statement of %.*s lacks %.*s", lang_tag((enum lang)lang), STR_FMT(control->id), STR_FMT(insert));
		}
		if (ninserts != control->params.n)
			fail("the %s statement of %.*s must insert each of its %zu parameters once", lang_tag((enum lang)lang),
			    STR_FMT(control->id), control->params.n);
	}
}

/* ---- Requirements and domains ---- */

/* "gov-1" → "gov-01": sorts as people count. */
static struct str
sort_id(struct str id)
{
	ptrdiff_t dash = str_find(id, STR("-"));
	uint32_t number;

	if (dash < 0 || str_to_u32(str_sub(id, (size_t)dash + 1, id.n), &number))
		fail("the id %.*s must be a domain, a hyphen and a number", STR_FMT(id));
	return (text("%.*s-%02u", (int)dash, id.p, number));
}

static void
add_mappings(struct props *to, yyjson_val *map)
{
	yyjson_obj_iter at = yyjson_obj_iter_with(map);

	for (yyjson_val *framework; (framework = yyjson_obj_iter_next(&at)) != NULL;) {
		yyjson_arr_iter numbers = yyjson_arr_iter_with(yyjson_obj_iter_get_val(framework));

		for (yyjson_val *number; (number = yyjson_arr_iter_next(&numbers)) != NULL;)
			add_our_prop(to, "mapping", mapping_number(json_str(number)))->class = json_str(framework);
	}
}

static uint32_t
make_control(yyjson_val *from, struct oscal_control *ret)
{
	struct langs title = member_langs(from, "title"), statement = member_langs(from, "statement"),
		     guidance = member_langs(from, "guidance"), evidence = member_langs(from, "evidence"),
		     question = member_langs(from, "question");
	struct oscal_part *parts = ARRAY(struct oscal_part, 4 * LANG_COUNT);
	struct props props = { .n = 0 };
	uint32_t level = member_number(from, "level");
	size_t n = 0;

	only(from, "id level title statement guidance evidence question params due_days map");
	ret->id = member_text(from, "id");
	ret->class = STR("requirement");
	ret->title = title.in[LANG_EN];
	ret->params = make_params(member(from, "params"), ret->id);
	add_prop(&props, "label", upper(ret->id));
	add_prop(&props, "sort-id", sort_id(ret->id));
	add_translations(&props, "title", &title);
	add_our_prop(&props, "level", text("%u", level));
	add_our_prop(&props, "due-days", text("%u", member_number(from, "due_days")));
	mapping_add(ret->id, member(from, "map"));
	add_mappings(&props, json_get(from, "map"));
	ret->props = props_list(&props);
	add_part(parts, &n, ret->id, "statement", "smt", NULL, &statement);
	add_part(parts, &n, ret->id, "guidance", "gdn", NULL, &guidance);
	add_part(parts, &n, ret->id, "evidence", "evd", OSCAL_NS_OURS, &evidence);
	add_part(parts, &n, ret->id, "question", "qst", OSCAL_NS_OURS, &question);
	ret->parts = (struct oscal_part_list){ parts, n };
	check_inserts(ret, &statement);
	return (level);
}

/* Every id, title and statement stands once, in every language. */
static void
check_distinct(const struct oscal_group *groups, size_t ngroups)
{
	static const struct oscal_control *all[REQUIREMENTS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < ngroups; i++)
		for (size_t j = 0; j < groups[i].controls.n; j++) {
			const struct oscal_control *one = &groups[i].controls.items[j];

			for (size_t k = 0; k < n; k++) {
				if (str_eq(all[k]->id, one->id))
					fail("the id %.*s stands twice", STR_FMT(one->id));
				if (str_eq(all[k]->title, one->title) || str_eq(all[k]->parts.items[0].prose, one->parts.items[0].prose) ||
				    str_eq(all[k]->parts.items[1].prose, one->parts.items[1].prose))
					fail("%.*s and %.*s ask the same in the same words", STR_FMT(all[k]->id), STR_FMT(one->id));
			}
			if (n < REQUIREMENTS_MAX)
				all[n++] = one;
			else
				fail("there are more than %d requirements", REQUIREMENTS_MAX);
		}
}

/* The ids of a domain are its own, and their numbers go up: a new requirement comes last. */
static void
check_order(const struct oscal_group *group)
{
	uint32_t before = 0, number;

	for (size_t i = 0; i < group->controls.n; i++) {
		struct str id = group->controls.items[i].id, prefix = text("%.*s-", STR_FMT(group->id));

		if (!str_starts(id, prefix) || str_to_u32(str_sub(id, prefix.n, id.n), &number) || number <= before)
			fail("the id %.*s must be %.*s and a number greater than those before it", STR_FMT(id), STR_FMT(prefix));
		before = number;
	}
}

/* The requirements of one level and below, as a profile selects them. */
struct level {
	struct langs title;
	struct str_list ids;
};

static struct level levels[LEVELS_MAX];
static size_t nlevels;

static void
add_to_levels(uint32_t level, struct str id)
{
	if (level == 0 || level > nlevels)
		fail("the level of %.*s must be 1 to %zu", STR_FMT(id), nlevels);
	for (size_t i = level - 1; i < nlevels; i++)
		levels[i].ids.items[levels[i].ids.n++] = id;
}

static void
make_group(yyjson_val *root, struct oscal_group *ret)
{
	yyjson_val *domain = member(root, "domain"), *list = member(root, "requirements");
	struct langs title = member_langs(domain, "title"), intro = member_langs(domain, "intro");
	struct oscal_control *controls = ARRAY(struct oscal_control, yyjson_arr_size(list));
	struct oscal_part *parts = ARRAY(struct oscal_part, LANG_COUNT);
	yyjson_arr_iter at = yyjson_arr_iter_with(list);
	struct props props = { .n = 0 };
	uint32_t number = member_number(domain, "number");
	size_t n = 0, nparts = 0;

	only(root, "domain requirements");
	only(domain, "id number title intro");
	for (yyjson_val *one; (one = yyjson_arr_iter_next(&at)) != NULL; n++)
		add_to_levels(make_control(one, &controls[n]), controls[n].id);
	add_prop(&props, "label", text("%u", number));
	add_prop(&props, "sort-id", text("%02u", number));
	add_translations(&props, "title", &title);
	ret->id = member_text(domain, "id");
	add_part(parts, &nparts, ret->id, "overview", "ovw", NULL, &intro);
	ret->class = STR("domain");
	ret->title = title.in[LANG_EN];
	ret->props = props_list(&props);
	ret->parts = (struct oscal_part_list){ parts, nparts };
	ret->controls = (struct oscal_control_list){ controls, n };
	check_order(ret);
}

/* ---- The documents ---- */

static struct oscal_metadata
make_metadata(yyjson_val *pack, const struct langs *title)
{
	struct props props = { .n = 0 };

	add_translations(&props, "title", title);
	return ((struct oscal_metadata){ .title = title->in[LANG_EN], .last_modified = member_text(pack, "last_modified"),
	    .version = member_text(pack, "version"), .oscal_version = member_text(pack, "oscal_version"), .props = props_list(&props) });
}

/*
 * JSON without white space, but for a line for each object of a list: a place in it then says something to a person ("line 412"), which costs a hundredth
 * of what indenting would.
 */
static void
write_file(struct str bytes, const char *path)
{
	FILE *to = fopen(path, "wb");
	bool quoted = false, failed = to == NULL;

	for (size_t i = 0; i < bytes.n && !failed; i++) {
		char c = bytes.p[i];

		if (quoted && c == '\\') {
			failed = fputc(c, to) == EOF || ++i == bytes.n || fputc(bytes.p[i], to) == EOF;
			continue;
		}
		quoted = quoted != (c == '"');
		if (!quoted && c == '{' && i > 0 && (bytes.p[i - 1] == '[' || bytes.p[i - 1] == ','))
			failed = fputc('\n', to) == EOF;
		failed = failed || fputc(c, to) == EOF;
	}
	if (failed || fclose(to) != 0)
		fail("cannot be written");
}

static void
write_document(enum oscal_model model, const void *content, const char *path)
{
	struct problem why = { 0 };
	struct oscal_doc *doc, *again;
	struct buf out = BUF(FILE_BYTES_MAX);

	pack_file(path);
	if (oscal_compose(model, content, str_c(path), NULL, &doc, &why))
		fail_with(&why);
	oscal_write(doc, false, &out);
	if (buf_failed(&out))
		fail("too large");
	if (oscal_read(buf_view(&out), str_c(path), NULL, &again, &why))
		fail_with(&why);
	write_file(buf_view(&out), path);
	oscal_free(again);
	oscal_free(doc);
	buf_free(&out);
}

static void
write_profile(yyjson_val *pack, size_t level, struct str href, const char *path)
{
	struct oscal_select_controls clause = { .with_ids = levels[level].ids };
	struct oscal_import import = { .href = href, .include_controls = { &clause, 1 } };
	struct oscal_merge merge = { .as_is = true, .as_is_given = true };
	struct oscal_profile profile = { .metadata = make_metadata(pack, &levels[level].title), .imports = { &import, 1 }, .merge = &merge };

	profile.uuid = uuid_of(text("%.*s level %zu %.*s", STR_FMT(member_text(pack, "name")), level + 1,
	    STR_FMT(member_text(pack, "version"))));
	write_document(OSCAL_PROFILE, &profile, path);
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return (slash == NULL ? path : slash + 1);
}

static void
read_levels(yyjson_val *pack)
{
	yyjson_arr_iter at = yyjson_arr_iter_with(member(pack, "levels"));

	for (yyjson_val *level; (level = yyjson_arr_iter_next(&at)) != NULL && nlevels < LEVELS_MAX;) {
		levels[nlevels].title = member_langs(level, "title");
		levels[nlevels++].ids.items = ARRAY(struct str, 10000);
	}
}

static void
write_mappings(yyjson_val *pack, struct str catalog, const char *path)
{
	struct problem why = { 0 };
	struct buf out = BUF(FILE_BYTES_MAX);
	struct oscal_doc *again;

	pack_file(path);
	mapping_write(pack, catalog, &out);
	if (buf_failed(&out))
		fail("too large");
	if (oscal_read(buf_view(&out), str_c(path), NULL, &again, &why))
		fail_with(&why);
	oscal_free(again);
	write_file(buf_view(&out), path);
	buf_free(&out);
}

static void
write_all(yyjson_val *pack, struct oscal_catalog *catalog, char **paths)
{
	struct langs title = member_langs(pack, "title");
	struct str name = str_c(base_name(paths[0]));

	catalog->uuid = uuid_of(text("%.*s catalog %.*s", STR_FMT(member_text(pack, "name")), STR_FMT(member_text(pack, "version"))));
	catalog->metadata = make_metadata(pack, &title);
	write_document(OSCAL_CATALOG, catalog, paths[0]);
	for (size_t i = 0; i < nlevels; i++)
		write_profile(pack, i, name, paths[1 + i]);
	write_mappings(pack, name, paths[1 + nlevels]);
}

int
main(int argc, char **argv)
{
	static struct oscal_group groups[DOMAINS_MAX];
	struct oscal_catalog catalog = { .groups = { groups, 0 } };
	yyjson_val *pack;
	int to = 2;

	while (to < argc && strcmp(argv[to], "-o") != 0)
		to++;
	if (argc < 3 || to == argc || to - 2 > DOMAINS_MAX)
		return (fputs("usage: pack_compile PACK.json DOMAIN.json... -o CATALOG PROFILE... MAPPING\n", stderr), 2);
	pack_open();
	pack = load(argv[1]);
	only(pack, "name title version last_modified oscal_version levels mapping_title mapping_description frameworks");
	read_levels(pack);
	frameworks_read(pack);
	if ((size_t)(argc - to - 3) != nlevels)
		fail("there are %zu levels, and %d profiles to write", nlevels, argc - to - 3);
	for (int i = 2; i < to; i++)
		make_group(load(argv[i]), &groups[catalog.groups.n++]);
	pack_file(argv[1]);
	check_distinct(groups, catalog.groups.n);
	write_all(pack, &catalog, argv + to + 1);
	pack_close();
	return (0);
}
