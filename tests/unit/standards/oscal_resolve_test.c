/* SPDX-License-Identifier: Apache-2.0 */
/* Import and merge; the clauses cited are those of the profile resolution specification. */
#include "base/hash.h"
#include "oscal_help.h"

#define C(id, more) "{'id':'" id "','title':'" id "'" more "}"
/* {A: a1 a2 a3} {B: b1 {BB: b2}} c1(c1.1(c1.1.1) c1.2), a loose param and one of a group. */
#define ABC CATALOG(",'params':[{'id':'loose'}],'controls':[" C("c1", ",'controls':[" C("c1.1", ",'controls':[" C("c1.1.1", "") "]") "," C("c1.2", "") "]") \
    "],'groups':[{'id':'A','title':'A','params':[{'id':'pa'}],'controls':[" C("a1", "") "," C("a2", ",'params':[{'id':'pa2'}]") "," C("a3", "") "]}," \
    "{'id':'B','title':'B','groups':[{'id':'BA','title':'BA','controls':[" C("b1", "") "]},{'id':'BB','title':'BB','controls':[" C("b2", "") "]}]}]")
#define AS_IS ",'merge':{'as-is':true}"
#define IMPORT(what) ",'imports':[{'href':'c.json'," what "}]"
#define IDS(ids) "'include-controls':[{'with-ids':[" ids "]}]"

static struct shelf
abc(void)
{
	return ((struct shelf){ .books = { { "c.json", ABC }, { "d.json", CATALOG(",'controls':[" C("a1", ",'parts':[{'name':'x'}]") ","
	    C("d1", "") "]") } } });
}

static void
check(const char *profile, const char *expected)
{
	struct shelf shelf = abc();
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(&shelf, profile);

	assert_outline(doc, expected);
	oscal_free(read_ok(written(doc))); /* what comes out is valid */
}

TEST(include_all_takes_every_control_and_group)                                      /* req-include-all */
{
	check(PROFILE(IMPORT("'include-all':{}") AS_IS), "c1(c1.1(c1.1.1) c1.2) {A: $pa a1 a2 a3} {B: {BA: b1} {BB: b2}}");
}

TEST(with_ids_takes_controls_in_the_order_of_the_catalog)                            /* req-include-by-id */
{
	check(PROFILE(IMPORT(IDS("'b2','a3','a1'")) AS_IS), "{A: $pa a1 a3} {B: {BB: b2}}");
}

TEST(matching_takes_controls_by_pattern)                                             /* req-include-by-match */
{
	check(PROFILE(IMPORT("'include-controls':[{'matching':[{'pattern':'?1'},{'pattern':'b*'}]}]") AS_IS),
	    "c1 {A: $pa a1} {B: {BA: b1} {BB: b2}}");
}

TEST(an_empty_match_is_none)                                                /* req-include-by-match-empty */
{
	struct shelf shelf = abc();
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;

#define EMPTY_MATCH PROFILE(IMPORT("'include-controls':[{'with-ids':['a1'],'matching':[{}]}]"))
	resolve_fails(&shelf, EMPTY_MATCH, OSCAL_SELECTS_NOTHING);
	shelf.mode = OSCAL_TOLERANT;
	doc = resolve_ok(&shelf, EMPTY_MATCH);
	assert_outline(doc, "a1");
	assert_int_equal(shelf.warnings[0], OSCAL_SELECTS_NOTHING);
}

TEST(two_structures_are_refused)                                            /* req-stucture */
{
	read_fails(PROFILE(IMPORT("'include-all':{}") ",'merge':{'flat':{},'as-is':true}"), OSCAL_MEMBERS_EXCLUDE);
	read_fails(PROFILE(IMPORT("'include-all':{}") ",'merge':{'as-is':true,'custom':{}}"), OSCAL_MEMBERS_EXCLUDE);
}

TEST(children_come_only_when_asked_for)                      /* req-with-child-controls-yes, -no, -none */
{
	check(PROFILE(IMPORT(IDS("'c1'")) AS_IS), "c1");
	check(PROFILE(IMPORT("'include-controls':[{'with-child-controls':'no','with-ids':['c1']}]") AS_IS), "c1");
	check(PROFILE(IMPORT("'include-controls':[{'with-child-controls':'yes','with-ids':['c1']}]") AS_IS), "c1(c1.1(c1.1.1) c1.2)");
	check(PROFILE(IMPORT("'include-controls':[{'with-child-controls':'yes','matching':[{'pattern':'c1.1'}]}]") AS_IS), "c1(c1.1(c1.1.1))");
}

TEST(ancestors_come_by_default)                              /* "Dealing with Nested Controls and Groups" */
{
	check(PROFILE(IMPORT(IDS("'c1.1.1'")) AS_IS), "c1(c1.1(c1.1.1))");
}

TEST(drafts_before_1_0_may_say_that_ancestors_stay_away)
{
	struct shelf shelf = abc();
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL, *yes CLEANUP(oscal_freep) = NULL;

#define PARENTS(what) PROFILE(IMPORT("'include-controls':[{'with-parent-controls':'" what "','with-ids':['c1.1.1']}]") AS_IS)
	read_fails(PARENTS("yes"), OSCAL_MEMBER_UNKNOWN);
	shelf.mode = OSCAL_TOLERANT;
	doc = resolve_ok(&shelf, PARENTS("no"));
	yes = resolve_ok(&shelf, PARENTS("yes"));
	assert_outline(doc, "c1.1.1");
	assert_outline(yes, "c1(c1.1(c1.1.1))");
}

TEST(exclusion_wins_however_specific)                        /* req-exclude, req-exclude-additional */
{
	check(PROFILE(IMPORT(IDS("'a1','a2'") ",'exclude-controls':[{'matching':[{'pattern':'a*'}]},{'with-ids':['b1']}]") AS_IS), "");
	check(PROFILE(IMPORT("'include-all':{},'exclude-controls':[{'with-ids':['a2','b1']}]") AS_IS),
	    "c1(c1.1(c1.1.1) c1.2) {A: $pa a1 a3} {B: {BB: b2}}");
	check(PROFILE(IMPORT("'include-all':{},'exclude-controls':[{'with-child-controls':'yes','with-ids':['c1']},{'matching':[{'pattern':'[ab]*'}]}]")
	    AS_IS), "");
}

TEST(the_children_of_an_excluded_control_move_up)            /* id-structure-as-is-list-1 */
{
	check(PROFILE(IMPORT("'include-all':{},'exclude-controls':[{'with-ids':['c1','c1.1']},{'matching':[{'pattern':'[ab]*'}]}]") AS_IS),
	    "c1.1.1 c1.2");
}

TEST(selecting_twice_is_selecting_once)                      /* req-redundant */
{
	check(PROFILE(IMPORT("'include-controls':[{'with-ids':['a1','a1']},{'with-ids':['a1'],'matching':[{'pattern':'a1'}]}]") AS_IS), "{A: $pa a1}");
}

TEST(groups_that_lose_all_controls_go_and_empty_ones_that_were_included_stay)
{
	struct shelf shelf = { .books = { { "c.json", CATALOG(",'groups':[{'id':'text','title':'T','parts':[{'name':'overview','prose':'x'}]},"
	    "{'id':'kept','title':'K','props':[{'name':'keep','value':'always'}],'controls':[" C("k1", "") "]},"
	    "{'id':'gone','title':'G','controls':[" C("g1", "") "]}]") } } };
	struct oscal_doc *all CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(
	    IMPORT("'include-all':{},'exclude-controls':[{'with-ids':['k1','g1']}]") AS_IS));
	struct oscal_doc *some CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(IMPORT(IDS("'g1'")) AS_IS));

	assert_outline(all, "{text:} {kept:}");
	assert_outline(some, "{kept:} {gone: g1}");
}

TEST(flat_means_no_groups_and_no_nesting)                    /* req-merge-flat-list */
{
	check(PROFILE(IMPORT("'include-all':{}")), "c1 c1.1 c1.1.1 c1.2 a1 a2 a3 b1 b2");
	check(PROFILE(IMPORT("'include-all':{}") ",'merge':{'flat':{}}"), "c1 c1.1 c1.1.1 c1.2 a1 a2 a3 b1 b2");
	check(PROFILE(IMPORT("'include-all':{}") ",'merge':{'as-is':false,'combine':{'method':'keep'}}"), "c1 c1.1 c1.1.1 c1.2 a1 a2 a3 b1 b2");
}

TEST(the_other_reading_of_flat_keeps_nesting)
{
	struct shelf shelf = abc();
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;

	shelf.flat = OSCAL_FLAT_GROUPS_ONLY;
	doc = resolve_ok(&shelf, PROFILE(IMPORT("'include-all':{}")));
	assert_outline(doc, "c1(c1.1(c1.1.1) c1.2) a1 a2 a3 b1 b2");
}

TEST(an_import_without_selection_is_refused)
{
	struct shelf shelf = abc();
	struct problem why = resolve_fails(&shelf, PROFILE(",'imports':[{'href':'c.json'}]"), OSCAL_MEMBER_MISSING);

	assert_string_equal(why.head.where, "/profile/imports/0");
}

TEST(an_unknown_id_is_an_error_in_strict_mode_and_a_warning_in_tolerant_mode)
{
	struct shelf shelf = abc();
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;
	struct problem why = resolve_fails(&shelf, PROFILE(IMPORT(IDS("'a1',\n'nix'")) AS_IS), OSCAL_CONTROL_UNKNOWN);

	assert_string_equal(why.head.where, "/profile/imports/0/include-controls/0");
	assert_string_equal(why.head.args[0].value, "nix");
	assert_true(why.line == 2 && why.column == 1);
	resolve_fails(&shelf, PROFILE(IMPORT("'include-controls':[{'matching':[{'pattern':'z*'}]}]") AS_IS), OSCAL_SELECTS_NOTHING);
	shelf.mode = OSCAL_TOLERANT;
	doc = resolve_ok(&shelf, PROFILE(IMPORT("'include-controls':[{'with-ids':['a1','nix'],'matching':[{'pattern':'z*'},{}]}]") AS_IS));
	assert_outline(doc, "{A: $pa a1}");
	assert_int_equal(shelf.nwarnings, 3);
	assert_int_equal(shelf.warnings[0], OSCAL_CONTROL_UNKNOWN);
	assert_int_equal(shelf.warnings[1], OSCAL_SELECTS_NOTHING);
}

TEST(an_import_that_cannot_be_found_ends_the_resolution)    /* req-uri-error */
{
	struct shelf shelf = abc();
	struct problem why = resolve_fails(&shelf, PROFILE(",'imports':[{'href':'x/y.json','include-all':{}}]"), OSCAL_IMPORT_UNKNOWN);

	assert_string_equal(why.head.args[0].value, "x/y.json");
	assert_string_equal(why.head.where, "/profile/imports/0");
}

TEST(a_broken_import_says_which_document_and_where)
{
	struct shelf shelf = { .books = { { "c.json", "{'catalog':{" UUID META ",\n'x':1}}" } } };
	struct problem why = resolve_fails(&shelf, PROFILE(IMPORT("'include-all':{}")), OSCAL_MEMBER_UNKNOWN);

	assert_string_equal(why.head.where, "c.json#/catalog/x");
	assert_int_equal(why.line, 2);
}

/* ---- Profiles that import profiles ---- */

TEST(warnings_of_an_import_say_which_document_they_are_of)
{
	struct shelf shelf = { .books = { { "c.json", CATALOG(",'controls':[" C("a1", "") ",{'id':'b','title':'x','parts':[{'id':'a1','name':'n'}]}]") } },
		.mode = OSCAL_TOLERANT };
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(IMPORT("'include-all':{}")));

	assert_outline(doc, "a1 b");
	assert_int_equal(shelf.warnings[0], OSCAL_DUPLICATE_ID);
	assert_string_equal(shelf.last.head.where, "c.json#/catalog/controls/1/parts/0");
}

TEST(a_chain_is_resolved_from_its_end)                       /* req-circular-resolve, req-resolve-profile */
{
	struct shelf shelf = { .books = { { "c.json", ABC }, { "sub/q.json", PROFILE(",'imports':[{'href':'../c.json','include-controls':[{'matching':["
	    "{'pattern':'a*'}]}]}]" AS_IS ",'modify':{'set-parameters':[{'param-id':'pa2','values':['q']}]}") } } };
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(",'imports':[{'href':'sub/q.json','include-controls':[{'with-ids':["
	    "'a2','a3']}]}]" AS_IS));
	const struct oscal_entry *owner;

	assert_outline(doc, "{A: $pa a2 a3}");
	assert_true(str_eq(oscal_param_find(doc, STR("pa2"), &owner)->values.items[0], STR("q")));
	assert_int_equal(doc->nsources, 3);
	assert_true(str_eq(doc->sources[0].uri, STR("p.json")));
	assert_true(str_eq(doc->sources[1].uri, STR("sub/q.json")));
	assert_true(str_eq(doc->sources[2].uri, STR("c.json")));
	/* What the inner profile left out cannot be had. */
	resolve_fails(&shelf, PROFILE(",'imports':[{'href':'sub/q.json','include-controls':[{'with-ids':['b1']}]}]" AS_IS), OSCAL_CONTROL_UNKNOWN);
}

TEST(a_profile_that_imports_itself_is_refused_and_the_circle_is_shown)   /* req-circular-error */
{
	struct shelf shelf = { .books = { { "p.json", PROFILE(",'imports':[{'href':'p.json','include-all':{}}]") } } };
	struct problem why = resolve_fails(&shelf, PROFILE(",'imports':[{'href':'./p.json','include-all':{}}]"), OSCAL_IMPORT_CYCLE);

	assert_string_equal(why.head.args[0].value, "p.json → p.json");
	assert_int_equal(shelf.nloaded, 0);
}

TEST(a_circle_of_two_is_refused)
{
	struct shelf shelf = { .books = { { "q.json", PROFILE(",\n'imports':[{'href':'p.json','include-all':{}}]") } } };
	struct problem why = resolve_fails(&shelf, PROFILE(",'imports':[{'href':'q.json','include-all':{}}]"), OSCAL_IMPORT_CYCLE);

	assert_string_equal(why.head.args[0].value, "p.json → q.json → p.json");
	assert_string_equal(why.head.where, "q.json#/profile/imports/0");
	assert_int_equal(why.line, 2);
}

TEST(a_circle_that_does_not_hold_the_first_profile_is_refused)
{
	struct shelf shelf = { .books = { { "q.json", PROFILE(",'imports':[{'href':'r.json','include-all':{}}]") },
	    { "r.json", PROFILE(",'imports':[{'href':'q.json','include-all':{}}]") } } };
	struct problem why = resolve_fails(&shelf, PROFILE(",'imports':[{'href':'q.json','include-all':{}}]"), OSCAL_IMPORT_CYCLE);

	assert_string_equal(why.head.args[0].value, "q.json → r.json → q.json");
}

TEST(a_diamond_is_no_circle_and_is_resolved_once)
{
	struct shelf shelf = { .books = { { "c.json", ABC }, { "base.json", PROFILE(IMPORT("'include-all':{}") AS_IS) },
	    { "l.json", PROFILE(",'imports':[{'href':'base.json'," IDS("'a1'") "}]" AS_IS) },
	    { "r.json", PROFILE(",'imports':[{'href':'base.json'," IDS("'a2'") "}]" AS_IS) } } };
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(",'imports':[{'href':'l.json','include-all':{}},"
	    "{'href':'r.json','include-all':{}}]" AS_IS));

	assert_outline(doc, "{A: $pa a1 a2}");
	assert_int_equal(shelf.nloaded, 4);
}

/* ---- "#resource" ---- */

#define RESOURCE(members) "'back-matter':{'resources':[{'uuid':'11111111-1111-4111-8111-111111111111'," members "}]}"
#define BY_RESOURCE ",'imports':[{'href':'#11111111-1111-4111-8111-111111111111'," IDS("'a1'") "}]" AS_IS ","

TEST(an_import_may_name_a_resource)                          /* req-internal */
{
	struct shelf shelf = abc();
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(BY_RESOURCE
	    RESOURCE("'rlinks':[{'href':'gone.xml'},{'href':'gone.json'},{'href':'c.json','media-type':'application/oscal.catalog+json'}]")));

	assert_outline(doc, "{A: $pa a1}");
	assert_null(doc->catalog->back_matter);                  /* nothing in the result refers to it */
	resolve_fails(&shelf, PROFILE(BY_RESOURCE RESOURCE("'rlinks':[{'href':'gone.json'}]")), OSCAL_IMPORT_UNKNOWN);
	resolve_fails(&shelf, PROFILE(BY_RESOURCE RESOURCE("'title':'neither rlink nor base64'")), OSCAL_IMPORT_UNKNOWN);
	resolve_fails(&shelf, PROFILE(",'imports':[{'href':'#22222222-2222-4222-8222-222222222222','include-all':{}}]"), OSCAL_IMPORT_UNKNOWN);
}

#define XML_CATALOG "<catalog xmlns='http://csrc.nist.gov/ns/oscal/1.0' uuid='6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f'><metadata><title>T</title>" \
    "<last-modified>2026-11-24T00:00:00Z</last-modified><version>1</version><oscal-version>1.0.0</oscal-version></metadata>" \
    "<group id='A'><title>A</title><control id='a1'><title>a1</title></control><control id='a2'><title>a2</title></control></group></catalog>"

TEST(of_several_rlinks_the_likely_document_is_taken_first)      /* req-internal-resolve1 */
{
	struct shelf shelf = { .books = { { "read-me.pdf", "%PDF-1.7" }, { "c.xml", XML_CATALOG }, { "c.json", ABC } } };
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL, *json CLEANUP(oscal_freep) = NULL;

	doc = resolve_ok(&shelf, PROFILE(BY_RESOURCE RESOURCE("'rlinks':[{'href':'read-me.pdf','media-type':'application/pdf'},{'href':'c.xml'}]")));
	assert_outline(doc, "{A: a1}");
	assert_int_equal(shelf.nloaded, 1);
	json = resolve_ok(&shelf, PROFILE(BY_RESOURCE RESOURCE("'rlinks':[{'href':'c.xml','media-type':'application/xml'},{'href':'c.json'}]")));
	assert_outline(json, "{A: $pa a1}");
	/* Only this is there, and it is no OSCAL document: req-internal-error. */
	resolve_fails(&shelf, PROFILE(BY_RESOURCE RESOURCE("'rlinks':[{'href':'read-me.pdf','media-type':'application/pdf'}]")), YAML_MALFORMED);
}

TEST(documents_of_all_formats_mix)                              /* req-multiformat */
{
	static const char yaml[] = "profile:\n  uuid: 6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f\n  metadata:\n    title: T\n    last-modified: 2026-11-24T00:00:00Z\n"
	    "    version: '1'\n    oscal-version: 1.1.0\n  imports:\n  - href: c.xml\n    include-controls:\n    - with-ids: [a1]\n  merge:\n    as-is: true\n";
	struct shelf shelf = { .books = { { "c.xml", XML_CATALOG }, { "p.yaml", yaml } } };
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(",'imports':[{'href':'p.yaml','include-all':{}}]" AS_IS));

	assert_outline(doc, "{A: a1}");
	assert_int_equal(doc->nsources, 3);
}

TEST(a_resource_may_hold_the_document_itself)                /* req-internal-resolve4 */
{
	struct shelf shelf = { .nloaded = 0 };
	struct str inner = json(CATALOG(",'controls':[" C("a1", "") "]"));
	char base64[1024], profile[2048];
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL, *xml CLEANUP(oscal_freep) = NULL;

	assert_int_equal(base64_encode(inner.p, inner.n, base64, sizeof base64), 0);
	snprintf(profile, sizeof profile, PROFILE("%s" RESOURCE("'base64':{'value':'%s'}")), BY_RESOURCE, base64);
	doc = resolve_ok(&shelf, profile);
	assert_outline(doc, "a1");
	assert_true(str_eq(doc->sources[1].uri, STR("p.json#11111111-1111-4111-8111-111111111111")));
	inner = json(XML_CATALOG);
	assert_int_equal(base64_encode(inner.p, inner.n, base64, sizeof base64), 0);
	snprintf(profile, sizeof profile, PROFILE("%s" RESOURCE("'base64':{'value':'%s','media-type':'application/xml'}")), BY_RESOURCE, base64);
	xml = resolve_ok(&shelf, profile);
	assert_outline(xml, "{A: a1}");
	snprintf(profile, sizeof profile, PROFILE("%s" RESOURCE("'base64':{'value':'AAA'}")), BY_RESOURCE);
	resolve_fails(&shelf, profile, OSCAL_VALUE);
}

/* ---- Combine ---- */

#define BOTH ",'imports':[{'href':'c.json'," IDS("'a1','a2'") "},{'href':'d.json','include-all':{}}]"

TEST(clashing_controls_are_an_error_in_strict_mode_and_kept_in_tolerant_mode)   /* req-merge-keep, -warning, -error */
{
	struct shelf shelf = abc();
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;
	struct problem why = resolve_fails(&shelf, PROFILE(BOTH AS_IS), OSCAL_DUPLICATE_ID);

	assert_string_equal(why.head.where, "/profile/imports/1");
	shelf.mode = OSCAL_TOLERANT;
	doc = resolve_ok(&shelf, PROFILE(BOTH ",'merge':{'combine':{'method':'keep'},'as-is':true}"));
	assert_outline(doc, "a1 d1 {A: $pa a1 a2}");
	assert_int_equal(shelf.nwarnings, 1);
	assert_int_equal(shelf.warnings[0], OSCAL_DUPLICATE_ID);
}

TEST(use_first_takes_the_first_of_clashing_controls)         /* req-merge-use-first */
{
	struct shelf shelf = abc();
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(BOTH ",'merge':{'combine':{'method':'use-first'},'as-is':true}"));

	assert_outline(doc, "d1 {A: $pa a1 a2}");
	assert_int_equal(oscal_control_find(doc, STR("a1"))->control->parts.n, 0);
}

TEST(a_catalog_imported_twice_gives_each_group_once)
{
	check(PROFILE(",'imports':[{'href':'c.json'," IDS("'a3','b2'") "},{'href':'c.json'," IDS("'a1','b1'") "}]" AS_IS),
	    "{A: $pa a1 a3} {B: {BA: b1} {BB: b2}}");
}

TEST(different_groups_of_one_id_clash_unless_the_first_is_to_be_used)
{
	struct shelf shelf = { .books = { { "c.json", ABC }, { "d.json", CATALOG(",'groups':[{'id':'A','title':'Other','controls':[" C("d1", "") "]}]") } } };
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;

#define TWO ",'imports':[{'href':'c.json'," IDS("'a1'") "},{'href':'d.json','include-all':{}}]"
	resolve_fails(&shelf, PROFILE(TWO AS_IS), OSCAL_DUPLICATE_ID);
	doc = resolve_ok(&shelf, PROFILE(TWO ",'merge':{'combine':{'method':'use-first'},'as-is':true}"));
	assert_outline(doc, "{A: $pa a1 d1}");
}

TEST(combining_by_merging_is_undefined_and_refused_in_strict_mode)           /* req-merge-combine */
{
	struct shelf shelf = abc();

	resolve_fails(&shelf, PROFILE(BOTH ",'merge':{'combine':{'method':'merge'},'as-is':true}"), OSCAL_COMBINE_UNDEFINED);
}

/* Two catalogs whose control x has the same id; each has what the other has not. */
#define X_FIRST CATALOG(",'controls':[{'id':'x','title':'First','params':[{'id':'p','label':'first'}],'props':[{'name':'label','value':'X'}]," \
    "'parts':[{'id':'s','name':'statement','prose':'first'}],'controls':[" C("x.1", "") "]}]")
#define X_SECOND CATALOG(",'controls':[{'id':'x','title':'Second','class':'k','params':[{'id':'p','label':'second'},{'id':'q'}]," \
    "'props':[{'name':'label','value':'X'},{'name':'sort-id','value':'x'}],'links':[{'href':'#l'}]," \
    "'parts':[{'id':'s','name':'statement','prose':'second'},{'id':'g','name':'guidance','prose':'more'}],'controls':[" C("x.1", "") "," C("x.2", "") "]}," \
    C("y", "") "]")
#define X_BOTH ",'imports':[{'href':'c.json','include-all':{}},{'href':'d.json','include-all':{}}]"

TEST(in_tolerant_mode_combining_by_merging_adds_what_the_first_lacks)
{
	struct shelf shelf = { .books = { { "c.json", X_FIRST }, { "d.json", X_SECOND } }, .mode = OSCAL_TOLERANT };
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(X_BOTH ",'merge':{'combine':{'method':'merge'},'as-is':true}"));
	struct oscal_doc *flat CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(X_BOTH ",'merge':{'combine':{'method':'merge'},'flat':{}}"));
	const struct oscal_control *x = oscal_control_find(doc, STR("x"))->control;

	assert_int_equal(shelf.warnings[0], OSCAL_COMBINE_UNDEFINED);
	assert_outline(doc, "x(x.1 x.2) y");
	assert_outline(flat, "x x.1 x.2 y");
	assert_true(str_eq(x->title, STR("First")) && str_eq(x->class, STR("k")));
	assert_int_equal(x->params.n, 2);
	assert_true(str_eq(x->params.items[0].label, STR("first")));
	assert_int_equal(x->props.n, 2);
	assert_int_equal(x->links.n, 1);
	assert_int_equal(x->parts.n, 2);
	assert_true(str_eq(x->parts.items[0].prose, STR("first")));
	assert_int_equal(x->steps->kind, OSCAL_STEP_MERGED);
	oscal_free(read_ok(written(doc)));
}

/* ---- Custom structure ---- */

TEST(custom_structure_is_what_the_profile_draws)             /* req-custom-group, req-custom-select */
{
	check(PROFILE(IMPORT("'include-all':{}") ",'merge':{'custom':{'insert-controls':[{'include-controls':[{'with-ids':['b2']}]}],'groups':["
	    "{'id':'one','title':'One','groups':[{'id':'two','title':'Two','insert-controls':[{'include-controls':[{'with-ids':['a3','a1']}]}]}]},"
	    "{'id':'c','title':'C','insert-controls':[{'include-controls':[{'with-child-controls':'yes','with-ids':['c1']}]}]}]}}"),
	    "b2 {one: {two: a3 a1}} {c: c1(c1.1(c1.1.1) c1.2)}");
}

TEST(insert_controls_orders_and_excludes)
{
	check(PROFILE(IMPORT("'include-all':{}") ",'merge':{'custom':{'insert-controls':[{'order':'descending','include-all':{},'exclude-controls':["
	    "{'matching':[{'pattern':'c*'}]}]}]}}"), "b2 b1 a3 a2 a1");
	check(PROFILE(IMPORT("'include-all':{}") ",'merge':{'custom':{'insert-controls':[{'order':'ascending','include-controls':[{'matching':["
	    "{'pattern':'c*'},{'pattern':'a1'}]}]}]}}"), "a1 c1(c1.1(c1.1.1) c1.2)");
	check(PROFILE(IMPORT("'include-all':{}") ",'merge':{'custom':{'insert-controls':[{'include-controls':[{'with-ids':['c1.1.1','c1']}]}]}}"),
	    "c1(c1.1.1)");
}

TEST(keep_orders_by_appearance_in_the_imports_and_no_order_as_the_profile_asks)
{
#define INSERT(order) PROFILE(IMPORT("'include-all':{}") ",'merge':{'custom':{'insert-controls':[{" order "'include-controls':[" \
	    "{'with-ids':['b2','a3','a1']},{'matching':[{'pattern':'a2'}]}]}]}}")
	check(INSERT(""), "b2 a3 a1 a2");
	check(INSERT("'order':'keep',"), "a1 a2 a3 b2");
}

TEST(only_what_was_imported_can_be_inserted_and_nothing_is_a_warning)    /* req-custom-select-ignore, -warning */
{
	struct shelf shelf = abc();
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(IMPORT(IDS("'a1'")) ",'merge':{'custom':{'insert-controls':["
	    "{'include-controls':[{'with-ids':['a1','a2'],'matching':[{'pattern':'b*'}]}]}]}}"));

	assert_outline(doc, "a1");
	assert_int_equal(shelf.nwarnings, 2);
	assert_int_equal(shelf.warnings[0], OSCAL_SELECTS_NOTHING);
}

TEST(a_custom_group_takes_over_what_the_imported_group_of_its_id_holds)  /* req-custom-group-contents */
{
	struct shelf shelf = abc();
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(IMPORT("'include-all':{}") ",'merge':{'custom':{'groups':["
	    "{'id':'A','title':'Mine','params':[{'id':'own'}],'insert-controls':[{'include-controls':[{'with-ids':['b1']}]}]}]}}"));

	assert_outline(doc, "{A: $own $pa b1}");
	assert_true(str_eq(doc->catalog->groups.items[0].title, STR("Mine")));
}

TEST(what_the_profile_says_about_a_group_stands_before_what_was_imported)
{
	struct shelf shelf = abc();
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(IMPORT("'include-all':{}") ",'merge':{'custom':{'groups':["
	    "{'id':'A','title':'Mine','params':[{'id':'pa','label':'own'}],'insert-controls':[{'include-controls':[{'with-ids':['b1']}]}]}]}}"));

	assert_outline(doc, "{A: $pa b1}");
	assert_true(str_eq(doc->catalog->groups.items[0].params.items[0].label, STR("own")));
}

/* ---- Provenance ---- */

static const char *
pointer(const struct oscal_doc *doc, const struct oscal_step *step)
{
	static struct buf out = { .max_bytes = 1 << 16 };

	buf_reset(&out);
	buf_printf(&out, "%u ", step->source);
	oscal_step_pointer(doc, step, &out);
	buf_char(&out, '\0');
	return (out.p);
}

TEST(each_control_knows_which_clauses_brought_it)
{
	struct shelf shelf = { .books = { { "c.json", ABC }, { "q.json", PROFILE(IMPORT("'include-controls':[{'with-ids':['b1']},"
	    "{'with-child-controls':'yes','matching':[{'pattern':'z*'},{'pattern':'c1'}]}]") AS_IS) } }, .mode = OSCAL_TOLERANT };
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(",'imports':[{'href':'q.json',\n" IDS("'c1.1.1'") "}]" AS_IS));
	const struct oscal_step *step = oscal_control_find(doc, STR("c1.1.1"))->control->steps;
	uint32_t line, column;

	assert_outline(doc, "c1(c1.1(c1.1.1))");
	assert_int_equal(step->kind, OSCAL_STEP_INCLUDED);
	assert_string_equal(pointer(doc, step), "0 /profile/imports/0/include-controls/0/with-ids/0");
	oscal_step_position(doc, step, &line, &column);
	assert_int_equal(line, 2);
	step = step->prev;
	assert_int_equal(step->how, OSCAL_HOW_CHILD);
	assert_string_equal(pointer(doc, step), "1 /profile/imports/0/include-controls/1/with-child-controls");
	step = step->prev;
	assert_int_equal(step->kind, OSCAL_STEP_DEFINED);
	assert_string_equal(pointer(doc, step), "2 /catalog/controls/0/controls/0/controls/0");
	assert_null(step->prev);
	step = oscal_control_find(doc, STR("c1"))->control->steps;
	assert_int_equal(step->how, OSCAL_HOW_ANCESTOR);
	assert_string_equal(pointer(doc, step->prev), "1 /profile/imports/0/include-controls/1/matching/1");
}

/* ---- Final operations ---- */

TEST(metadata_says_what_was_resolved_and_when)               /* req-meta-… */
{
	struct shelf shelf = { .books = { { "c.json", "{'catalog':{'uuid':'6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f','metadata':{'title':'C',"
	    "'last-modified':'2026-11-24T00:00:00Z','version':'9','oscal-version':'1.1.2','roles':[{'id':'r1','title':'R'},"
	    "{'id':'r2','title':'R','props':[{'name':'keep','value':'always'}]}]},'controls':[" C("a1", "") "]}}" } } };
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(&shelf, "{'profile':{'uuid':'11111111-1111-4111-8111-111111111111','metadata':{"
	    "'title':'P','last-modified':'2026-11-24T00:00:00Z','version':'3','oscal-version':'1.0.4'}" IMPORT("'include-all':{}") "}}");
	const struct oscal_metadata *meta = doc->metadata;

	assert_true(str_eq(meta->title, STR("P")));
	assert_true(str_eq(meta->version, STR("3")));
	assert_true(str_eq(meta->oscal_version, STR("1.1.2")));
	assert_true(str_eq(meta->last_modified, STR("1970-01-01T00:00:00.000001Z")));
	assert_true(str_starts(oscal_prop(meta->props, "resolution-tool", NULL, NULL), STR("csgov ")));
	assert_true(str_eq(oscal_prop(meta->props, "source-profile-uuid", NULL, NULL), STR("11111111-1111-4111-8111-111111111111")));
	assert_true(str_eq(oscal_prop(meta->props, "source-profile", OSCAL_NS_OURS, NULL), STR("p.json")));
	assert_true(str_eq(meta->links.items[0].rel, STR("source-profile")));
	assert_int_equal(meta->roles.n, 1);
	assert_true(str_eq(meta->roles.items[0].id, STR("r2")));
}

TEST(the_same_resolution_gives_the_same_bytes)               /* "deterministic, with repeatable results" */
{
	struct shelf shelf = abc();
	struct oscal_doc *one CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(IMPORT("'include-all':{}") AS_IS));
	struct oscal_doc *two CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(IMPORT("'include-all':{}") AS_IS));

	assert_string_equal(written(one), written(two));
}

static const char *
resources(const struct oscal_doc *doc)
{
	static struct buf out = { .max_bytes = 1024 };

	buf_reset(&out);
	for (size_t i = 0; doc->catalog->back_matter != NULL && i < doc->catalog->back_matter->resources.n; i++) {
		buf_str(&out, doc->catalog->back_matter->resources.items[i].title);
		buf_char(&out, ' ');
	}
	buf_char(&out, '\0');
	return (out.p);
}

TEST(resources_stay_when_something_that_stays_refers_to_them)            /* req-prune-ref, req-prune-keep */
{
	static const char *const u[] = { "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa", "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb",
		"cccccccc-cccc-4ccc-8ccc-cccccccccccc", "dddddddd-dddd-4ddd-8ddd-dddddddddddd", "eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee" };
	struct shelf shelf = { .nloaded = 0 };
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;
	char text[4096];

	snprintf(text, sizeof text, CATALOG(",'controls':[{'id':'a','title':'A','links':[{'href':'#%s'}],'parts':[{'name':'s','prose':"
	    "'see [this](#%s).'}]},{'id':'b','title':'B','links':[{'href':'#%s'}]}],'back-matter':{'resources':["
	    "{'uuid':'%s','title':'by-link','remarks':'#%s'},{'uuid':'%s','title':'by-prose'},{'uuid':'%s','title':'by-excluded'},"
	    "{'uuid':'%s','title':'by-resource'},{'uuid':'%s','title':'kept','props':[{'name':'keep','value':'always'}]}]}"),
	    u[0], u[1], u[2], u[0], u[3], u[1], u[2], u[3], u[4]);
	shelf.books[0].uri = "c.json";
	shelf.books[0].text = text;
	doc = resolve_ok(&shelf, PROFILE(IMPORT(IDS("'a'"))));
	assert_string_equal(resources(doc), "by-link by-prose by-resource kept ");
}

TEST(the_resource_of_the_profile_replaces_that_of_the_catalog_unless_that_is_kept)   /* req-backmatter-dupe, -keep */
{
#define U1 "'uuid':'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'"
#define U2 "'uuid':'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb'"
#define KEEP ",'props':[{'name':'keep','value':'always'}]"
	struct shelf shelf = { .books = { { "c.json", CATALOG(",'controls':[" C("a", ",'links':[{'href':'#aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'}]")
	    "],'back-matter':{'resources':[{" U1 ",'title':'old'},{" U2 ",'title':'kept'" KEEP "}]}") } } };
	struct oscal_doc *doc CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(IMPORT("'include-all':{}") ",'back-matter':{'resources':["
	    "{" U1 ",'title':'new'},{" U2 ",'title':'other'}]}"));
	struct oscal_doc *both CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(IMPORT("'include-all':{}") ",'back-matter':{'resources':["
	    "{" U2 ",'title':'newer'" KEEP "}]}"));

	assert_string_equal(resources(doc), "kept new ");
	assert_string_equal(resources(both), "old newer ");
}

TEST(loose_params_stay_when_referred_to)                     /* req-loose-param */
{
	struct shelf shelf = { .books = { { "c.json", CATALOG(",'params':[{'id':'used','label':'with {{ insert: param, inner }}'},{'id':'unused'},"
	    "{'id':'inner'},{'id':'set'},{'id':'kept','props':[{'name':'keep','value':'always'}]}],'groups':[{'id':'g','title':'G','params':[{'id':'pg'}],"
	    "'controls':[" C("a", ",'parts':[{'name':'s','prose':'{{ insert: param, used }} {{ insert: param, pg }} {{ insert: param, pb }}'}]") ","
	    C("b", ",'params':[{'id':'pb'}]") "]}]") } } };
	struct oscal_doc *flat CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(IMPORT(IDS("'a'")) ",'modify':{'set-parameters':[{'param-id':'set',"
	    "'values':['1']}]}"));
	struct oscal_doc *as_is CLEANUP(oscal_freep) = resolve_ok(&shelf, PROFILE(IMPORT(IDS("'a'")) AS_IS));

	assert_outline(flat, "$used $inner $set $kept $pg $pb a");
	assert_outline(as_is, "$used $inner $kept $pb {g: $pg a}");
}

static int
lend(void *user, struct str uri, struct str href, struct oscal_loaded *ret, struct problem *why)
{
	(void)uri, (void)href, (void)why;
	ret->doc = user;
	return (0);
}

TEST(a_document_that_the_loader_lends_is_used_as_it_is)
{
	struct oscal_doc *catalog CLEANUP(oscal_freep) = read_ok(ABC);
	struct oscal_doc *profile CLEANUP(oscal_freep) = read_ok(PROFILE(IMPORT("'include-all':{}") AS_IS));
	struct oscal_resolve_options options = { .load = lend, .user = catalog, .now_us = 1 };
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;
	struct problem why = { 0 };

	assert_int_equal(oscal_resolve(profile, &options, &doc, &why), 0);
	assert_ptr_equal(doc->sources[1].doc, catalog);
	assert_ptr_equal(oscal_control_find(doc, STR("a2"))->control->params.items, oscal_control_find(catalog, STR("a2"))->control->params.items);
}

TEST(only_profiles_are_resolved)
{
	struct oscal_doc *catalog CLEANUP(oscal_freep) = read_ok(ABC);
	struct oscal_resolve_options options = { .load = lend, .user = catalog };
	struct problem why = { 0 };
	struct oscal_doc *doc;

	assert_int_equal(oscal_resolve(catalog, &options, &doc, &why), -1);
	assert_true(problem_is(&why, OSCAL_NOT_SUPPORTED));
}

TEST(a_resolution_that_needs_too_much_memory_is_refused)
{
	struct oscal_doc *catalog CLEANUP(oscal_freep) = read_ok(ABC);
	struct oscal_doc *profile CLEANUP(oscal_freep) = read_ok(PROFILE(IMPORT("'include-all':{}") AS_IS));
	struct problem why = { 0 };
	struct oscal_doc *doc;

	for (size_t max = 64; max < 64 * 1024; max += 192) {
		struct oscal_resolve_options options = { .load = lend, .user = catalog, .memory_max = max };

		if (oscal_resolve(profile, &options, &doc, &why) == 0) {
			assert_outline(doc, "c1(c1.1(c1.1.1) c1.2) {A: $pa a1 a2 a3} {B: {BA: b1} {BB: b2}}");
			oscal_free(doc);
		} else {
			assert_true(problem_is(&why, LIMIT_REACHED) || problem_is(&why, OUT_OF_MEMORY));
		}
	}
}

TEST(patterns_without_end_are_refused)
{
	struct shelf shelf = { .nloaded = 0 };
	struct buf catalog = BUF((size_t)16 << 20), profile = BUF((size_t)16 << 20);

	buf_c(&catalog, "{'catalog':{" UUID META ",'controls':[{'id':'a','title':'a'}");
	for (unsigned i = 0; i < 20000; i++)
		buf_printf(&catalog, ",{'id':'a%u','title':'a'}", i);
	buf_c(&catalog, "]}}");
	buf_char(&catalog, '\0');
	buf_c(&profile, "{'profile':{" UUID META ",'imports':[{'href':'c.json','include-controls':[{'matching':[{'pattern':'a'}");
	for (unsigned i = 0; i < 20000; i++)
		buf_c(&profile, ",{'pattern':'a'}");
	buf_c(&profile, "]}]}]}}");
	buf_char(&profile, '\0');
	shelf.books[0].uri = "c.json";
	shelf.books[0].text = catalog.p;
	resolve_fails(&shelf, profile.p, LIMIT_REACHED);
	buf_free(&catalog);
	buf_free(&profile);
}
