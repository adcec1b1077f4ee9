/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pack_compile PACK.json DOMAIN.json… -o CATALOG PROFILE…: our guideline pack as OSCAL: one catalog, and a profile a level.
 *
 * content/README.md says what the files hold.  The same files give the same bytes: UUIDs are made from names.  What comes out is read back with the
 * engine of the product, strictly, before anything is written.
 */
#include <sodium.h>
#include <stdarg.h>

#include "base/hash.h"
#include "base/json.h"
#include "standards/oscal.h"

enum { LEVELS_MAX = 9, DOMAINS_MAX = 99, FILE_BYTES_MAX = 8 << 20, MEMORY_MAX = 256 << 20 };

static struct arena *arena;
static const char *file; /* that we are in, for messages */
static yyjson_doc *docs[DOMAINS_MAX + 1]; /* their texts are used to the end */
static size_t ndocs;

/* ---- Failing ---- */

static NORETURN void PRINTF_LIKE(1, 2)
fail(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "%s: error: ", file);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static void
fail_with(const struct problem *why)
{
	fprintf(stderr, "%s:%u:%u: error: %s: %s", file, why->line, why->column, why->head.where, problem_name(why->head.code));
	for (unsigned i = 0; i < why->head.nargs; i++)
		fprintf(stderr, "; %s: %s", why->head.args[i].name, why->head.args[i].value);
	fputc('\n', stderr);
	exit(1);
}

/* P, which is not NULL. */
static void *
need(const void *p)
{
	if (p == NULL)
		fail("out of memory");
	return ((void *)(uintptr_t)p);
}

#define ARRAY(type, n) ((type *)need(arena_array(arena, type, (n) + 1)))

static struct str PRINTF_LIKE(1, 2)
text(const char *format, ...)
{
	char buf[512];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(buf, sizeof buf, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof buf)
		fail("a name is too long: %s", buf);
	return ((struct str){ need(arena_str(arena, str_c(buf)).p), (size_t)n });
}

/* ---- The content files ---- */

static yyjson_val *
load(const char *path)
{
	struct problem why = { 0 };
	static char bytes[FILE_BYTES_MAX];
	FILE *in = fopen(path, "rb");
	size_t n;

	file = path;
	if (in == NULL)
		fail("cannot be opened");
	n = fread(bytes, 1, FILE_BYTES_MAX, in);
	fclose(in);
	if (json_parse((struct str){ bytes, n }, &json_limits_document, &docs[ndocs], &why))
		fail_with(&why);
	return (yyjson_doc_get_root(docs[ndocs++]));
}

static yyjson_val *
member(yyjson_val *object, const char *key)
{
	yyjson_val *value = json_get(object, key);

	if (value == NULL)
		fail("\"%s\" is missing near \"%.*s\"", key, STR_FMT(json_get_str(object, "id")));
	return (value);
}

static struct str
member_text(yyjson_val *object, const char *key)
{
	struct str s = json_str(member(object, key));

	if (s.n == 0)
		fail("\"%s\" must be a text, and not empty, near \"%.*s\"", key, STR_FMT(json_get_str(object, "id")));
	return (s);
}

static uint32_t
member_number(yyjson_val *object, const char *key)
{
	yyjson_val *value = member(object, key);

	if (!yyjson_is_uint(value) || yyjson_get_uint(value) > 100000)
		fail("\"%s\" must be a whole number near \"%.*s\"", key, STR_FMT(json_get_str(object, "id")));
	return ((uint32_t)yyjson_get_uint(value));
}

/* A text in all our languages. */
static struct langs
member_langs(yyjson_val *object, const char *key)
{
	yyjson_val *map = member(object, key);
	struct langs langs;

	for (int lang = 0; lang < LANG_COUNT; lang++)
		langs.in[lang] = member_text(map, lang_tag((enum lang)lang));
	return (langs);
}

/* ---- Pieces of OSCAL ---- */

/* A UUID made from NAME, marked as version 5, one of a hash. */
static struct str
uuid_of(struct str name)
{
	struct digest digest = hash_bytes(name.p, name.n);
	const uint8_t *b = digest.b;

	return (text("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3], b[4], b[5],
	    0x50 | (b[6] & 0x0f), b[7], 0x80 | (b[8] & 0x3f), b[9], b[10], b[11], b[12], b[13], b[14], b[15]));
}

/* Props in the making. */
struct props {
	struct oscal_prop *items;
	size_t n, max;
};

static struct oscal_prop *
add_prop(struct props *to, const char *name, struct str value)
{
	to->items = need(arena_grow(arena, to->items, to->n, &to->max, sizeof *to->items));
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
make_param(yyjson_val *from, struct oscal_param *ret)
{
	static const char *const copied[] = { "type", "unit", "strictness" };
	struct langs label = member_langs(from, "label");
	struct str type = member_text(from, "type");
	struct props props = { .n = 0 };
	yyjson_val *choices = json_get(from, "choices"), *choice;
	yyjson_arr_iter at = yyjson_arr_iter_with(choices);

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
make_params(yyjson_val *list)
{
	struct oscal_param *params = ARRAY(struct oscal_param, yyjson_arr_size(list));
	yyjson_arr_iter at = yyjson_arr_iter_with(list);
	size_t n = 0;

	for (yyjson_val *param; (param = yyjson_arr_iter_next(&at)) != NULL;)
		make_param(param, &params[n++]);
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

static struct str
upper(struct str s)
{
	char *out = need(arena_alloc(arena, s.n + 1));

	for (size_t i = 0; i < s.n; i++)
		out[i] = s.p[i] >= 'a' && s.p[i] <= 'z' ? (char)(s.p[i] - 32) : s.p[i];
	return ((struct str){ out, s.n });
}

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
			add_our_prop(to, "mapping", json_str(number))->class = json_str(framework);
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

	ret->id = member_text(from, "id");
	ret->class = STR("requirement");
	ret->title = title.in[LANG_EN];
	ret->params = make_params(member(from, "params"));
	add_prop(&props, "label", upper(ret->id));
	add_prop(&props, "sort-id", sort_id(ret->id));
	add_translations(&props, "title", &title);
	add_our_prop(&props, "level", text("%u", level));
	add_our_prop(&props, "due-days", text("%u", member_number(from, "due_days")));
	add_mappings(&props, member(from, "map"));
	ret->props = props_list(&props);
	add_part(parts, &n, ret->id, "statement", "smt", NULL, &statement);
	add_part(parts, &n, ret->id, "guidance", "gdn", NULL, &guidance);
	add_part(parts, &n, ret->id, "evidence", "evd", OSCAL_NS_OURS, &evidence);
	add_part(parts, &n, ret->id, "question", "qst", OSCAL_NS_OURS, &question);
	ret->parts = (struct oscal_part_list){ parts, n };
	check_inserts(ret, &statement);
	return (level);
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

static void
write_document(enum oscal_model model, const void *content, const char *path)
{
	struct problem why = { 0 };
	struct oscal_doc *doc, *again;
	struct buf out = BUF(FILE_BYTES_MAX);
	FILE *to;

	file = path;
	if (oscal_compose(model, content, str_c(path), NULL, &doc, &why))
		fail_with(&why);
	oscal_write(doc, false, &out);
	if (buf_failed(&out))
		fail("too large");
	if (oscal_read(buf_view(&out), str_c(path), NULL, &again, &why))
		fail_with(&why);
	to = fopen(path, "wb");
	if (to == NULL || fwrite(out.p, 1, out.n, to) != out.n || fclose(to) != 0)
		fail("cannot be written");
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

int
main(int argc, char **argv)
{
	static struct oscal_group groups[DOMAINS_MAX];
	struct oscal_catalog catalog = { .groups = { groups, 0 } };
	struct langs title;
	yyjson_val *pack;
	int to = 2;

	while (to < argc && strcmp(argv[to], "-o") != 0)
		to++;
	arena = arena_new(MEMORY_MAX);
	if (argc < 3 || to == argc || to - 2 > DOMAINS_MAX || arena == NULL || sodium_init() < 0)
		return (fputs("usage: pack_compile PACK.json DOMAIN.json... -o CATALOG PROFILE...\n", stderr), 2);
	pack = load(argv[1]);
	title = member_langs(pack, "title");
	read_levels(pack);
	if ((size_t)(argc - to - 2) != nlevels)
		fail("there are %zu levels, and %d profiles to write", nlevels, argc - to - 2);
	for (int i = 2; i < to; i++)
		make_group(load(argv[i]), &groups[catalog.groups.n++]);
	file = argv[1];
	catalog.uuid = uuid_of(text("%.*s catalog %.*s", STR_FMT(member_text(pack, "name")), STR_FMT(member_text(pack, "version"))));
	catalog.metadata = make_metadata(pack, &title);
	write_document(OSCAL_CATALOG, &catalog, argv[to + 1]);
	for (size_t i = 0; i < nlevels; i++)
		write_profile(pack, i, str_c(base_name(argv[to + 1])), argv[to + 2 + (int)i]);
	while (ndocs > 0)
		json_free(docs[--ndocs]);
	arena_free(arena);
	return (0);
}
