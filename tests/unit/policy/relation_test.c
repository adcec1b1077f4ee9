/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/relation.h"

#include <stdio.h>

#include "country.h"
#include "standards/pack.h"

#define MAP_ID(n) "'6f2c0f60-9d2c-4d2b-9f3e-0000000000" n "'"
#define SIDE(type, id) "[{'type':'" type "','id-ref':'" id "'}]"
#define SAYS(n, source, relation, target) \
	"{'uuid':" MAP_ID(n) ",'relationship':'" relation "','sources':" SIDE("control", source) ",'targets':" SIDE("control", target) "}"

/* A mapping collection TITLE from the document SOURCE to the framework TARGET, a name of nothing installed unless it is a file. */
static struct str
collection(struct house *h, const char *title, const char *source, const char *target, const char *maps)
{
	char text[8192];
	int n = snprintf(text, sizeof text,
	    "{'mapping-collection':{'uuid':'6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f','metadata':{'title':'%s','last-modified':'2026-11-24T00:00:00Z',"
	    "'version':'1','oscal-version':'1.2.0'},'provenance':{'method':'human','matching-rationale':'semantic','status':'draft',"
	    "'confidence-score':{'category':'high'},'mapping-description':'D'},'mappings':[{'uuid':" MAP_ID("01") ",'source-resource':{'type':'catalog',"
	    "'href':'%s'},'target-resource':{'type':'catalog','href':'%s'},'maps':[%s]}]}}", title, source, target, maps);

	assert_true(n > 0 && (size_t)n < sizeof text);
	for (int i = 0; i < n; i++)
		if (text[i] == '\'')
			text[i] = '"';
	return (arena_str(h->arena, (struct str){ text, (size_t)n }));
}

/* A catalog TITLE with the controls IDS, separated by blanks. */
static struct str
catalog_of(struct house *h, const char *title, const char *ids)
{
	struct str rest = str_c(ids), id, all = STR("");
	struct str uuid = arena_fmt(h->arena, "6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e%02zx", strlen(title) + strlen(ids));

	while (str_cut(&rest, ' ', &id))
		all = arena_fmt(h->arena, "%.*s%s{\"id\":\"%.*s\",\"title\":\"Title of %.*s\",\"parts\":[{\"id\":\"%.*s_smt\",\"name\":\"statement\",\"prose\":\"P\"}]}",
		    STR_FMT(all), all.n > 0 ? "," : "", STR_FMT(id), STR_FMT(id), STR_FMT(id));
	return (arena_fmt(h->arena, "{\"catalog\":{\"uuid\":\"%.*s\",\"metadata\":{\"title\":\"%s\",\"last-modified\":\"2026-11-24T00:00:00Z\",\"version\":\"1\","
	    "\"oscal-version\":\"1.1.2\"},\"controls\":[%.*s]}}", STR_FMT(uuid), title, STR_FMT(all)));
}

static struct str
framework_of(struct house *h, struct id document)
{
	struct document_row row;

	assert_int_equal(document_get(h->reader, document, h->arena, &row, &h->why), 0);
	return (row.framework);
}

static struct framework_row_list
frameworks(struct house *h)
{
	struct framework_row_list list;

	assert_int_equal(framework_list(h->reader, h->arena, &list, &h->why), 0);
	return (list);
}

static struct related_row_list
related(struct house *h, const char *framework, const char *control)
{
	struct framework_row_list list = frameworks(h);
	struct related_row_list rows;

	assert_int_equal(relations_of(h->reader, str_c(framework), str_c(control), &list, h->arena, &rows, &h->why), 0);
	return (rows);
}

static const struct related_row *
row_of(const struct related_row_list *rows, const char *framework, const char *control)
{
	for (size_t i = 0; i < rows->n; i++)
		if (str_eq_c(rows->items[i].framework, framework) && str_eq_c(rows->items[i].control, control))
			return (&rows->items[i]);
	return (NULL);
}

TEST(names_of_frameworks_are_short_and_safe)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct str one = framework_slug(STR("A very long title of a very long document that goes on and on, part one"), arena),
	           two = framework_slug(STR("A very long title of a very long document that goes on and on, part two"), arena);

	assert_true(str_eq_c(framework_slug(STR("NIST SP 800-53 (rev. 5)"), arena), "nist-sp-800-53-rev.-5"));
	assert_null(framework_slug(STR("رہنما"), arena).p);
	assert_null(framework_slug(STR("--.-"), arena).p);
	assert_int_equal(one.n, 64);
	assert_false(str_eq(one, two));
}

TEST(the_mappings_of_the_pack_are_installed_and_speak_of_its_requirements)
{
	struct house h;
	struct id catalog, mappings;
	struct mapping_row_list list;
	struct framework_row_list known;
	struct related_row_list rows;
	struct document_row row;

	country_open(&h);
	catalog = country_import(&h, pack_catalog(), PACK_FILENAME);
	mappings = country_import(&h, pack_mappings(), PACK_MAPPINGS_FILENAME);
	known = frameworks(&h);
	assert_int_equal(mapping_list(h.reader, (struct id){ { 0 } }, &known, h.arena, &list, &h.why), 0);
	assert_true(list.n >= 4);
	assert_true(str_eq(list.items[0].source, framework_of(&h, catalog)));
	assert_true(list.items[0].source_installed);
	assert_false(list.items[0].target_installed);
	assert_int_equal(list.items[0].rationale, MAPPING_SEMANTIC);
	assert_int_equal(document_get(h.reader, mappings, h.arena, &row, &h.why), 0);
	assert_int_equal(row.kind, DOCUMENT_MAPPING);
	assert_true(row.controls > 400);
	rows = related(&h, framework_of(&h, catalog).p, "gov-1");
	assert_true(rows.n > 0);
	assert_int_equal(rows.items[0].confidence, CONFIDENCE_MEDIUM);
	house_close(&h);
}

TEST(a_control_is_related_from_either_side_and_over_one_framework_in_between)
{
	struct house h;
	struct related_row_list rows;
	const struct related_row *row;
	struct id far;

	country_open(&h);
	far = country_import(&h, catalog_of(&h, "Far", "f-1 f-2 f-3"), "far.json");
	country_import(&h, collection(&h, "Near to mid", "toy-catalog.json", "mid", SAYS("02", "iam-1", "subset-of", "m-1") ","
	    SAYS("03", "iam-2", "intersects-with", "m-2")), "a.json");
	country_import(&h, collection(&h, "Far to mid", "far.json", "mid", SAYS("02", "f-1", "superset-of", "m-1") ","
	    SAYS("03", "f-2", "intersects-with", "m-2")), "b.json");
	rows = related(&h, "toy-catalog", "iam-1");
	assert_int_equal(rows.n, 2);
	row = row_of(&rows, "mid", "m-1");
	assert_int_equal(row->relation, RELATION_SUBSET);
	assert_null(row->via.p);
	assert_true(id_is_none(row->document));
	/* It lies in m-1, and f-1 contains m-1. */
	row = row_of(&rows, "far", "f-1");
	assert_int_equal(row->relation, RELATION_SUBSET);
	assert_true(str_eq_c(row->via, "m-1") && str_eq_c(row->via_framework, "mid"));
	assert_int_equal(row->confidence, CONFIDENCE_HIGH);
	assert_true(str_eq_c(row->title.in[LANG_EN], "Title of f-1"));
	assert_true(id_eq(row->document, far));
	rows = related(&h, "far", "f-1");
	assert_int_equal(row_of(&rows, "toy-catalog", "iam-1")->relation, RELATION_SUPERSET);
	/* Two overlaps prove nothing. */
	rows = related(&h, "toy-catalog", "iam-2");
	assert_int_equal(rows.n, 1);
	house_close(&h);
}

TEST(two_frameworks_side_by_side_give_what_is_said_and_what_follows)
{
	struct house h;
	struct relations between;

	country_open(&h);
	country_import(&h, catalog_of(&h, "Far", "f-1 f-2 f-3"), "far.json");
	country_import(&h, collection(&h, "One", "toy-catalog.json", "mid", SAYS("02", "iam-1", "equal-to", "m-1") ","
	    SAYS("03", "iam-2", "equal-to", "m-2")), "a.json");
	country_import(&h, collection(&h, "Two", "far.json", "mid", SAYS("02", "f-1", "superset-of", "m-1") ","
	    SAYS("03", "f-2", "equal-to", "m-2")), "b.json");
	country_import(&h, collection(&h, "Three", "far.json", "toy-catalog.json", SAYS("02", "f-2", "intersects-with", "iam-2")), "c.json");
	assert_int_equal(relations_between(h.reader, STR("toy-catalog"), STR("far"), h.arena, &between, &h.why), 0);
	assert_int_equal(between.direct.n, 1);
	assert_true(str_eq_c(between.direct.items[0].source, "iam-2"));
	/* Of iam-2 and f-2 somebody said something: that counts, and not what follows over mid. */
	assert_int_equal(between.derived.n, 1);
	assert_int_equal(between.derived.items[0].relation, RELATION_SUBSET);
	assert_true(str_eq_c(between.via[0], "mid"));
	house_close(&h);
}

TEST(a_catalog_that_has_what_mappings_expect_is_the_framework_they_speak_of)
{
	struct house h;
	struct related_row_list rows;
	struct id id;

	country_open(&h);
	country_import(&h, collection(&h, "M", "toy-catalog.json", "later", SAYS("02", "iam-1", "equal-to", "x-1") ","
	    SAYS("03", "iam-2", "subset-of", "x-2") "," SAYS("04", "iam-3", "superset-of", "x-3")), "m.json");
	id = country_import(&h, catalog_of(&h, "Something else", "x-1 x-2"), "else.json");
	assert_true(str_eq_c(framework_of(&h, id), "something-else"));
	id = country_import(&h, catalog_of(&h, "By another name", "x-1 x-2 x-3 x-4"), "name.json");
	assert_true(str_eq_c(framework_of(&h, id), "later"));
	rows = related(&h, "toy-catalog", "iam-1");
	assert_true(str_eq_c(rows.items[0].title.in[LANG_EN], "Title of x-1"));
	/* And the other way round: the collection comes when the catalog is there. */
	country_import(&h, collection(&h, "N", "toy-catalog.json", "unheard-of", SAYS("02", "iam-1", "equal-to", "x-1") ","
	    SAYS("03", "iam-2", "subset-of", "x-3") "," SAYS("04", "iam-3", "superset-of", "x-4")), "n.json");
	rows = related(&h, "toy-catalog", "iam-3");
	assert_non_null(row_of(&rows, "later", "x-4"));
	house_close(&h);
}

TEST(a_later_version_of_a_mapping_collection_counts_instead_of_the_earlier_one)
{
	struct house h;
	struct related_row_list rows;

	country_open(&h);
	country_import(&h, collection(&h, "M", "toy-catalog.json", "o", SAYS("02", "iam-1", "equal-to", "o-1")), "m.json");
	country_import(&h, collection(&h, "M", "toy-catalog.json", "o", SAYS("02", "iam-1", "intersects-with", "o-2")), "m2.json");
	rows = related(&h, "toy-catalog", "iam-1");
	assert_int_equal(rows.n, 1);
	assert_true(str_eq_c(rows.items[0].control, "o-2"));
	house_close(&h);
}

TEST(a_statement_is_related_as_its_control)
{
	struct house h;
	struct related_row_list rows;

	country_open(&h);
	country_import(&h, catalog_of(&h, "Far", "f-1 f-2 f-3"), "far.json");
	country_import(&h, collection(&h, "M", "toy-catalog.json", "far.json", "{'uuid':" MAP_ID("02") ",'relationship':'equal-to','sources':"
	    SIDE("control", "iam-1") ",'targets':" SIDE("statement", "f-2_smt") "}"), "m.json");
	rows = related(&h, "far", "f-2");
	assert_int_equal(rows.n, 1);
	assert_int_equal(rows.items[0].relation, RELATION_SUPERSET);
	house_close(&h);
}

TEST(a_control_of_a_profile_is_that_of_its_catalog)
{
	struct house h;
	struct str name;
	struct id profile;

	country_open(&h);
	profile = country_import(&h, STR("{\"profile\":{\"uuid\":\"5a0c4e1e-3f3a-4a8f-9d52-0d6f2c7a1b0a\",\"metadata\":{\"title\":\"P\",\"last-modified\":"
	    "\"2026-01-01T00:00:00Z\",\"version\":\"1\",\"oscal-version\":\"1.1.2\"},\"imports\":[{\"href\":\"toy-catalog.json\",\"include-all\":{}}]}}"),
	    "p.json");
	assert_int_equal(framework_of_control(h.reader, profile, STR("iam-1"), h.arena, &name, &h.why), 0);
	assert_true(str_eq_c(name, "toy-catalog"));
	assert_int_equal(framework_of_control(h.reader, profile, STR("iam-9"), h.arena, &name, &h.why), 0);
	assert_null(name.p);
	house_close(&h);
}
