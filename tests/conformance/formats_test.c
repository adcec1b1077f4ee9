/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every document of shared data, through every other format and back: XML by JSON, XML by YAML, JSON by XML, JSON by YAML.
 *
 * XML documents are the same when their elements, attributes and texts are, runs of blanks counting as one and blanks beside blocks as nothing.
 * JSON documents are the same when all their values are; texts with marks may differ in blanks, in needless backslashes and in what marks a list, nothing else.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/xml.h"
#include "standards/oscal.h"
#include "table.h"
#include "test.h"

static unsigned tried, wrong;

/* ---- Sameness of XML ---- */

static bool
is_inline(struct str name)
{
	static const char *const names[] = { "a", "em", "i", "b", "strong", "code", "q", "sub", "sup", "insert", "img", "br" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (str_eq_c(name, names[i]))
			return (true);
	return (false);
}

static bool
is_blank(char c)
{
	return (c == ' ' || c == '\n' || c == '\t' || c == '\r');
}

static int
by_name(const void *a, const void *b)
{
	return (str_cmp(((const struct xml_attribute *)a)->name, ((const struct xml_attribute *)b)->name));
}

static void
plain_attributes(const struct xml_node *node, struct buf *out)
{
	struct xml_attribute sorted[32];
	uint32_t n = 0;

	for (uint32_t i = 0; i < node->nattributes && n < ARRAY_SIZE(sorted); i++)
		if (node->attributes[i].space.p == NULL)
			sorted[n++] = node->attributes[i];
	qsort(sorted, n, sizeof sorted[0], by_name);
	for (uint32_t i = 0; i < n; i++)
		buf_printf(out, " %.*s=[%.*s]", STR_FMT(sorted[i].name), STR_FMT(sorted[i].value));
}

static void
plain_text(struct str text, bool trim_start, bool trim_end, struct buf *out)
{
	while (trim_start && text.n > 0 && is_blank(text.p[0]))
		text = str_sub(text, 1, text.n);
	while (trim_end && text.n > 0 && is_blank(text.p[text.n - 1]))
		text.n--;
	for (size_t i = 0; i < text.n; i++)
		if (!is_blank(text.p[i]))
			buf_char(out, text.p[i]);
		else if (i == 0 || !is_blank(text.p[i - 1]))
			buf_char(out, ' ');
}

static void
plain_element(const struct xml_node *node, struct buf *out)
{
	bool blocks = false, exact = str_eq(node->name, STR("pre"));

	buf_printf(out, "(%.*s", STR_FMT(node->name));
	plain_attributes(node, out);
	buf_c(out, ":");
	for (const struct xml_node *at = node->first; at != NULL; at = at->next)
		blocks = blocks || (at->name.p != NULL && !is_inline(at->name));
	for (const struct xml_node *at = node->first; at != NULL; at = at->next)
		if (at->name.p != NULL)
			plain_element(at, out);
		else if (exact)
			buf_str(out, at->text);
		else
			plain_text(at->text, blocks || at == node->first, blocks || at->next == NULL, out);
	buf_c(out, ")\n");
}

/* The document TEXT in a form that says only what counts. */
static struct buf
plain_xml(struct str text)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new((size_t)512 << 20);
	struct buf out = BUF((size_t)64 << 20);
	struct problem why = { 0 };
	struct xml_node *root;

	assert_int_equal(xml_parse(text, &xml_limits_document, arena, &root, &why), 0);
	plain_element(root, &out);
	assert_false(buf_failed(&out));
	return (out);
}

/* ---- Sameness of JSON ---- */

static struct buf
without_marks(struct str text)
{
	struct buf out = BUF(text.n + 1);

	for (size_t i = 0; i < text.n; i++)
		if (!is_blank(text.p[i]) && strchr("\\*-", text.p[i]) == NULL)
			buf_char(&out, text.p[i]);
	return (out);
}

static bool
same_text(struct str a, struct str b)
{
	struct buf x = without_marks(a), y = without_marks(b);
	bool same = str_eq(a, b) || str_eq(buf_view(&x), buf_view(&y));

	buf_free(&x);
	buf_free(&y);
	return (same);
}

static bool
same_json(yyjson_val *a, yyjson_val *b)
{
	yyjson_val *key, *item;
	size_t i, n;

	if (yyjson_get_type(a) != yyjson_get_type(b) || (yyjson_is_ctn(a) && yyjson_get_len(a) != yyjson_get_len(b)))
		return (false);
	if (yyjson_is_str(a))
		return (same_text(json_str(a), json_str(b)));
	if (!yyjson_is_ctn(a))
		return (yyjson_equals(a, b));
	if (yyjson_is_arr(a)) {
		yyjson_arr_foreach(a, i, n, item)
			if (!same_json(item, yyjson_arr_get(b, i)))
				return (false);
		return (true);
	}
	yyjson_obj_foreach(a, i, n, key, item)
		if (yyjson_obj_getn(b, yyjson_get_str(key), yyjson_get_len(key)) == NULL ||
		    !same_json(item, yyjson_obj_getn(b, yyjson_get_str(key), yyjson_get_len(key))))
			return (false);
	return (true);
}

static bool
same_json_texts(struct str a, struct str b)
{
	yyjson_doc *x CLEANUP(json_freep) = NULL, *y CLEANUP(json_freep) = NULL;
	struct problem why = { 0 };

	assert_int_equal(json_parse(a, &json_limits_document, &x, &why), 0);
	assert_int_equal(json_parse(b, &json_limits_document, &y, &why), 0);
	return (same_json(yyjson_doc_get_root(x), yyjson_doc_get_root(y)));
}

static bool
same_xml_texts(struct str a, struct str b)
{
	struct buf x = plain_xml(a), y = plain_xml(b);
	bool same = str_eq(buf_view(&x), buf_view(&y));
	size_t at = 0;

	while (!same && at < x.n && at < y.n && x.p[at] == y.p[at])
		at++;
	if (!same)
		print_message("# %.*s\n# %.*s\n", 200, x.p + (at > 60 ? at - 60 : 0), 200, y.p + (at > 60 ? at - 60 : 0));
	buf_free(&x);
	buf_free(&y);
	return (same);
}

/* ---- The way round ---- */

/* TEXT in FORMAT; false with a message when it cannot be read. */
static bool
turn(struct str text, enum oscal_format format, struct buf *out, char said[256])
{
	struct oscal_tree *tree CLEANUP(oscal_tree_freep) = NULL;
	struct problem why = { 0 };

	buf_reset(out);
	if (oscal_tree_read(text, NULL, &tree, &why) || oscal_tree_write(tree, format, out, &why)) {
		snprintf(said, 256, "%u:%u %s %s", why.line, why.column, problem_name(why.head.code), why.head.where);
		return (false);
	}
	return (true);
}

static bool
way_round(struct str text, enum oscal_format from, enum oscal_format by, char said[256])
{
	struct buf there = BUF((size_t)256 << 20), back = BUF((size_t)256 << 20);
	bool good = turn(text, by, &there, said) && turn(buf_view(&there), from, &back, said);

	if (good) {
		snprintf(said, 256, "comes back as another document");
		good = from == OSCAL_XML ? same_xml_texts(text, buf_view(&back)) : same_json_texts(text, buf_view(&back));
	}
	buf_free(&there);
	buf_free(&back);
	return (good);
}

static int
visit(const char *path, const struct stat *st, int type, struct FTW *at)
{
	const char *name = path + at->base, *dot = strrchr(name, '.');
	bool xml = dot != NULL && strcmp(dot, ".xml") == 0, json = dot != NULL && strcmp(dot, ".json") == 0, good;
	char said[256] = "";

	(void)st;
	if (type != FTW_F || (!xml && !json) || strstr(path, "/metaschema/") != NULL || strstr(path, "/schema/") != NULL ||
	    strstr(name, "specml") != NULL)
		return (0);
	tried++;
	{
		struct str text CLEANUP(str_freep) = slurp(path);

		good = xml ? way_round(text, OSCAL_XML, OSCAL_JSON, said) && way_round(text, OSCAL_XML, OSCAL_YAML, said) :
			     way_round(text, OSCAL_JSON, OSCAL_XML, said) && way_round(text, OSCAL_JSON, OSCAL_YAML, said);
	}
	wrong += outcome(good, name, said);
	return (0);
}

TEST(every_document_comes_back_from_every_format_as_it_went)
{
	assert_int_equal(nftw(test_shared("data/oscal"), visit, 16, FTW_PHYS), 0);
	print_message("# %u documents\n", tried);
	assert_true(tried > 50);
	assert_int_equal(wrong, 0);
}

/* The same document, published in both formats. */
TEST(published_pairs_say_the_same)
{
	static const char *const names[] = { "basic-catalog", "example-component", "example-component-definition", "ifa_assessment-plan-example",
		"ifa_assessment-results-example", "ifa_plan-of-action-and-milestones", "ifa_ssp-example", "oscal_leveraged-example_ssp",
		"oscal_leveraging-example_ssp", "ssp-example" };
	unsigned different = 0;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char path[256], said[256] = "";
		struct buf out = BUF((size_t)64 << 20);

		snprintf(path, sizeof path, "data/oscal/examples/%s.xml", names[i]);
		{
			struct str xml CLEANUP(str_freep) = slurp(test_shared(path));

			if (!turn(xml, OSCAL_JSON, &out, said))
				fail_msg("%s: %s", path, said);
		}
		snprintf(path, sizeof path, "data/oscal/examples/%s.json", names[i]);
		{
			struct str json CLEANUP(str_freep) = slurp(test_shared(path));

			different += outcome(same_json_texts(json, buf_view(&out)), names[i], "the XML says something else than the JSON");
		}
		buf_free(&out);
	}
	assert_int_equal(different, 0);
}
