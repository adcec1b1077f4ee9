/* SPDX-License-Identifier: Apache-2.0 */
/* What our guideline pack says of other frameworks: every number is one of theirs. */
#include <sys/stat.h>

#include "base/json.h"
#include "standards/pack.h"

#include "oscal_help.h"

static struct oscal_doc *
catalog(void)
{
	struct oscal_doc *doc;
	struct problem why = { 0 };

	assert_int_equal(oscal_read(pack_catalog(), STR(PACK_FILENAME), NULL, &doc, &why), 0);
	return (doc);
}

static bool
has_control(const struct oscal_doc *doc, struct str id)
{
	for (size_t i = 0; i < doc->ncontrols; i++)
		if (str_eq(doc->controls[i].control->id, id))
			return (true);
	return (false);
}

static yyjson_doc *
mappings(void)
{
	yyjson_doc *doc;
	struct problem why = { 0 };

	assert_int_equal(json_parse(pack_mappings(), &json_limits_document, &doc, &why), 0);
	return (doc);
}

/* The mapping whose target is the framework NAME. */
static yyjson_val *
mapping_to(yyjson_doc *doc, const char *name)
{
	yyjson_val *root = json_get(yyjson_doc_get_root(doc), "mapping-collection"), *resource, *mapping;
	yyjson_arr_iter each = yyjson_arr_iter_with(json_get(json_get(root, "back-matter"), "resources"));
	struct str uuid = STR_NONE;

	while ((resource = yyjson_arr_iter_next(&each)) != NULL)
		if (str_eq_c(json_get_str(yyjson_arr_get_first(json_get(resource, "props")), "value"), name))
			uuid = json_get_str(resource, "uuid");
	each = yyjson_arr_iter_with(json_get(root, "mappings"));
	while ((mapping = yyjson_arr_iter_next(&each)) != NULL) {
		struct str href = json_get_str(json_get(mapping, "target-resource"), "href");

		if (uuid.n > 0 && str_eq(str_sub(href, 1, href.n), uuid))
			return (mapping);
	}
	fail_msg("nothing is mapped to %s", name);
	return (NULL);
}

static struct str
end_of(yyjson_val *map, const char *side)
{
	assert_int_equal(yyjson_arr_size(json_get(map, side)), 1);
	return (json_get_str(yyjson_arr_get_first(json_get(map, side)), "id-ref"));
}

static bool
is_gap(yyjson_val *mapping, struct str id)
{
	yyjson_val *gaps = json_get(json_get(mapping, "source-gap-summary"), "unmapped-controls"), *one;
	yyjson_arr_iter each = yyjson_arr_iter_with(json_get(yyjson_arr_get_first(gaps), "with-ids"));

	while ((one = yyjson_arr_iter_next(&each)) != NULL)
		if (str_eq(json_str(one), id))
			return (true);
	return (false);
}

static bool
is_source(yyjson_val *mapping, struct str id)
{
	yyjson_arr_iter each = yyjson_arr_iter_with(json_get(mapping, "maps"));

	for (yyjson_val *map; (map = yyjson_arr_iter_next(&each)) != NULL;)
		if (str_eq(end_of(map, "sources"), id))
			return (true);
	return (false);
}

TEST(the_mapping_collection_of_the_pack_is_valid)
{
	struct oscal_doc *doc CLEANUP(oscal_freep) = NULL;
	struct problem why = { 0 };

	assert_int_equal(oscal_read(pack_mappings(), STR(PACK_MAPPINGS_FILENAME), NULL, &doc, &why), 0);
}

TEST(every_requirement_is_mapped_to_each_framework_or_listed_as_a_gap)
{
	static const char *const names[] = { "nist-sp800-53-r5", "csf-2.0", "iso-27001-2022", "cis-v8" };
	struct oscal_doc *doc CLEANUP(oscal_freep) = catalog();
	yyjson_doc *all CLEANUP(json_freep) = mappings();

	for (size_t k = 0; k < ARRAY_SIZE(names); k++) {
		yyjson_val *mapping = mapping_to(all, names[k]);

		for (size_t i = 0; i < doc->ncontrols; i++) {
			struct str id = doc->controls[i].control->id;

			if (is_source(mapping, id) == is_gap(mapping, id))
				fail_msg("%s of %.*s", names[k], STR_FMT(id));
			if (k < 2 && is_gap(mapping, id))
				fail_msg("%.*s must have a number in %s", STR_FMT(id), names[k]);
		}
	}
}

TEST(a_map_goes_from_one_of_our_requirements_with_a_relation_of_oscal)
{
	static const char *const relations[] = { "equal-to", "equivalent-to", "subset-of", "superset-of", "intersects-with" };
	struct oscal_doc *doc CLEANUP(oscal_freep) = catalog();
	yyjson_doc *all CLEANUP(json_freep) = mappings();
	yyjson_val *mapping, *map;
	yyjson_arr_iter each = yyjson_arr_iter_with(json_get(json_get(yyjson_doc_get_root(all), "mapping-collection"), "mappings"));
	size_t n = 0, broader = 0;

	while ((mapping = yyjson_arr_iter_next(&each)) != NULL) {
		yyjson_arr_iter maps = yyjson_arr_iter_with(json_get(mapping, "maps"));

		assert_true(str_eq_c(json_get_str(json_get(mapping, "source-resource"), "href"), PACK_FILENAME));
		for (; (map = yyjson_arr_iter_next(&maps)) != NULL; n++) {
			struct str relation = json_get_str(map, "relationship");
			bool known = false;

			for (size_t i = 0; i < ARRAY_SIZE(relations); i++)
				known |= str_eq_c(relation, relations[i]);
			assert_true(known);
			assert_true(has_control(doc, end_of(map, "sources")));
			broader += str_eq_c(relation, "subset-of");
		}
	}
	assert_true(n > 4 * 218);
	assert_true(broader > 100);
}

/* ---- Against the frameworks themselves ---- */

static char *
shared_text(const char *name, size_t *n)
{
	const char *path = test_shared(name);
	struct stat st = { 0 };
	FILE *in = fopen(path, "rb");
	char *text = NULL;

	if (in == NULL || fstat(fileno(in), &st) != 0 || (text = malloc((size_t)st.st_size + 1)) == NULL)
		fail_msg("%s cannot be read", path);
	*n = fread(text, 1, (size_t)st.st_size, in);
	text[*n] = '\0';
	fclose(in);
	return (text);
}

static bool
is_withdrawn(const struct oscal_control *control)
{
	struct str status = oscal_prop(control->props, "status", NULL, NULL);

	return (str_eq_c(status, "withdrawn") || str_eq_c(status, "Withdrawn"));
}

TEST(every_number_of_sp_800_53_is_a_control_that_is_not_withdrawn)
{
	size_t n;
	char *text = shared_text("data/oscal/nist/sp800-53-rev5/json/NIST_SP-800-53_rev5_catalog.json", &n);
	struct oscal_doc *nist CLEANUP(oscal_freep) = NULL;
	yyjson_doc *all CLEANUP(json_freep) = mappings();
	yyjson_arr_iter each = yyjson_arr_iter_with(json_get(mapping_to(all, "nist-sp800-53-r5"), "maps"));
	struct problem why = { 0 };

	assert_int_equal(oscal_read((struct str){ text, n }, STR("nist.json"), NULL, &nist, &why), 0);
	for (yyjson_val *map; (map = yyjson_arr_iter_next(&each)) != NULL;) {
		struct str number = end_of(map, "targets");
		bool found = false;

		for (size_t i = 0; i < nist->ncontrols && !found; i++)
			found = str_eq(nist->controls[i].control->id, number) && !is_withdrawn(nist->controls[i].control);
		if (!found)
			fail_msg("%.*s, which %.*s names", STR_FMT(number), STR_FMT(end_of(map, "sources")));
	}
	free(text);
}

TEST(every_number_of_csf_2_is_a_subcategory)
{
	size_t n;
	char *text = shared_text("data/oscal/nist/NIST_CSF_v2.0_catalog.xml", &n), tag[64];
	yyjson_doc *all CLEANUP(json_freep) = mappings();
	yyjson_arr_iter each = yyjson_arr_iter_with(json_get(mapping_to(all, "csf-2.0"), "maps"));

	for (yyjson_val *map; (map = yyjson_arr_iter_next(&each)) != NULL;) {
		struct str number = end_of(map, "targets");

		snprintf(tag, sizeof tag, "<control id=\"%.*s\" class=\"subcategory\"", STR_FMT(number));
		if (strstr(text, tag) == NULL)
			fail_msg("%.*s, which %.*s names", STR_FMT(number), STR_FMT(end_of(map, "sources")));
	}
	free(text);
}
