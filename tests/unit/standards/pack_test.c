/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/pack.h"

#include "oscal_help.h"

static int
load(void *user, struct str uri, struct str href, struct oscal_loaded *ret, struct problem *why)
{
	(void)user, (void)uri, (void)why;
	if (!str_eq_c(href, PACK_FILENAME))
		return (-1);
	ret->text = pack_catalog();
	return (0);
}

static struct oscal_doc *profiles[PACK_LEVELS + 1]; /* what is resolved borrows from them */

static struct oscal_doc *
resolved(unsigned level)
{
	struct oscal_resolve_options options = { .load = load, .now_us = 1 };
	struct oscal_doc **profile = &profiles[level], *doc;
	struct problem why = { 0 };

	assert_int_equal(oscal_read(pack_profile(level), pack_profile_name(level), NULL, profile, &why), 0);
	assert_int_equal(oscal_resolve(*profile, &options, &doc, &why), 0);
	return (doc);
}

TEST(the_pack_is_a_valid_catalog_of_thirteen_domains_in_every_language)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;
	struct problem why = { 0 };

	assert_int_equal(oscal_read(pack_catalog(), STR(PACK_FILENAME), NULL, &doc, &why), 0);
	assert_int_equal(doc->catalog->groups.n, 13);
	assert_true(doc->ncontrols >= 65);
	for (size_t i = 0; i < doc->ncontrols; i++) {
		static const char *const parts[] = { "statement", "guidance", "evidence", "question" };
		const struct oscal_control *control = doc->controls[i].control;
		struct oscal_render how = { .doc = doc };
		struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
		struct langs langs;

		oscal_title(control->title, control->props, &langs);
		assert_true(langs.in[LANG_EN].n > 0 && langs.in[LANG_UR].n > 0);
		for (size_t k = 0; k < ARRAY_SIZE(parts); k++) {
			assert_int_equal(oscal_part_langs(&how, control->parts, parts[k], arena, &langs), 0);
			assert_true(langs.in[LANG_EN].n > 0 && langs.in[LANG_UR].n > 0);
			assert_true(str_find(langs.in[LANG_EN], STR("{{")) < 0 && str_find(langs.in[LANG_EN], STR("[")) < 0);
			assert_true(str_find(langs.in[LANG_UR], STR("{{")) < 0);
		}
		for (size_t k = 0; k < control->params.n; k++) {
			oscal_param_label(&control->params.items[k], &langs);
			assert_true(langs.in[LANG_EN].n > 0 && langs.in[LANG_UR].n > 0);
			assert_true(oscal_prop(control->params.items[k].props, "type", OSCAL_NS_OURS, NULL).n > 0);
			assert_true(control->params.items[k].values.n > 0);
		}
	}
}

TEST(each_level_holds_the_one_below_it_and_nothing_above_itself)
{
	size_t before = 0;

	assert_null(pack_profile(0).p);
	assert_null(pack_profile(PACK_LEVELS + 1).p);
	for (unsigned level = 1; level <= PACK_LEVELS; level++) {
		struct oscal_doc *doc = resolved(level);

		assert_true(doc->ncontrols > before);
		before = doc->ncontrols;
		for (size_t i = 0; i < doc->ncontrols; i++) {
			uint32_t of;

			assert_int_equal(str_to_u32(oscal_prop(doc->controls[i].control->props, "level", OSCAL_NS_OURS, NULL), &of), 0);
			assert_in_range(of, 1, level);
		}
		oscal_free(doc);
		oscal_free(profiles[level]);
	}
}

TEST(members_of_a_set_are_values_of_their_own)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;
	struct problem why = { 0 };
	const struct oscal_param *param;

	assert_int_equal(oscal_read(pack_catalog(), STR(PACK_FILENAME), NULL, &doc, &why), 0);
	param = oscal_param_find(doc, STR("net-5_records"), NULL);
	assert_non_null(param);
	assert_int_equal(param->values.n, 3);
	assert_true(str_eq(param->values.items[1], STR("DKIM")));
}
