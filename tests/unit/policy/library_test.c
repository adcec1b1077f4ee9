/* SPDX-License-Identifier: Apache-2.0 */
/* Libraries and sheets beside what is installed already: which documents they become, and what happens when they come again. */
#include "country.h"
#include "policy/document_pack.h"
#include "policy/relation.h"

#define NODE "urn:example:risk:req_node:"
#define LIBRARY(name, version) "urn: urn:example:risk:library:" name "\nlocale: en\nname: Lantern library\nversion: " version "\nobjects:\n"
#define FRAMEWORK(name, title) \
	"  framework:\n    urn: urn:example:risk:framework:" name "\n    ref_id: " name "\n    name: " title "\n"
#define GROUPS \
	"    implementation_groups_definition:\n    - ref_id: S\n      name: Small houses\n      description: With one lantern.\n" \
	"      translations:\n        ur:\n          name: چھوٹے گھر\n    - ref_id: M\n      name: Mansions\n    - ref_id: X\n      name: Nobody\n"
#define REQUIREMENT(of, end, ref, name, groups) \
	"    - urn: " NODE of ":" end "\n      assessable: true\n      ref_id: " ref "\n      name: " name "\n      description: Text of it.\n" groups
#define IN(groups) "      implementation_groups: [" groups "]\n"
#define LANTERN FRAMEWORK("lantern", "Lantern rules") GROUPS "    requirement_nodes:\n" \
	REQUIREMENT("lantern", "l.1", "L.1", "Fill", IN("S, M")) REQUIREMENT("lantern", "odd-end", "L.2", "Clean", IN("M"))
#define SET(from, to) "  requirement_mapping_sets:\n  - urn: urn:example:set:1\n    source_framework_urn: urn:example:risk:framework:" from \
	"\n    target_framework_urn: urn:example:risk:framework:" to "\n    requirement_mappings:\n"
#define SAYS(from, source, relation, to, target, rest) "    - source_requirement_urn: " NODE from ":" source "\n      target_requirement_urn: " NODE to ":" \
	target "\n      relationship: " relation "\n" rest

static struct problem notes;
static struct problem_item room[2][PROBLEM_ITEMS_MAX];

/* TEXT as a pack; 0, or the code that refuses it. */
static enum problem_code
pack_of(struct house *h, const char *text, const char *filename, struct document_pack *ret)
{
	enum sheet_format format = sheet_format_of(str_c(text), str_c(filename));
	static struct sheet_plan plan;
	struct pack_about about = { .now = h->now };
	struct sheet_book book;

	h->why = notes = (struct problem){ 0 };
	problem_room(&h->why, room[0]);
	problem_room(&notes, room[1]);
	if (sheet_read(str_c(text), format, h->arena, &book, &h->why)) {
		*ret = (struct document_pack){ 0 };
		return (h->why.nitems > 0 ? h->why.items[0].code : h->why.head.code);
	}
	sheet_plan_guess(&book, UINT32_MAX, &plan);
	about.title = pack_title(&book, &plan, str_c(filename), h->arena);
	if (document_pack_make(h->reader, h->blobs, &book, &plan, &about, ret, &notes, &h->why))
		return (h->why.nitems > 0 ? h->why.items[0].code : h->why.head.code);
	return (0);
}

/* Installed as one command. */
static struct document_import
install(struct house *h, const char *text, const char *filename)
{
	struct document_import payload;
	struct document_pack pack;
	enum problem_code code = pack_of(h, text, filename, &pack);
	size_t n;
	const struct verb *verbs = verbs_table(&n);

	if (code != 0)
		fail_msg("%s: %s (%s)", filename, problem_name(code), h->why.head.where);
	if (document_pack_prepare(h->reader, h->blobs, &pack, h->now, h->arena, &payload, &h->why))
		fail_msg("%s: %s at %s", filename, problem_name(h->why.head.code), h->why.head.where);
	document_pack_free(&pack);
	h->last = (struct command){ .verb = verb_find(verbs, n, STR("document.import")), .payload = &payload, .actor = house_person(h, "author"),
		.arena = h->arena };
	if (ledger_run(h->ledger, &h->last))
		fail_msg("%s: %s at %s", filename, problem_name(h->last.why.head.code), h->last.why.head.where);
	return (payload);
}

static void
refused(struct house *h, const char *text, enum problem_code code)
{
	struct document_pack pack;

	assert_string_equal(problem_name(pack_of(h, text, "a.yaml", &pack)), problem_name(code));
	document_pack_free(&pack);
}

static struct relations
between(struct house *h, const char *from, const char *to)
{
	struct relations ret;

	assert_int_equal(relations_between(h->reader, str_c(from), str_c(to), h->arena, &ret, &h->why), 0);
	return (ret);
}

static void
open_house(struct house *h)
{
	house_open(h);
	house_tree(h);
	house_people(h);
}

TEST(a_library_is_installed_as_a_catalog_and_a_profile_for_each_of_its_groups)
{
	struct house h;
	struct document_import made;
	struct control_query all = { .limit = 10 };
	struct control_page page;

	open_house(&h);
	made = install(&h, LIBRARY("lantern", "3") LANTERN, "lantern.yaml");
	assert_int_equal(made.kind, DOCUMENT_CATALOG);
	assert_true(str_eq_c(made.version, "3"));
	assert_int_equal(made.controls, 2);
	assert_int_equal(made.pieces.n, 2);
	assert_int_equal(made.pieces.items[0].kind, DOCUMENT_PROFILE);
	assert_true(str_eq_c(made.pieces.items[0].title.in[LANG_EN], "Lantern rules: Small houses"));
	assert_true(str_eq_c(made.pieces.items[0].title.in[LANG_UR], "Lantern rules: چھوٹے گھر"));
	assert_int_equal(made.pieces.items[0].controls, 1);
	assert_int_equal(made.pieces.items[1].controls, 2);
	assert_int_equal(document_controls(h.reader, made.pieces.items[0].id, &all, h.arena, &page, &h.why), 0);
	assert_int_equal(page.items.n, 1);
	assert_true(str_eq_c(page.items.items[0].id, "l.1"));
	assert_int_equal(notes.nitems, 1);
	assert_int_equal(notes.items[0].code, SHEET_SET_EMPTY);
	house_close(&h);
}

TEST(the_same_library_is_not_installed_twice_and_a_changed_one_is_the_next_version_of_all_that_changed)
{
	struct house h;
	struct document_import first, second;
	struct document_row row;

	open_house(&h);
	first = install(&h, LIBRARY("lantern", "3") LANTERN, "lantern.yaml");
	refused(&h, LIBRARY("lantern", "4") LANTERN, DOCUMENT_TAKEN);
	second = install(&h, LIBRARY("lantern", "4") LANTERN REQUIREMENT("lantern", "l.3", "L.3", "Trim", IN("S")), "lantern.yaml");
	assert_true(str_eq(second.framework, first.framework));
	assert_true(str_eq_c(second.version, "4"));
	assert_int_equal(second.pieces.n, 2);
	assert_true(str_eq(second.pieces.items[0].framework, first.pieces.items[0].framework));
	assert_int_equal(second.pieces.items[0].controls, 2);
	assert_true(id_eq(second.pieces.items[0].imports.items[0].target, second.id));
	/* Only a name of a group: the catalog stays, and the profile selects from it. */
	second = install(&h, LIBRARY("lantern", "4") FRAMEWORK("lantern", "Lantern rules")
	    "    implementation_groups_definition:\n    - ref_id: S\n      name: Cottages\n    - ref_id: M\n      name: Mansions\n    requirement_nodes:\n"
	    REQUIREMENT("lantern", "l.1", "L.1", "Fill", IN("S, M")) REQUIREMENT("lantern", "odd-end", "L.2", "Clean", IN("M"))
	    REQUIREMENT("lantern", "l.3", "L.3", "Trim", IN("S")), "lantern.yaml");
	assert_int_equal(second.kind, DOCUMENT_PROFILE);
	assert_int_equal(second.pieces.n, 0);
	assert_true(str_eq_c(second.version, "5"));
	assert_int_equal(document_get(h.reader, second.imports.items[0].target, h.arena, &row, &h.why), 0);
	assert_true(str_eq_c(row.version, "4"));
	house_close(&h);
}

TEST(mapping_sets_become_relations_of_what_they_name_and_say_what_they_leave_out)
{
	struct house h;
	struct document_import made;
	struct relations found;

	open_house(&h);
	(void)install(&h, LIBRARY("harbour", "1") FRAMEWORK("harbour", "Rules of the harbour") "    requirement_nodes:\n"
	    REQUIREMENT("harbour", "h.1", "H.1", "Moor", "") REQUIREMENT("harbour", "h.2", "H.2", "Watch", ""), "harbour.yaml");
	made = install(&h, LIBRARY("lantern", "3") LANTERN SET("lantern", "harbour")
	    SAYS("lantern", "l.1", "subset", "harbour", "h.1", "      rationale: functional\n      strength_of_relationship: 8\n")
	    SAYS("lantern", "odd-end", "not_related", "harbour", "h.2", "      rationale: They have nothing to do with each other.\n")
	    SAYS("lantern", "l.1", "equal", "harbour", "h.9", ""), "lantern.yaml");
	assert_int_equal(made.pieces.n, 3);
	assert_int_equal(made.pieces.items[2].kind, DOCUMENT_MAPPING);
	assert_int_equal(made.pieces.items[2].controls, 2);
	assert_int_equal(notes.nitems, 2);
	assert_int_equal(notes.items[1].code, LIBRARY_REQUIREMENT);
	assert_string_equal(notes.items[1].where, "48");
	found = between(&h, "lantern-rules", "rules-of-the-harbour");
	assert_int_equal(found.direct.n, 2);
	assert_true(str_eq_c(found.direct.items[0].source, "l.1"));
	assert_true(str_eq_c(found.direct.items[0].target, "h.1"));
	assert_int_equal(found.direct.items[0].relation, RELATION_SUBSET);
	assert_int_equal(found.direct.items[0].sureness.percent, 80);
	assert_true(str_eq_c(found.direct.items[1].source, "l.2"));
	assert_int_equal(found.direct.items[1].relation, RELATION_DISJOINT);
	refused(&h, LIBRARY("lantern", "3") LANTERN SET("lantern", "harbour")
	    SAYS("lantern", "l.1", "subset", "harbour", "h.1", "      rationale: functional\n      strength_of_relationship: 8\n")
	    SAYS("lantern", "odd-end", "not_related", "harbour", "h.2", "      rationale: They have nothing to do with each other.\n"), DOCUMENT_TAKEN);
	house_close(&h);
}

TEST(relations_may_come_before_a_framework_and_a_later_collection_counts_instead_of_the_earlier_one)
{
	struct house h;
	struct document_import made;

	open_house(&h);
	(void)install(&h, LIBRARY("lantern", "3") LANTERN, "lantern.yaml");
	made = install(&h, LIBRARY("between", "1") SET("harbour", "lantern") SAYS("harbour", "h.1", "equal", "lantern", "l.1", ""), "between.yaml");
	assert_int_equal(made.kind, DOCUMENT_MAPPING);
	assert_int_equal(notes.nitems, 1);
	assert_int_equal(notes.items[0].code, LIBRARY_FRAMEWORK);
	assert_int_equal(between(&h, "lantern-rules", "harbour").direct.n, 1);
	made = install(&h, LIBRARY("harbour", "1") FRAMEWORK("harbour", "Rules of the harbour") "    requirement_nodes:\n"
	    REQUIREMENT("harbour", "h.1", "H.1", "Moor", ""), "harbour.yaml");
	assert_true(str_eq_c(made.framework, "harbour"));
	made = install(&h, LIBRARY("between", "2") SET("harbour", "lantern") SAYS("harbour", "h.1", "superset", "lantern", "l.1", ""), "between.yaml");
	assert_true(str_eq_c(made.version, "2"));
	assert_int_equal(between(&h, "lantern-rules", "harbour").direct.n, 1);
	assert_int_equal(between(&h, "lantern-rules", "harbour").direct.items[0].relation, RELATION_SUBSET);
	refused(&h, LIBRARY("between", "2") SET("harbour", "lantern") SAYS("harbour", "h.7", "equal", "lantern", "l.1", ""), LIBRARY_EMPTY);
	house_close(&h);
}

TEST(of_a_library_with_several_frameworks_one_is_imported_and_the_others_are_named)
{
	struct house h;
	struct document_import made;

	open_house(&h);
	made = install(&h, LIBRARY("two", "1") "  frameworks:\n  - urn: urn:example:risk:framework:one\n    name: One\n    requirement_nodes:\n"
	    REQUIREMENT("one", "o.1", "O.1", "First", "") "  - urn: urn:example:risk:framework:two\n    name: Two\n    requirement_nodes:\n"
	    REQUIREMENT("two", "t.1", "T.1", "Second", ""), "two.yaml");
	assert_true(str_eq_c(made.title.in[LANG_EN], "One"));
	assert_int_equal(notes.nitems, 1);
	assert_int_equal(notes.items[0].code, LIBRARY_MORE);
	assert_string_equal(notes.items[0].args[0].value, "Two");
	house_close(&h);
}

TEST(mapping_columns_of_a_sheet_are_relations_to_frameworks_that_are_known)
{
	struct house h;
	struct document_import made;
	struct relations found;

	open_house(&h);
	(void)install(&h, LIBRARY("lantern", "3") LANTERN, "lantern.yaml");
	made = install(&h, "id,title,Maps to: Lantern rules,Maps to: Old book\n"
	    "K-1,Keep,\"l.1 [equal-to 80%]; L.2\",7\nK-2,Lock,l.2 [related],\nK-3,Look,L.9,\n", "keys.csv");
	assert_int_equal(made.pieces.n, 1);
	assert_int_equal(notes.nitems, 2);
	assert_int_equal(notes.items[0].code, SHEET_FRAMEWORK);
	assert_string_equal(notes.items[0].where, "D");
	assert_int_equal(notes.items[1].code, SHEET_RELATION_UNKNOWN);
	assert_string_equal(notes.items[1].where, "C4");
	found = between(&h, "keys", "lantern-rules");
	assert_int_equal(found.direct.n, 3);
	assert_int_equal(found.direct.items[0].relation, RELATION_EQUAL);
	assert_int_equal(found.direct.items[0].sureness.percent, 80);
	assert_int_equal(found.direct.items[1].relation, RELATION_INTERSECTS);
	assert_int_equal(found.direct.items[2].relation, 0);
	/* Only the relations changed: the catalog stays. */
	made = install(&h, "id,title,Maps to: Lantern rules,Maps to: Old book\nK-1,Keep,l.1,7\nK-2,Lock,,\nK-3,Look,,\n", "keys.csv");
	assert_int_equal(made.kind, DOCUMENT_MAPPING);
	assert_int_equal(between(&h, "keys", "lantern-rules").direct.n, 1);
	house_close(&h);
}

TEST(a_relation_that_is_none_is_a_mistake_with_its_cell)
{
	struct house h;
	struct document_pack pack;

	open_house(&h);
	(void)install(&h, LIBRARY("lantern", "3") LANTERN, "lantern.yaml");
	assert_int_equal(pack_of(&h, "id,title,Maps to: Lantern rules\nK-1,Keep,l.1 [nearly]\n", "keys.csv", &pack), SHEET_RELATION);
	assert_string_equal(h.why.items[0].where, "C2");
	document_pack_free(&pack);
	house_close(&h);
}
