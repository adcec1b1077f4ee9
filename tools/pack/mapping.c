/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What our requirements have to do with those of other frameworks: numbers and relations only, never their words.
 *
 * Which numbers a framework has is said in pack.json: for each SERIES ("ac", "GV.OC", "A.5") the last number in it.  The relation is that of
 * set theory (OSCAL 1.2 mapping model; NIST IR 8477 §4.3), read from our requirement to the other; without a word it is intersects-with.
 */
#include "pack/pack.h"

struct map {
	struct str id, number, relation;
};

struct framework {
	struct str id;
	yyjson_val *from;
	struct map *maps;
	size_t n, max;
	struct str_list without; /* requirements that have no number in it */
	size_t without_max;
};

static struct framework frameworks[FRAMEWORKS_MAX];
static size_t nframeworks;

void
frameworks_read(yyjson_val *pack)
{
	yyjson_arr_iter at = yyjson_arr_iter_with(member(pack, "frameworks"));

	for (yyjson_val *one; (one = yyjson_arr_iter_next(&at)) != NULL;) {
		only(one, "id title scheme identifier href separator digits enhancements series except");
		if (nframeworks == FRAMEWORKS_MAX)
			fail("there are too many frameworks");
		frameworks[nframeworks++] = (struct framework){ .id = member_text(one, "id"), .from = one };
	}
}

static struct framework *
framework_find(struct str id)
{
	for (size_t i = 0; i < nframeworks; i++)
		if (str_eq(frameworks[i].id, id))
			return (&frameworks[i]);
	return (NULL);
}

/* ---- Numbers ---- */

/* The decimal number at the start of REST, without a sign, and with a leading zero only where numbers have DIGITS digits. */
static bool
take_number(struct str *rest, uint32_t digits, uint32_t *ret)
{
	size_t n = 0;

	while (n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9')
		n++;
	if (n == 0 || n > 4 || (digits > 0 ? n != digits : rest->p[0] == '0'))
		return (false);
	*ret = 0;
	for (size_t i = 0; i < n; i++)
		*ret = *ret * 10 + (uint32_t)(rest->p[i] - '0');
	*rest = str_sub(*rest, n, rest->n);
	return (true);
}

/* Whether NUMBER is one of the series PREFIX, which ends with LAST: "ac-2", and "ac-2.3" where there are enhancements. */
static bool
in_series(const struct framework *framework, struct str number, struct str prefix, uint32_t last)
{
	struct str separator = member_text(framework->from, "separator"), rest;
	uint32_t n, enhancement, digits = (uint32_t)yyjson_get_uint(json_get(framework->from, "digits")),
		 most = (uint32_t)yyjson_get_uint(json_get(framework->from, "enhancements"));

	if (!str_starts(number, prefix))
		return (false);
	rest = str_sub(number, prefix.n, number.n);
	if (!str_starts(rest, separator))
		return (false);
	rest = str_sub(rest, separator.n, rest.n);
	if (!take_number(&rest, digits, &n) || n == 0 || n > last)
		return (false);
	if (rest.n == 0)
		return (true);
	rest = rest.p[0] == '.' && most > 0 ? str_sub(rest, 1, rest.n) : STR_NONE;
	return (take_number(&rest, 0, &enhancement) && rest.n == 0 && enhancement <= most);
}

static bool
number_exists(const struct framework *framework, struct str number)
{
	yyjson_obj_iter at = yyjson_obj_iter_with(member(framework->from, "series"));
	yyjson_arr_iter except = yyjson_arr_iter_with(json_get(framework->from, "except"));
	yyjson_val *value;

	while ((value = yyjson_arr_iter_next(&except)) != NULL)
		if (str_eq(json_str(value), number))
			return (false);
	while ((value = yyjson_obj_iter_next(&at)) != NULL)
		if (in_series(framework, number, json_str(value), (uint32_t)yyjson_get_uint(yyjson_obj_iter_get_val(value))))
			return (true);
	return (false);
}

/* ---- What a requirement says ---- */

struct str
mapping_number(struct str said)
{
	ptrdiff_t space = str_find(said, STR(" "));

	return (space < 0 ? said : str_sub(said, (size_t)space + 1, said.n));
}

static struct str
mapping_relation(struct str said)
{
	static const char *const relations[] = { "equal-to", "equivalent-to", "subset-of", "superset-of", "intersects-with" };
	ptrdiff_t space = str_find(said, STR(" "));

	if (space < 0)
		return (STR("intersects-with"));
	for (size_t i = 0; i < ARRAY_SIZE(relations); i++)
		if (str_eq_c(str_sub(said, 0, (size_t)space), relations[i]))
			return (str_c(relations[i]));
	return (STR_NONE);
}

static void
add_one(struct framework *framework, struct str id, struct str said, size_t from)
{
	struct map map = { id, mapping_number(said), mapping_relation(said) };

	if (map.relation.n == 0)
		fail("\"%.*s\" of %.*s does not begin with a relation", STR_FMT(said), STR_FMT(id));
	if (!number_exists(framework, map.number))
		fail("%.*s has no number \"%.*s\", which %.*s names", STR_FMT(framework->id), STR_FMT(map.number), STR_FMT(id));
	for (size_t i = from; i < framework->n; i++)
		if (str_eq(framework->maps[i].number, map.number))
			fail("%.*s names \"%.*s\" twice", STR_FMT(id), STR_FMT(map.number));
	framework->maps = grow(framework->maps, framework->n, &framework->max, sizeof *framework->maps);
	framework->maps[framework->n++] = map;
}

void
mapping_add(struct str id, yyjson_val *map)
{
	yyjson_obj_iter at = yyjson_obj_iter_with(map);

	for (yyjson_val *key; (key = yyjson_obj_iter_next(&at)) != NULL;)
		if (framework_find(json_str(key)) == NULL)
			fail("\"%.*s\" is no framework of pack.json, near \"%.*s\"", STR_FMT(json_str(key)), STR_FMT(id));
	for (size_t i = 0; i < nframeworks; i++) {
		struct framework *framework = &frameworks[i];
		yyjson_val *numbers = yyjson_obj_getn(map, framework->id.p, framework->id.n);
		yyjson_arr_iter each = yyjson_arr_iter_with(numbers);
		size_t from = framework->n;

		if (numbers != NULL && yyjson_arr_size(numbers) == 0)
			fail("%.*s of %.*s is empty: leave it out", STR_FMT(framework->id), STR_FMT(id));
		for (yyjson_val *number; (number = yyjson_arr_iter_next(&each)) != NULL;)
			add_one(framework, id, json_str(number), from);
		if (numbers != NULL)
			continue;
		framework->without.items = grow(framework->without.items, framework->without.n, &framework->without_max, sizeof(struct str));
		framework->without.items[framework->without.n++] = id;
	}
}

/* ---- The mapping collection ---- */

/* "KEY":"VALUE" */
static void
pair(struct buf *out, const char *key, struct str value)
{
	buf_printf(out, "\"%s\":", key);
	json_quote(out, value);
}

static struct str
name_of(yyjson_val *pack, const char *what, struct str which)
{
	return (text("%.*s %s %.*s", STR_FMT(member_text(pack, "name")), what, STR_FMT(which)));
}

static void
write_metadata(yyjson_val *pack, struct buf *out)
{
	struct langs title = member_langs(pack, "mapping_title");

	buf_c(out, "\"metadata\":{");
	pair(out, "title", title.in[LANG_EN]);
	buf_char(out, ',');
	pair(out, "last-modified", member_text(pack, "last_modified"));
	buf_char(out, ',');
	pair(out, "version", member_text(pack, "version"));
	buf_char(out, ',');
	pair(out, "oscal-version", member_text(pack, "oscal_version"));
	buf_c(out, ",\"props\":[{\"name\":\"title\",\"ns\":\"" OSCAL_NS_OURS "\",\"class\":\"ur\",");
	pair(out, "value", title.in[LANG_UR]);
	buf_c(out, "}]},\"provenance\":{\"method\":\"human\",\"matching-rationale\":\"semantic\",\"status\":\"complete\","
	    "\"confidence-score\":{\"category\":\"medium\"},");
	pair(out, "mapping-description", member_langs(pack, "mapping_description").in[LANG_EN]);
	buf_c(out, "},");
}

static void
write_map(yyjson_val *pack, const struct framework *framework, const struct map *map, struct buf *out)
{
	buf_char(out, '{');
	pair(out, "uuid", uuid_of(name_of(pack, "map", text("%.*s %.*s %.*s", STR_FMT(framework->id), STR_FMT(map->id), STR_FMT(map->number)))));
	buf_char(out, ',');
	pair(out, "relationship", map->relation);
	buf_c(out, ",\"sources\":[{\"type\":\"control\",");
	pair(out, "id-ref", map->id);
	buf_c(out, "}],\"targets\":[{\"type\":\"control\",");
	pair(out, "id-ref", map->number);
	buf_c(out, "}]}");
}

static void
write_gaps(yyjson_val *pack, const struct framework *framework, struct buf *out)
{
	if (framework->without.n == 0)
		return;
	buf_c(out, ",\"source-gap-summary\":{");
	pair(out, "uuid", uuid_of(name_of(pack, "gap", framework->id)));
	buf_c(out, ",\"unmapped-controls\":[{\"with-ids\":[");
	for (size_t i = 0; i < framework->without.n; i++) {
		if (i > 0)
			buf_char(out, ',');
		json_quote(out, framework->without.items[i]);
	}
	buf_c(out, "]}]}");
}

static void
write_mapping(yyjson_val *pack, const struct framework *framework, struct str catalog, struct buf *out)
{
	if (framework->n == 0)
		fail("no requirement has a number in %.*s", STR_FMT(framework->id));
	buf_char(out, '{');
	pair(out, "uuid", uuid_of(name_of(pack, "mapping", framework->id)));
	buf_c(out, ",\"source-resource\":{\"type\":\"catalog\",");
	pair(out, "href", catalog);
	buf_c(out, "},\"target-resource\":{\"type\":\"catalog\",");
	pair(out, "href", text("#%.*s", STR_FMT(uuid_of(name_of(pack, "framework", framework->id)))));
	buf_c(out, "},\"maps\":[");
	for (size_t i = 0; i < framework->n; i++) {
		if (i > 0)
			buf_char(out, ',');
		write_map(pack, framework, &framework->maps[i], out);
	}
	buf_char(out, ']');
	write_gaps(pack, framework, out);
	buf_char(out, '}');
}

static void
write_resource(yyjson_val *pack, const struct framework *framework, struct buf *out)
{
	yyjson_val *from = framework->from;

	buf_char(out, '{');
	pair(out, "uuid", uuid_of(name_of(pack, "framework", framework->id)));
	buf_char(out, ',');
	pair(out, "title", member_text(from, "title"));
	buf_c(out, ",\"props\":[{\"name\":\"framework\",\"ns\":\"" OSCAL_NS_OURS "\",");
	pair(out, "value", framework->id);
	buf_c(out, "}],\"document-ids\":[{");
	if (json_get(from, "scheme") != NULL) {
		pair(out, "scheme", member_text(from, "scheme"));
		buf_char(out, ',');
	}
	pair(out, "identifier", member_text(from, "identifier"));
	buf_c(out, "}],\"rlinks\":[{");
	pair(out, "href", member_text(from, "href"));
	buf_c(out, "}]}");
}

void
mapping_write(yyjson_val *pack, struct str catalog, struct buf *out)
{
	buf_c(out, "{\"mapping-collection\":{");
	pair(out, "uuid", uuid_of(name_of(pack, "mapping collection", member_text(pack, "version"))));
	buf_char(out, ',');
	write_metadata(pack, out);
	buf_c(out, "\"mappings\":[");
	for (size_t i = 0; i < nframeworks; i++) {
		if (i > 0)
			buf_char(out, ',');
		write_mapping(pack, &frameworks[i], catalog, out);
	}
	buf_c(out, "],\"back-matter\":{\"resources\":[");
	for (size_t i = 0; i < nframeworks; i++) {
		if (i > 0)
			buf_char(out, ',');
		write_resource(pack, &frameworks[i], out);
	}
	buf_c(out, "]}}}\n");
}
