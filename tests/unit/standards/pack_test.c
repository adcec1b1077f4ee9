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
			assert_true(oscal_prop(control->params.items[k].props, "strictness", OSCAL_NS_OURS, NULL).n > 0);
			assert_int_equal(str_eq_c(oscal_prop(control->params.items[k].props, "type", OSCAL_NS_OURS, NULL), "integer"),
			    oscal_prop(control->params.items[k].props, "unit", OSCAL_NS_OURS, NULL).n > 0);
			assert_true(control->params.items[k].values.n > 0);
		}
		assert_true(oscal_prop(control->props, "due-days", OSCAL_NS_OURS, NULL).n > 0);
		assert_true(oscal_prop(control->props, "mapping", OSCAL_NS_OURS, "nist-sp800-53-r5").n > 0);
	}
}

static uint32_t
level_of(const struct oscal_control *control)
{
	uint32_t level = 0;

	assert_int_equal(str_to_u32(oscal_prop(control->props, "level", OSCAL_NS_OURS, NULL), &level), 0);
	assert_in_range(level, 1, PACK_LEVELS);
	return (level);
}

static size_t
count_of(struct str text, struct str mark)
{
	size_t n = 0;

	for (ptrdiff_t at; (at = str_find(text, mark)) >= 0; n++)
		text = str_sub(text, (size_t)at + mark.n, text.n);
	return (n);
}

static void
fail_on_finding(void *user, enum oscal_severity severity, const struct problem *what)
{
	(void)severity;
	fail_msg("%s: %s at %s", (const char *)user, problem_name(what->head.code), what->head.where);
}

static void
must_validate(struct str text, const char *name)
{
	struct oscal_validate_options how = { .report = fail_on_finding, .user = (void *)(uintptr_t)name };
	struct oscal_valid valid;
	struct problem why = { 0 };

	assert_int_equal(oscal_validate(text, &how, &valid, &why), 0);
}

TEST(the_constraints_of_oscal_find_nothing_in_the_pack)
{
	must_validate(pack_catalog(), PACK_FILENAME);
	must_validate(pack_mappings(), PACK_MAPPINGS_FILENAME);
	for (unsigned level = 1; level <= PACK_LEVELS; level++)
		must_validate(pack_profile(level), pack_profile_name(level).p);
}

TEST(every_requirement_brings_two_questions_and_whole_sentences)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;
	struct problem why = { 0 };

	assert_int_equal(oscal_read(pack_catalog(), STR(PACK_FILENAME), NULL, &doc, &why), 0);
	for (size_t i = 0; i < doc->ncontrols; i++) {
		const struct oscal_part_list *parts = &doc->controls[i].control->parts;

		assert_int_equal(parts->n, 4 * LANG_COUNT);
		for (size_t k = 0; k < parts->n; k++) {
			struct str prose = parts->items[k].prose;
			bool urdu = parts->items[k].class.n > 0, question = str_eq_c(parts->items[k].name, "question");

			if (!str_ends(prose, urdu ? STR("؟") : STR("?")) && (question || !str_ends(prose, urdu ? STR("۔") : STR("."))))
				fail_msg("%.*s does not end: %.*s", STR_FMT(parts->items[k].id), STR_FMT(prose));
			if (question && count_of(prose, urdu ? STR("؟") : STR("?")) < 2)
				fail_msg("%.*s asks too little", STR_FMT(parts->items[k].id));
		}
	}
}

TEST(the_thirteen_domains_hold_218_requirements_at_three_levels)
{
	static const struct {
		const char *id;
		size_t of_level[PACK_LEVELS];
	} domains[] = {
		{ "gov", { 7, 9, 2 } }, { "ast", { 6, 8, 3 } }, { "trn", { 5, 5, 3 } }, { "net", { 9, 8, 3 } }, { "iam", { 8, 7, 4 } },
		{ "dat", { 8, 7, 3 } }, { "inc", { 7, 7, 3 } }, { "phy", { 6, 6, 3 } }, { "dcw", { 6, 9, 3 } }, { "dev", { 6, 7, 3 } },
		{ "sup", { 6, 5, 4 } }, { "aud", { 6, 7, 3 } }, { "cii", { 0, 4, 12 } },
	};
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;
	struct problem why = { 0 };

	assert_int_equal(oscal_read(pack_catalog(), STR(PACK_FILENAME), NULL, &doc, &why), 0);
	assert_int_equal(doc->ncontrols, 218);
	for (size_t i = 0; i < ARRAY_SIZE(domains); i++) {
		const struct oscal_group *group = &doc->catalog->groups.items[i];
		size_t n[PACK_LEVELS] = { 0 };

		assert_true(str_eq_c(group->id, domains[i].id));
		for (size_t k = 0; k < group->controls.n; k++)
			n[level_of(&group->controls.items[k]) - 1]++;
		if (memcmp(n, domains[i].of_level, sizeof n) != 0)
			fail_msg("%s: %zu, %zu, %zu", domains[i].id, n[0], n[1], n[2]);
	}
}

/* The words of a statement that say something: of SHORTEST bytes and more, without inserts. */
static size_t
words_of(struct str text, size_t shortest, struct str *words, size_t max)
{
	struct str word;
	size_t n = 0;

	while (str_cut(&text, ' ', &word) && n < max) {
		bool had = word.n < shortest || str_eq_c(word, "insert:") || str_eq_c(word, "param,");

		while (word.n > 0 && strchr(".,;:", word.p[word.n - 1]) != NULL)
			word.n--;
		for (size_t i = 0; i < n && !had; i++)
			had = str_eq(words[i], word);
		if (!had)
			words[n++] = word;
	}
	return (n);
}

static size_t
in_common(const struct str *a, size_t na, const struct str *b, size_t nb)
{
	size_t n = 0;

	for (size_t i = 0; i < na; i++)
		for (size_t k = 0; k < nb; k++)
			n += str_eq(a[i], b[k]);
	return (n);
}

TEST(no_two_statements_of_the_pack_ask_nearly_the_same)
{
	enum { WORDS = 128, MOST = 300 };
	static struct str words[MOST][WORDS];
	static size_t n[MOST];
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;
	struct problem why = { 0 };

	assert_int_equal(oscal_read(pack_catalog(), STR(PACK_FILENAME), NULL, &doc, &why), 0);
	assert_true(doc->ncontrols <= MOST);
	for (size_t part = 0; part < 2; part++) /* in English and in Urdu, of four letters and more */
		for (size_t i = 0; i < doc->ncontrols; i++) {
			n[i] = words_of(doc->controls[i].control->parts.items[part].prose, part == 0 ? 4 : 8, words[i], WORDS);
			assert_true(n[i] >= 4);
			for (size_t k = 0; k < i; k++) {
				size_t both = in_common(words[i], n[i], words[k], n[k]), all = n[i] + n[k] - both;

				if (both * 100 > all * 40)
					fail_msg("%.*s and %.*s share %zu of %zu words", STR_FMT(doc->controls[i].control->id),
					    STR_FMT(doc->controls[k].control->id), both, all);
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
			assert_in_range(level_of(doc->controls[i].control), 1, level);
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
