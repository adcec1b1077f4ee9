/* SPDX-License-Identifier: Apache-2.0 */
/* Where everything in a control of an installed document comes from. */
#include "policy/derivation.h"

#include "country.h"

#define PROFILE                                                                                                                             \
	"{\"profile\":{\"uuid\":\"5a0c4e1e-3f3a-4a8f-9d52-0d6f2c7a1b0a\",\"metadata\":{\"title\":\"Toy profile\",\"last-modified\":"        \
	"\"2026-01-01T00:00:00Z\",\"version\":\"2.0\",\"oscal-version\":\"1.1.2\"},\n\"imports\":[{\"href\":\"toy-catalog.json\","          \
	"\"include-controls\":[{\"with-ids\":[\"iam-1\"]}]}],\"merge\":{\"as-is\":true},\n\"modify\":{\"set-parameters\":[{\"param-id\":"   \
	"\"iam-1_days\",\"values\":[\"60\"]}],\n\"alters\":[{\"control-id\":\"iam-1\",\"adds\":[{\"props\":[{\"name\":\"marking\","         \
	"\"value\":\"ours\"}],\n\"parts\":[{\"id\":\"iam-1_own\",\"name\":\"guidance\",\"prose\":\"Ask the head.\"}]}]}]}}}"

static struct derivation_list
of(struct house *h, struct id document, const char *control)
{
	struct derivation_list list;
	struct problem why = { 0 };

	if (derivation_get(h->reader, h->blobs, document, str_c(control), h->arena, &list, &why))
		fail_msg("derivation_get: %s", problem_name(why.head.code));
	return (list);
}

static const struct derivation *
thing(const struct derivation_list *list, enum derived_thing what, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].what == (int)what && str_eq_c(list->items[i].name, name))
			return (&list->items[i]);
	fail_msg("nothing of the name %s", name);
	return (NULL);
}

TEST(of_a_catalog_everything_was_written_in_it_at_its_place)
{
	struct house h;
	struct id catalog = country_open(&h);
	struct derivation_list list = of(&h, catalog, "iam-1");
	const struct derivation *control = thing(&list, DERIVED_CONTROL, "iam-1"), *part = thing(&list, DERIVED_PART, "iam-1_gdn"),
	                        *prop = thing(&list, DERIVED_PROP, "label"), *param = thing(&list, DERIVED_PARAM, "iam-1_days");

	assert_ptr_equal(control, &list.items[0]);
	assert_int_equal(control->steps.n, 1);
	assert_int_equal(control->steps.items[0].kind, DERIVED_DEFINED);
	assert_true(id_eq(control->steps.items[0].document, catalog));
	assert_true(str_eq_c(control->steps.items[0].pointer, "/catalog/groups/0/controls/0"));
	assert_true(control->steps.items[0].line > 0 && control->steps.items[0].column > 0);
	assert_true(str_eq_c(part->steps.items[0].pointer, "/catalog/groups/0/controls/0/parts/2"));
	assert_true(str_eq_c(part->text, "Begin with leavers."));
	assert_true(str_eq_c(prop->text, "IAM-1"));
	assert_true(str_eq_c(param->text, "90"));
	assert_true(str_eq_c(param->steps.items[0].pointer, "/catalog/groups/0/controls/0/params/0"));
	house_close(&h);
}

TEST(of_a_profile_each_thing_names_the_document_and_directive_that_made_it_so)
{
	struct house h;
	struct id catalog = country_open(&h), profile = country_import(&h, STR(PROFILE), "profile.json");
	struct derivation_list list = of(&h, profile, "iam-1");
	const struct derivation *control = thing(&list, DERIVED_CONTROL, "iam-1"), *days = thing(&list, DERIVED_PARAM, "iam-1_days"),
	                        *who = thing(&list, DERIVED_PARAM, "iam-1_who"), *mark = thing(&list, DERIVED_PROP, "marking"),
	                        *own = thing(&list, DERIVED_PART, "iam-1_own"), *statement = thing(&list, DERIVED_PART, "iam-1_smt");

	/* Written by the catalog, taken along by the profile, added to by it. */
	assert_int_equal(control->steps.n, 3);
	assert_int_equal(control->steps.items[0].kind, DERIVED_DEFINED);
	assert_true(id_eq(control->steps.items[0].document, catalog));
	assert_int_equal(control->steps.items[1].kind, DERIVED_INCLUDED);
	assert_true(id_eq(control->steps.items[1].document, profile));
	assert_true(str_eq_c(control->steps.items[1].pointer, "/profile/imports/0/include-controls/0/with-ids/0"));
	assert_int_equal(control->steps.items[1].line, 2);
	assert_int_equal(control->steps.items[2].kind, DERIVED_ADDED);
	/* A value that was set says so, with the value and where. */
	assert_int_equal(days->steps.n, 3);
	assert_int_equal(days->steps.items[1].kind, DERIVED_INCLUDED);
	assert_int_equal(days->steps.items[2].kind, DERIVED_SET);
	assert_true(str_eq_c(days->steps.items[2].value, "60"));
	assert_true(str_eq_c(days->steps.items[2].pointer, "/profile/modify/set-parameters/0"));
	assert_int_equal(days->steps.items[2].line, 3);
	assert_true(str_eq_c(days->text, "60"));
	assert_int_equal(who->steps.n, 2);
	/* One that nobody set came along with its control. */
	assert_true(id_eq(who->steps.items[0].document, catalog));
	assert_int_equal(who->steps.items[who->steps.n - 1].kind, DERIVED_INCLUDED);
	/* What the profile added. */
	assert_int_equal(mark->steps.items[0].kind, DERIVED_ADDED);
	assert_true(id_eq(mark->steps.items[0].document, profile));
	assert_int_equal(mark->steps.items[0].line, 4);
	assert_int_equal(own->steps.items[0].line, 5);
	assert_true(str_eq_c(own->steps.items[0].pointer, "/profile/modify/alters/0/adds/0/parts/0"));
	assert_true(str_eq_c(own->steps.items[0].title, "Toy profile") && str_eq_c(own->steps.items[0].version, "2.0"));
	/* What it left alone was taken along; adding something else to the control did nothing to it. */
	assert_int_equal(statement->steps.n, 2);
	assert_true(id_eq(statement->steps.items[0].document, catalog));
	assert_int_equal(statement->steps.items[1].kind, DERIVED_INCLUDED);
	house_close(&h);
}

#define ABOVE                                                                                                                               \
	"{\"profile\":{\"uuid\":\"5a0c4e1e-3f3a-4a8f-9d52-0d6f2c7a1b0b\",\"metadata\":{\"title\":\"Profile above\",\"last-modified\":"      \
	"\"2026-01-01T00:00:00Z\",\"version\":\"1.0\",\"oscal-version\":\"1.1.2\"},\"imports\":[{\"href\":\"profile.json\",\"include-all\":{}}]," \
	"\"merge\":{\"custom\":{\"groups\":[{\"id\":\"g\",\"title\":\"G\",\"insert-controls\":[{\"include-all\":{}}]}]}},"                  \
	"\"modify\":{\"set-parameters\":[{\"param-id\":\"iam-1_days\",\"values\":[\"30\"]}]}}}"

TEST(layers_of_profiles_follow_each_other_in_the_order_in_which_they_took_it_along_and_set_it)
{
	struct house h;
	struct id catalog = country_open(&h), below = country_import(&h, STR(PROFILE), "profile.json"), above;
	static const enum derivation_kind expected[] = { DERIVED_DEFINED, DERIVED_INCLUDED, DERIVED_SET, DERIVED_INCLUDED, DERIVED_INSERTED, DERIVED_SET };
	struct derivation_list list;
	const struct derivation *days;

	above = country_import(&h, STR(ABOVE), "above.json");
	list = of(&h, above, "iam-1");
	days = thing(&list, DERIVED_PARAM, "iam-1_days");
	assert_int_equal(days->steps.n, ARRAY_SIZE(expected));
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
		assert_int_equal(days->steps.items[i].kind, expected[i]);
	assert_true(id_eq(days->steps.items[0].document, catalog));
	assert_true(id_eq(days->steps.items[2].document, below) && str_eq_c(days->steps.items[2].value, "60"));
	assert_true(id_eq(days->steps.items[5].document, above) && str_eq_c(days->steps.items[5].value, "30"));
	house_close(&h);
}

TEST(what_a_profile_leaves_out_comes_from_its_catalog_alone)
{
	struct house h;
	struct id catalog = country_open(&h), profile = country_import(&h, STR(PROFILE), "profile.json");
	struct derivation_list list = of(&h, profile, "net-3");
	struct problem why = { 0 };

	assert_int_equal(list.items[0].steps.n, 1);
	assert_true(id_eq(list.items[0].steps.items[0].document, catalog));
	assert_int_equal(derivation_get(h.reader, h.blobs, profile, STR("no-such"), h.arena, &list, &why), -1);
	assert_true(problem_is(&why, REQUIREMENT_UNKNOWN));
	house_close(&h);
}

TEST(a_requirement_of_any_layer_leads_to_the_document_of_its_root)
{
	struct house h;
	struct id catalog = country_open(&h), root = country_root(&h, catalog), layer, document;
	struct derivation_list list;
	struct problem why = { 0 };

	layer = country_layer(&h, "lead", "PK-PB-NB", "PK-PB", root, "iam-1_days", "30");
	assert_int_equal(derivation_of_requirement(h.reader, h.blobs, layer, STR("iam-1"), h.arena, &list, &document, &why), 0);
	assert_true(id_eq(document, catalog));
	assert_true(list.n > 3);
	/* In a baseline's own words: no document. */
	assert_int_equal(derivation_of_requirement(h.reader, h.blobs, layer, STR("pb-1"), h.arena, &list, &document, &why), 0);
	assert_true(id_is_none(document));
	assert_int_equal(list.n, 0);
	house_close(&h);
}
