/* SPDX-License-Identifier: Apache-2.0 */
/* Our own guideline pack and real catalogs, as baselines. */
#include "country.h"

#include "base/clock.h"
#include "standards/pack.h"

static struct id
pack_root(struct house *h, unsigned level)
{
	struct id profile;

	country_open(h);
	country_import(h, pack_catalog(), PACK_FILENAME);
	profile = country_import(h, pack_profile(level), arena_str(h->arena, pack_profile_name(level)).p);
	return (country_root(h, profile));
}

TEST(every_requirement_of_our_pack_reads_in_both_languages_with_its_values)
{
	struct house h;
	const struct ruleset *set;
	struct rulebook *book;
	size_t params = 0;

	pack_root(&h, PACK_LEVELS);
	book = country_book(&h);
	set = country_set(&h, book, "PK-PB-1");
	assert_int_equal(set->n, 218);
	for (size_t i = 0; i < set->n; i++) {
		const struct rule *rule = &set->rules[i];

		for (int lang = 0; lang < LANG_COUNT; lang++) {
			assert_true(rule->title.in[lang].n > 0 && rule->family_title.in[lang].n > 0 && rule->statement.in[lang].n > 0 &&
			    rule->guidance.in[lang].n > 0 && rule->evidence.in[lang].n > 0 && rule->question.in[lang].n > 0);
			if (str_find(rule->statement.in[lang], STR("{{")) >= 0 || str_find(rule->statement.in[lang], STR("[Assignment")) >= 0)
				fail_msg("%.*s", STR_FMT(rule->statement.in[lang]));
		}
		assert_true(rule->due > h.now && rule->num > 0);
		for (size_t j = 0; j < rule->nparams; j++, params++)
			if (str_find(rule->statement.in[LANG_UR], rule->params[j].shown.in[LANG_UR]) < 0)
				fail_msg("%.*s lacks %.*s", STR_FMT(rule->statement.in[LANG_UR]), STR_FMT(rule->params[j].shown.in[LANG_UR]));
	}
	assert_true(params > 300);
	rulebook_put(book);
	house_close(&h);
}

TEST(a_lower_level_of_our_pack_asks_less_and_a_layer_may_put_in_what_it_leaves_out)
{
	struct house h;
	struct id root = pack_root(&h, 1), layer;
	struct rulebook *book;
	const struct ruleset *nation, *region;

	layer = country_draft(&h, "lead", "PK-PB-L", "PK-PB", root, ID_NONE);
	house_did(&h, "lead", "baseline.select", house_fmt(&h, "{'baseline':'%s','requirements':['cii-1'],'included':true}", house_id(&h, layer)));
	country_publish(&h, "lead", layer, NULL);
	book = country_book(&h);
	nation = country_set(&h, book, "PK-SD-1");
	region = country_set(&h, book, "PK-PB-1");
	assert_null(ruleset_find(nation, STR("cii-1")));
	assert_non_null(ruleset_find(region, STR("cii-1")));
	assert_int_equal(region->n, nation->n + 1);
	rulebook_put(book);
	house_close(&h);
}
