/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/mapping.h"

#include "oscal_help.h"
#include "standards/pack.h"

#define HEAD(version) \
	"{'mapping-collection':{'uuid':'6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f','metadata':{'title':'M','last-modified':'2026-11-24T00:00:00Z'," \
	"'version':'1','oscal-version':'" version "'},'provenance':{'method':'human','matching-rationale':'semantic','status':'draft'," \
	"'confidence-score':{'category':'medium'},'mapping-description':'D'},"
#define RESOURCES "'source-resource':{'type':'catalog','href':'a.json'},'target-resource':{'type':'catalog','href':'b.json'}"
#define MAP_UUID(n) "'uuid':'6f2c0f60-9d2c-4d2b-9f3e-0000000000" n "'"
#define MAPPING(maps) "{" MAP_UUID("01") "," RESOURCES ",'maps':[" maps "]}"
#define COLLECTION(maps) HEAD("1.2.0") "'mappings':[" MAPPING(maps) "]}}"
#define CONTROL(id) "{'type':'control','id-ref':'" id "'}"
#define STATEMENT(id) "{'type':'statement','id-ref':'" id "'}"
#define MAP(n, relation, sources, targets) \
	"{" MAP_UUID(n) ",'relationship':'" relation "','sources':[" sources "],'targets':[" targets "]}"

/* ---- Reading and writing ---- */

TEST(a_mapping_collection_is_read_and_written_as_the_same)
{
	static const char text[] = HEAD("1.2.2") "'mappings':[{" MAP_UUID("01") ",'method':'hybrid','status':'complete'," RESOURCES ",'maps':[{"
	    MAP_UUID("02") ",'relationship':'subset-of','sources':[" CONTROL("a-1") "],'targets':[" STATEMENT("b-1_smt.a") "],"
	    "'qualifiers':[{'subject':'both','predicate':'has-requirement','category':'addressable','description':'Q'}],"
	    "'confidence-score':{'percentage':0.85},'coverage':{'generation-method':'arbitrary','target-coverage':0.1}}],"
	    "'source-gap-summary':{" MAP_UUID("03") ",'unmapped-controls':[{'with-ids':['a-9']}]}}]}}";
	struct oscal_doc *doc CLEANUP(oscal_freep) = read_ok(text), *again CLEANUP(oscal_freep) = NULL;
	struct buf out = BUF(1 << 20), twice = BUF(1 << 20);
	const struct oscal_map *map;
	struct problem why = { 0 };

	assert_int_equal(doc->model, OSCAL_MAPPING_COLLECTION);
	assert_true(str_eq_c(doc->metadata->title, "M"));
	map = &doc->mappings->mappings.items[0].maps.items[0];
	assert_true(map->confidence_score->percentage == 0.85);
	assert_true(map->coverage->target_coverage == 0.1);
	assert_true(str_eq_c(doc->mappings->mappings.items[0].source_gap_summary->unmapped_controls.items[0].with_ids.items[0], "a-9"));
	oscal_write(doc, false, &out);
	assert_true(str_find(buf_view(&out), STR("\"percentage\":0.85")) > 0);
	assert_int_equal(oscal_read(buf_view(&out), STR("again"), NULL, &again, &why), 0);
	oscal_write(again, false, &twice);
	assert_true(str_eq(buf_view(&out), buf_view(&twice)));
	assert_int_equal(out.n, json(text).n);
	buf_free(&out);
	buf_free(&twice);
}

TEST(one_mapping_may_stand_without_its_list)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = read_ok(HEAD("1.2.0") "'mappings':" MAPPING(MAP("02", "equal-to", CONTROL("a"), CONTROL("b")))
	    "}}");

	assert_int_equal(doc->mappings->mappings.n, 1);
	assert_int_equal(doc->mappings->mappings.items[0].maps.n, 1);
}

TEST(a_mapping_collection_is_read_from_xml_too)
{
	static const char text[] = "<mapping-collection xmlns='http://csrc.nist.gov/ns/oscal/1.0' uuid='6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f'>"
	    "<metadata><title>M</title><last-modified>2026-11-24T00:00:00Z</last-modified><version>1</version><oscal-version>1.2.0</oscal-version>"
	    "</metadata><provenance method='human' matching-rationale='functional' status='draft'>"
	    "<mapping-description><p>D</p></mapping-description></provenance>"
	    "<mapping uuid='6f2c0f60-9d2c-4d2b-9f3e-000000000001'><source-resource type='catalog' href='a.xml'/><target-resource type='catalog' "
	    "href='b.xml'/><map uuid='6f2c0f60-9d2c-4d2b-9f3e-000000000002'><relationship>superset-of</relationship>"
	    "<source type='control' id-ref='a-1'/><target type='control' id-ref='b-1'/>"
	    "<confidence-score><percentage>0.5</percentage></confidence-score><coverage generation-method='arbitrary'>0.25</coverage></map></mapping>"
	    "</mapping-collection>";
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;
	struct problem why = { 0 };
	const struct oscal_map *map;

	assert_int_equal(oscal_read(STR(text), STR("m.xml"), NULL, &doc, &why), 0);
	map = &doc->mappings->mappings.items[0].maps.items[0];
	assert_int_equal(mapping_relation(map), RELATION_SUPERSET);
	assert_true(map->confidence_score->percentage == 0.5);
	assert_true(map->coverage->target_coverage == 0.25);
}

TEST(what_is_wrong_in_a_mapping_is_found_with_its_place)
{
	struct problem why;

	why = read_fails(COLLECTION("\n" MAP("02", "is-like", CONTROL("a"), CONTROL("b"))), OSCAL_CHOICE);
	assert_string_equal(why.head.where, "/mapping-collection/mappings/0/maps/0/relationship");
	assert_int_equal(why.line, 2);
	assert_int_equal(why.column, 63);
	why = read_fails(COLLECTION(MAP("02", "equal-to", CONTROL("a"), CONTROL("b")) ",\n" MAP("02", "equal-to", CONTROL("a"), CONTROL("c"))),
	    OSCAL_DUPLICATE_ID);
	assert_string_equal(why.head.where, "/mapping-collection/mappings/0/maps/1/uuid");
	assert_int_equal(why.line, 2);
	read_fails(COLLECTION(MAP("02", "equal-to", "", CONTROL("b"))), OSCAL_LIST_EMPTY);
	read_fails(COLLECTION(MAP("02", "equal-to", "{'type':'part','id-ref':'a'}", CONTROL("b"))), OSCAL_CHOICE);
	read_fails(HEAD("1.1.2") "'mappings':[" MAPPING(MAP("02", "equal-to", CONTROL("a"), CONTROL("b"))) "]}}", OSCAL_MEMBER_LATER);
	read_fails(HEAD("1.2.0") "'mappings':[{" MAP_UUID("01") ",'source-resource':{'type':'catalog','href':'#" "6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e50"
	    "'},'target-resource':{'type':'catalog','href':'b'},'maps':[" MAP("02", "equal-to", CONTROL("a"), CONTROL("b")) "]}]}}",
	    OSCAL_IMPORT_UNKNOWN);
	read_fails(COLLECTION("{" MAP_UUID("02") ",'relationship':'equal-to','sources':[" CONTROL("a") "],'targets':[" CONTROL("b")
	    "],'confidence-score':{'percentage':'0.5'}}"), OSCAL_MEMBER_TYPE);
	read_fails(COLLECTION("{" MAP_UUID("02") ",'relationship':'equal-to','sources':[" CONTROL("a") "],'targets':[" CONTROL("b")
	    "],'confidence-score':{'percentage':0.5,'category':'high'}}"), OSCAL_MEMBERS_EXCLUDE);
}

struct first_found {
	struct problem what;
	unsigned n;
};

static void
note_first(void *user, enum oscal_severity severity, const struct problem *what)
{
	struct first_found *found = user;

	(void)severity;
	if (found->n++ == 0)
		found->what = *what;
}

/* Validation of TEXT tells CODE at WHERE, and nothing else. */
static void
validation_finds(const char *text, enum problem_code code, const char *where)
{
	struct first_found found = { 0 };
	struct oscal_validate_options how = { .report = note_first, .user = &found };
	struct oscal_valid valid;
	struct problem why = { 0 };

	assert_int_equal(oscal_validate(json(text), &how, &valid, &why), -1);
	assert_int_equal(found.n, 1);
	assert_string_equal(problem_name(found.what.head.code), problem_name(code));
	assert_string_equal(found.what.head.where, where);
	assert_int_not_equal(found.what.line, 0);
}

TEST(validation_finds_once_what_reading_refuses)
{
	validation_finds(HEAD("1.2.0") "'mappings':[{" MAP_UUID("01") ",'source-resource':{'type':'catalog','href':'#" "6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e50"
	    "'},'target-resource':{'type':'catalog','href':'b'},'maps':[" MAP("02", "equal-to", CONTROL("a"), CONTROL("b")) "]}]}}",
	    OSCAL_IMPORT_UNKNOWN, "/mapping-collection/mappings/0/source-resource/href");
	validation_finds(COLLECTION(MAP("02", "equal-to", CONTROL("a"), CONTROL("b")) ",\n" MAP("02", "equal-to", CONTROL("a"), CONTROL("c"))),
	    OSCAL_DUPLICATE_ID, "/mapping-collection/mappings/0/maps/1/uuid");
	validation_finds(COLLECTION(MAP("02", "is-like", CONTROL("a"), CONTROL("b"))), OSCAL_VALUE_UNLISTED,
	    "/mapping-collection/mappings/0/maps/0/relationship");
	validation_finds(COLLECTION(MAP("02", "equal-to", "", CONTROL("b"))), OSCAL_LIST_EMPTY, "/mapping-collection/mappings/0/maps/0/sources");
}

TEST(a_relationship_of_another_namespace_is_read_and_says_nothing)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = read_ok(COLLECTION("{" MAP_UUID("02") ",'ns':'urn:x','relationship':'equal-to','sources':["
	    CONTROL("a") "],'targets':[" CONTROL("b") "]}"));

	assert_int_equal(mapping_relation(&doc->mappings->mappings.items[0].maps.items[0]), relation_none);
}

TEST(the_mapping_collection_of_the_pack_speaks_of_its_requirements_only)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL, *catalog CLEANUP(oscal_freep) = NULL;
	struct arena *arena CLEANUP(arena_freep) = arena_new(8 << 20);
	struct problem why = { 0 };

	assert_int_equal(oscal_read(pack_mappings(), STR(PACK_MAPPINGS_FILENAME), NULL, &doc, &why), 0);
	assert_int_equal(oscal_read(pack_catalog(), STR(PACK_FILENAME), NULL, &catalog, &why), 0);
	assert_true(doc->mappings->mappings.n >= 4);
	for (size_t i = 0; i < doc->mappings->mappings.n; i++) {
		const struct oscal_mapping *mapping = &doc->mappings->mappings.items[i];
		struct mapping_link_list links;

		assert_non_null(mapping_resource(doc, &mapping->target_resource));
		assert_int_equal(mapping_links(doc->mappings, mapping, NULL, NULL, arena, &links, &why), 0);
		for (size_t k = 0; k < links.n; k++) {
			assert_non_null(oscal_control_find(catalog, links.items[k].source));
			assert_int_not_equal(links.items[k].relation, relation_none);
			assert_int_equal(links.items[k].sureness.word, CONFIDENCE_MEDIUM);
		}
	}
}

/* ---- Relations ---- */

enum { SETS = 1 << 5 }; /* all sets of five things; enough for everything three sets can do to each other */

static enum relation
relation_of_sets(unsigned a, unsigned b)
{
	return (a == b ? RELATION_EQUAL : (a & b) == 0 ? RELATION_DISJOINT : (a & b) == a ? RELATION_SUBSET : (a & b) == b ? RELATION_SUPERSET :
	    RELATION_INTERSECTS);
}

/* What A may be to C, as bits, for every way in which A is to B as AB and B to C as BC. */
static unsigned
possible(enum relation ab, enum relation bc)
{
	unsigned seen = 0;

	for (unsigned a = 1; a < SETS; a++)
		for (unsigned b = 1; b < SETS; b++)
			for (unsigned c = 1; c < SETS && relation_of_sets(a, b) == ab; c++)
				if (relation_of_sets(b, c) == bc)
					seen |= 1u << relation_of_sets(a, c);
	return (seen);
}

static enum relation
strongest_that_holds(unsigned possible)
{
	for (enum relation r = RELATION_EQUAL; r <= RELATION_DISJOINT; r++)
		if (possible == 1u << r)
			return (r);
	return ((possible & 1u << RELATION_DISJOINT) == 0 ? RELATION_INTERSECTS : relation_none);
}

TEST(every_cell_of_the_table_is_the_strongest_that_holds_for_all_sets)
{
	for (enum relation ab = RELATION_EQUAL; ab <= RELATION_DISJOINT; ab++) {
		for (enum relation bc = RELATION_EQUAL; bc <= RELATION_DISJOINT; bc++) {
			enum relation plain_ab = ab == RELATION_EQUIVALENT ? RELATION_EQUAL : ab;
			enum relation plain_bc = bc == RELATION_EQUIVALENT ? RELATION_EQUAL : bc;
			enum relation expected = strongest_that_holds(possible(plain_ab, plain_bc));

			/* The same in meaning is the same set; in words it is equal only where both are. */
			if (expected == RELATION_EQUAL && (ab == RELATION_EQUIVALENT || bc == RELATION_EQUIVALENT))
				expected = RELATION_EQUIVALENT;
			if (relation_composed(ab, bc) != expected)
				fail_msg("%s then %s is %s, not %s", choice_name(&relation_choices, ab), choice_name(&relation_choices, bc),
				    choice_name(&relation_choices, (int)expected),
				    choice_name(&relation_choices, (int)relation_composed(ab, bc)));
		}
	}
}

/* Same words are the same in meaning, same meaning is the same in effect; nothing else leads from one kind of statement to another. */
static struct statement
follows(struct statement ab, struct statement bc)
{
	struct statement early = ab.rationale < bc.rationale ? ab : bc, late = ab.rationale < bc.rationale ? bc : ab;

	if (ab.rationale == bc.rationale)
		return ((struct statement){ relation_composed(ab.relation, bc.relation), ab.rationale });
	if (early.rationale == 0 || (early.relation != RELATION_EQUAL && early.relation != RELATION_EQUIVALENT))
		return ((struct statement){ relation_none, 0 });
	/* The two of the early one are one for the late one. */
	if (late.relation == RELATION_EQUAL && early.relation == RELATION_EQUIVALENT)
		late.relation = RELATION_EQUIVALENT;
	return (late);
}

TEST(statements_compose_with_their_like_and_sameness_with_later_kinds)
{
	for (int i = 0; i < 4; i++)
		for (int k = 0; k < 4; k++)
			for (enum relation ab = relation_none; ab <= RELATION_DISJOINT; ab++)
				for (enum relation bc = relation_none; bc <= RELATION_DISJOINT; bc++) {
					struct statement x = { ab, (enum mapping_rationale)i }, y = { bc, (enum mapping_rationale)k };
					struct statement said = statement_composed(x, y), expected = follows(x, y);

					assert_int_equal(said.relation, expected.relation);
					if (said.relation != relation_none)
						assert_int_equal(said.rationale, expected.rationale);
				}
}

TEST(of_nothing_nothing_follows)
{
	for (enum relation r = relation_none; r <= RELATION_DISJOINT; r++) {
		assert_int_equal(relation_composed(relation_none, r), relation_none);
		assert_int_equal(relation_composed(r, relation_none), relation_none);
		assert_int_equal(relation_both(relation_none, r), r);
		assert_int_equal(relation_both(r, r), r);
	}
}

TEST(composing_the_way_back_gives_the_reverse)
{
	for (enum relation ab = relation_none; ab <= RELATION_DISJOINT; ab++)
		for (enum relation bc = relation_none; bc <= RELATION_DISJOINT; bc++)
			assert_int_equal(relation_reversed(relation_composed(ab, bc)),
			    relation_composed(relation_reversed(bc), relation_reversed(ab)));
}

TEST(of_two_conclusions_the_stronger_counts_unless_they_contradict_each_other)
{
	for (enum relation a = relation_none; a <= RELATION_DISJOINT; a++)
		for (enum relation b = relation_none; b <= RELATION_DISJOINT; b++)
			assert_int_equal(relation_both(a, b), relation_both(b, a));
	assert_int_equal(relation_both(RELATION_INTERSECTS, RELATION_SUBSET), RELATION_SUBSET);
	assert_int_equal(relation_both(RELATION_EQUAL, RELATION_EQUIVALENT), RELATION_EQUIVALENT);
	assert_int_equal(relation_both(RELATION_EQUIVALENT, RELATION_SUBSET), RELATION_SUBSET);
	assert_int_equal(relation_both(RELATION_SUBSET, RELATION_SUPERSET), RELATION_INTERSECTS);
	assert_int_equal(relation_both(RELATION_DISJOINT, RELATION_SUBSET), relation_none);
}

TEST(one_of_a_set_is_no_more_than_its_set_allows)
{
	assert_int_equal(relation_of_one(RELATION_EQUAL, true, true), RELATION_EQUAL);
	assert_int_equal(relation_of_one(RELATION_EQUIVALENT, true, false), RELATION_SUPERSET);
	assert_int_equal(relation_of_one(RELATION_EQUIVALENT, false, true), RELATION_SUBSET);
	assert_int_equal(relation_of_one(RELATION_EQUIVALENT, false, false), relation_none);
	assert_int_equal(relation_of_one(RELATION_SUBSET, false, true), RELATION_SUBSET);
	assert_int_equal(relation_of_one(RELATION_SUBSET, true, false), relation_none);
	assert_int_equal(relation_of_one(RELATION_SUPERSET, true, false), RELATION_SUPERSET);
	assert_int_equal(relation_of_one(RELATION_SUPERSET, false, true), relation_none);
	assert_int_equal(relation_of_one(RELATION_INTERSECTS, true, false), relation_none);
	assert_int_equal(relation_of_one(RELATION_DISJOINT, false, false), RELATION_DISJOINT);
}

TEST(confidence_of_a_conclusion_is_never_above_that_of_its_grounds)
{
	struct oscal_confidence_score high = { .category = STR("high") }, low = { .category = STR("low") }, own = { .category = STR("sure") },
		half = { .percentage = 0.5, .percentage_given = true }, above = { .percentage = 7, .percentage_given = true };
	struct sureness both = sureness_both(sureness_of(&high), sureness_of(&low));

	assert_int_equal(both.word, CONFIDENCE_LOW);
	assert_int_equal(both.percent, 0);
	both = sureness_both(sureness_of(&half), sureness_of(&half));
	assert_int_equal(both.percent, 25);
	both = sureness_both(sureness_of(&high), sureness_of(&half));
	assert_true(both.word == 0 && both.percent == 0);
	assert_int_equal(sureness_of(&own).word, 0);
	assert_int_equal(sureness_of(&above).percent, 0);
	assert_int_equal(sureness_of(NULL).word, 0);
}

/* ---- Lists of pairs ---- */

static struct str
control_of(void *user, bool of_source, struct str statement)
{
	(void)user, (void)of_source;
	return (str_starts(statement, STR("b-1_")) ? STR("b-1") : STR_NONE);
}

static struct mapping_link_list
links_of(const struct oscal_doc *doc, struct arena *arena)
{
	struct mapping_link_list links;
	struct problem why = { 0 };

	assert_int_equal(mapping_links(doc->mappings, &doc->mappings->mappings.items[0], control_of, NULL, arena, &links, &why), 0);
	return (links);
}

static enum relation
said(const struct mapping_link_list *links, const char *source, const char *target)
{
	for (size_t i = 0; i < links->n; i++)
		if (str_eq_c(links->items[i].source, source) && str_eq_c(links->items[i].target, target))
			return (links->items[i].relation);
	return (relation_none);
}

TEST(a_statement_is_taken_for_its_control_with_what_still_follows)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct oscal_doc *doc CLEANUP(oscal_freep) = read_ok(COLLECTION(MAP("02", "equal-to", CONTROL("a-1"), STATEMENT("b-1_smt.a")) ","
	    MAP("03", "superset-of", CONTROL("a-2"), STATEMENT("b-1_smt.a") "," STATEMENT("b-1_smt.b")) ","
	    MAP("04", "intersects-with", STATEMENT("c_smt"), CONTROL("b-2"))));
	struct mapping_link_list links = links_of(doc, arena);

	assert_int_equal(links.n, 3);
	assert_int_equal(said(&links, "a-1", "b-1"), RELATION_SUBSET);
	assert_int_equal(said(&links, "a-2", "b-1"), RELATION_INTERSECTS);
	assert_int_equal(said(&links, "c_smt", "b-2"), RELATION_INTERSECTS);
	assert_true(mapping_links_of(&links, STR("c_smt"), &(size_t){ 0 })->source_is_part);
}

TEST(two_mappings_give_a_third_pair_by_pair)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct oscal_doc *first CLEANUP(oscal_freep) = read_ok(COLLECTION(MAP("02", "subset-of", CONTROL("a-1"), CONTROL("m-1")) ","
	    MAP("03", "superset-of", CONTROL("a-2"), CONTROL("m-1")) "," MAP("04", "intersects-with", CONTROL("a-3"), CONTROL("m-2")) ","
	    MAP("05", "subset-of", CONTROL("a-2"), CONTROL("m-3"))));
	struct oscal_doc *second CLEANUP(oscal_freep) = read_ok(COLLECTION(MAP("02", "equivalent-to", CONTROL("m-1"), CONTROL("c-1")) ","
	    MAP("03", "intersects-with", CONTROL("m-2"), CONTROL("c-2")) "," MAP("04", "subset-of", CONTROL("m-3"), CONTROL("c-1"))));
	struct mapping_link_list ab = links_of(first, arena), bc = links_of(second, arena), ac, back;
	struct problem why = { 0 };
	size_t n;

	assert_int_equal(mapping_links_composed(&ab, &bc, arena, &ac, &why), 0);
	assert_int_equal(ac.n, 2);
	assert_int_equal(said(&ac, "a-1", "c-1"), RELATION_SUBSET);
	assert_true(str_eq_c(mapping_links_of(&ac, STR("a-1"), &n)->via, "m-1"));
	/* Contains it over one, is contained over the other: they have something in common, and no more can be said. */
	assert_int_equal(said(&ac, "a-2", "c-1"), RELATION_INTERSECTS);
	assert_int_equal(said(&ac, "a-3", "c-2"), relation_none);
	assert_int_equal(mapping_links_reversed(&ac, arena, &back, &why), 0);
	assert_int_equal(said(&back, "c-1", "a-1"), RELATION_SUPERSET);
	assert_null(mapping_links_of(&back, STR("a-1"), &n));
}

/* "The relationship type and the matching-rationale must be used together": a map's own wins over its mapping's, that over the collection's. */
TEST(wording_and_meaning_are_not_mixed)
{
	struct mapping_link ab[] = { { .source = STR("a"), .target = STR("m"), .relation = RELATION_SUBSET, .rationale = MAPPING_SYNTACTIC },
		{ .source = STR("a"), .target = STR("n"), .relation = RELATION_EQUAL, .rationale = MAPPING_SYNTACTIC, .entry = 1 } };
	struct mapping_link bc[] = { { .source = STR("m"), .target = STR("c"), .relation = RELATION_SUBSET, .rationale = MAPPING_SEMANTIC },
		{ .source = STR("n"), .target = STR("c"), .relation = RELATION_SUPERSET, .rationale = MAPPING_FUNCTIONAL, .entry = 1 },
		{ .source = STR("n"), .target = STR("d"), .relation = RELATION_SUBSET, .rationale = MAPPING_SEMANTIC, .entry = 2 } };
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct mapping_link_list first = { ab, 2 }, second = { bc, 3 }, ac;
	struct problem why = { 0 };

	assert_int_equal(mapping_links_composed(&first, &second, arena, &ac, &why), 0);
	assert_int_equal(ac.n, 2);
	assert_int_equal(said(&ac, "a", "c"), RELATION_SUPERSET);
	assert_int_equal(ac.items[0].rationale, MAPPING_FUNCTIONAL);
	assert_int_equal(said(&ac, "a", "d"), RELATION_SUBSET);
	assert_int_equal(ac.items[1].rationale, MAPPING_SEMANTIC);
}

TEST(conclusions_that_contradict_each_other_are_left_out)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct oscal_doc *first CLEANUP(oscal_freep) = read_ok(COLLECTION(MAP("02", "equal-to", CONTROL("a"), CONTROL("m") ) ","
	    MAP("03", "equal-to", CONTROL("a"), CONTROL("n")) "," MAP("04", "equal-to", CONTROL("a"), CONTROL("o"))));
	struct oscal_doc *second CLEANUP(oscal_freep) = read_ok(COLLECTION(MAP("02", "no-relationship", CONTROL("m"), CONTROL("c")) ","
	    MAP("03", "equal-to", CONTROL("n"), CONTROL("c")) "," MAP("04", "equal-to", CONTROL("o"), CONTROL("c"))));
	struct mapping_link_list ab = links_of(first, arena), bc = links_of(second, arena), ac;
	struct problem why = { 0 };

	assert_int_equal(mapping_links_composed(&ab, &bc, arena, &ac, &why), 0);
	assert_int_equal(ac.n, 0);
}

/* ---- Coverage ---- */

/* "b-1 b-2=partly-met": met where only the id stands. */
static enum answer
answered(void *user, struct str id)
{
	struct str rest = str_c(user), one;

	while (str_cut(&rest, ' ', &one)) {
		struct str name;

		if (!str_cut(&one, '=', &name) || !str_eq(name, id))
			continue;
		return (one.p == NULL ? ANSWER_MET : (enum answer)choice_find(&answer_choices, one));
	}
	return (ANSWER_UNKNOWN);
}

static enum covering
covered(const char *maps, char *answers)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct oscal_doc *doc CLEANUP(oscal_freep) = read_ok(maps);
	struct mapping_link_list links = links_of(doc, arena);
	size_t n;
	const struct mapping_link *of = mapping_links_of(&links, STR("x"), &n);

	return (coverage_of(of, n, answered, answers));
}
#define X_IS(relation, targets) COLLECTION(MAP("02", relation, CONTROL("x"), targets))
#define TWO CONTROL("b-1") "," CONTROL("b-2")

TEST(only_what_contains_a_control_covers_it_whole)
{
	assert_int_equal(covered(X_IS("equal-to", CONTROL("b-1")), (char[]){ "b-1" }), COVERED_WHOLE);
	assert_int_equal(covered(X_IS("equivalent-to", CONTROL("b-1")), (char[]){ "b-1" }), COVERED_WHOLE);
	assert_int_equal(covered(X_IS("subset-of", CONTROL("b-1")), (char[]){ "b-1" }), COVERED_WHOLE);
	assert_int_equal(covered(X_IS("superset-of", CONTROL("b-1")), (char[]){ "b-1" }), COVERED_PART);
	assert_int_equal(covered(X_IS("intersects-with", CONTROL("b-1")), (char[]){ "b-1" }), COVERED_PART);
	assert_int_equal(covered(X_IS("no-relationship", CONTROL("b-1")), (char[]){ "b-1" }), COVERED_UNMAPPED);
}

TEST(what_is_not_answered_stays_unknown)
{
	assert_int_equal(covered(X_IS("equal-to", CONTROL("b-1")), (char[]){ "" }), COVERED_UNKNOWN);
	assert_int_equal(covered(X_IS("superset-of", TWO), (char[]){ "" }), COVERED_UNKNOWN);
	/* What asks for more is not met: of the part in question nothing follows. */
	assert_int_equal(covered(X_IS("subset-of", CONTROL("b-1")), (char[]){ "b-1=not-met" }), COVERED_UNKNOWN);
	assert_int_equal(covered(X_IS("intersects-with", CONTROL("b-1")), (char[]){ "b-1=not-met" }), COVERED_UNKNOWN);
	assert_int_equal(covered(X_IS("equal-to", CONTROL("b-1")), (char[]){ "b-1=not-met" }), COVERED_NOT_MET);
	assert_int_equal(covered(X_IS("superset-of", CONTROL("b-1")), (char[]){ "b-1=not-met" }), COVERED_NOT_MET);
}

TEST(a_set_covers_whole_only_if_all_of_it_is_met)
{
	assert_int_equal(covered(X_IS("equivalent-to", TWO), (char[]){ "b-1 b-2" }), COVERED_WHOLE);
	assert_int_equal(covered(X_IS("equivalent-to", TWO), (char[]){ "b-1" }), COVERED_PART);
	assert_int_equal(covered(X_IS("equivalent-to", TWO), (char[]){ "b-1 b-2=partly-met" }), COVERED_PART);
	assert_int_equal(covered(X_IS("subset-of", TWO), (char[]){ "b-1" }), COVERED_UNKNOWN);
	assert_int_equal(covered(X_IS("intersects-with", TWO), (char[]){ "b-1" }), COVERED_UNKNOWN);
	assert_int_equal(covered(X_IS("superset-of", TWO), (char[]){ "b-1 b-2" }), COVERED_PART);
}

TEST(answers_that_disagree_give_a_part)
{
	assert_int_equal(covered(COLLECTION(MAP("02", "equal-to", CONTROL("x"), CONTROL("b-1")) ","
	    MAP("03", "superset-of", CONTROL("x"), CONTROL("b-2"))), (char[]){ "b-1 b-2=not-met" }), COVERED_PART);
}

TEST(a_control_that_stands_in_a_set_is_covered_by_what_contains_the_set)
{
	assert_int_equal(covered(COLLECTION(MAP("02", "equal-to", CONTROL("w") "," CONTROL("x"), CONTROL("b-1"))), (char[]){ "b-1" }), COVERED_WHOLE);
	assert_int_equal(covered(COLLECTION(MAP("02", "superset-of", CONTROL("w") "," CONTROL("x"), CONTROL("b-1"))), (char[]){ "b-1" }),
	    COVERED_UNKNOWN);
}

/* ---- Many answerers at once ---- */

enum { MANY = 150, TARGETS = 6, MANY_WORDS = 3 };

/* What each of MANY says of each of TARGETS ("t0" … "t5"), as bytes and as bits; of t5 nobody is asked. */
struct crowd {
	enum answer said[MANY][TARGETS];
	uint64_t met[TARGETS][MANY_WORDS], partly[TARGETS][MANY_WORDS], not_met[TARGETS][MANY_WORDS];
	size_t one;
};

static enum answer
crowd_one(void *user, struct str id)
{
	const struct crowd *crowd = user;

	return (crowd->said[crowd->one][id.p[1] - '0']);
}

static bool
crowd_all(void *user, struct str id, struct coverage_answers *ret)
{
	const struct crowd *crowd = user;
	int t = id.p[1] - '0';

	*ret = (struct coverage_answers){ crowd->met[t], crowd->partly[t], crowd->not_met[t] };
	return (t != TARGETS - 1);
}

static void
crowd_fill(struct crowd *crowd, uint32_t *random)
{
	memset(crowd, 0, sizeof *crowd);
	for (size_t who = 0; who < MANY; who++)
		for (int t = 0; t < TARGETS; t++) {
			enum answer said = t == TARGETS - 1 ? ANSWER_UNKNOWN : ANSWER_MET + (enum answer)((*random = *random * 1664525 + 1013904223) >> 30);
			uint64_t (*bits)[MANY_WORDS] = said == ANSWER_MET ? crowd->met : said == ANSWER_PARTLY ? crowd->partly : crowd->not_met;

			crowd->said[who][t] = said;
			if (said != ANSWER_UNKNOWN)
				bits[t][who / 64] |= UINT64_C(1) << (who % 64);
		}
}

TEST(what_follows_for_many_at_once_is_what_follows_for_each)
{
	static struct crowd crowd;
	static uint64_t room[7][MANY_WORDS];
	static const char *const names[TARGETS] = { "t0", "t1", "t2", "t3", "t4", "t5" };
	struct coverage_many many = { MANY_WORDS, room[0], room[1], room[2], room[3], room[4], room[5], room[6] };
	struct mapping_link links[8];
	uint32_t random = 20261124;
	size_t seen[COVERED_UNMAPPED + 1] = { 0 };

	for (int round = 0; round < 400; round++) {
		size_t n = (size_t)round % ARRAY_SIZE(links) + 1;
		bool mapped;

		crowd_fill(&crowd, &random);
		for (size_t i = 0; i < n; i++) {
			random = random * 1664525 + 1013904223;
			links[i] = (struct mapping_link){ .source = STR("x"), .target = str_c(names[(random >> 24) % TARGETS]), .entry = (random >> 20) % 3,
				.together = (enum relation)((random >> 16) % (RELATION_DISJOINT + 1)), .source_alone = (random >> 15 & 1) != 0 };
			/* The links of one map share what is said of its sets. */
			for (size_t k = 0; k < i; k++)
				if (links[k].entry == links[i].entry) {
					links[i].together = links[k].together;
					links[i].source_alone = links[k].source_alone;
				}
		}
		mapped = coverage_of_many(links, n, crowd_all, &crowd, &many);
		for (crowd.one = 0; crowd.one < MANY; crowd.one++) {
			uint64_t bit = UINT64_C(1) << (crowd.one % 64);
			size_t w = crowd.one / 64;
			enum covering expected = coverage_of(links, n, crowd_one, &crowd), found = !mapped ? COVERED_UNMAPPED :
			    (many.whole[w] & bit) != 0 ? COVERED_WHOLE : (many.part[w] & bit) != 0 ? COVERED_PART :
			    (many.not_met[w] & bit) != 0 ? COVERED_NOT_MET : COVERED_UNKNOWN;

			assert_int_equal(found, expected);
			assert_int_equal(many.whole[w] & many.part[w], 0);
			seen[expected]++;
		}
	}
	/* The random rounds reach every conclusion, so that the comparison could fail. */
	for (int i = COVERED_WHOLE; i <= COVERED_UNMAPPED; i++)
		assert_true(seen[i] > 100);
}
