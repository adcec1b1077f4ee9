/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OSCAL: what reads is written and reads again as the same; a profile resolves, against itself and a small catalog, to what reads
 * strictly; all texts render.
 */
#include "fuzz/fuzz.h"
#include "standards/inside.h"

static const char catalog[] = "{\"catalog\":{\"uuid\":\"6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f\",\"metadata\":{\"title\":\"T\","
    "\"last-modified\":\"2026-11-24T00:00:00Z\",\"version\":\"1\",\"oscal-version\":\"1.1.3\"},\"params\":[{\"id\":\"l\"}],\"groups\":[{\"id\":\"g\","
    "\"title\":\"G\",\"params\":[{\"id\":\"pg\"}],\"controls\":[{\"id\":\"a\",\"title\":\"A\",\"params\":[{\"id\":\"p\",\"values\":[\"1\"]}],"
    "\"props\":[{\"name\":\"label\",\"value\":\"A\"}],\"links\":[{\"href\":\"#x\"}],\"parts\":[{\"id\":\"s\",\"name\":\"statement\",\"prose\":"
    "\"{{ insert: param, p }} {{ insert: param, l }}\",\"parts\":[{\"id\":\"s1\",\"name\":\"item\"}]}],\"controls\":[{\"id\":\"a.1\",\"title\":\"A1\"}]},"
    "{\"id\":\"b\",\"title\":\"B\"}]}]}}";

/* Two names are known: the profile itself and the catalog; everything else is absent. */
static int
load(void *user, struct str uri, struct str href, struct oscal_loaded *ret, struct problem *why)
{
	const struct str *self = user;

	(void)uri, (void)why;
	if (str_ends(href, STR("x")))
		return (-1);
	ret->text = str_ends(href, STR("p")) ? *self : (struct str){ catalog, sizeof catalog - 1 };
	return (0);
}

static void
render_text(void *user, const struct model_member *member, struct str text)
{
	struct buf out = BUF((size_t)1 << 20);

	if (member->type == TYPE_LINE || member->type == TYPE_MULTILINE)
		oscal_text_render(user, text, &out);
	MUST(buf_failed(&out) || out.n == 0 || str_is_utf8(buf_view(&out)));
	buf_free(&out);
}

static void
must_reread(const struct oscal_doc *doc, enum oscal_mode mode)
{
	struct oscal_read_options options = { .mode = mode };
	struct buf once = BUF((size_t)64 << 20), twice = BUF((size_t)64 << 20);
	struct problem why = { 0 };
	struct oscal_doc *again;

	oscal_write(doc, false, &once);
	MUST(oscal_read(buf_view(&once), STR("again"), &options, &again, &why) == 0 || problem_is(&why, LIMIT_REACHED));
	if (again != NULL) {
		oscal_write(again, false, &twice);
		MUST(str_eq(buf_view(&once), buf_view(&twice)));
	}
	oscal_free(again);
	buf_free(&once);
	buf_free(&twice);
}

static void
resolve(const struct oscal_doc *profile, struct str text, enum oscal_mode mode, enum oscal_flat flat)
{
	struct oscal_resolve_options options = { .mode = mode, .flat = flat, .load = load, .user = &text, .now_us = 1,
		.memory_max = (size_t)64 << 20 };
	struct problem why = { 0 };
	struct oscal_doc *doc;
	struct buf pointer = BUF(1 << 16);
	bool mixed = false;

	if (oscal_resolve(profile, &options, &doc, &why)) {
		MUST(doc == NULL && why.head.code != PROBLEM_NONE);
		return;
	}
	/* The version of a result is its sources' latest, whose rules what came from older ones may break. */
	for (size_t i = 0; i < doc->nsources; i++)
		mixed = mixed || doc->sources[i].doc->private->minor != doc->private->minor;
	if (!mixed)
		must_reread(doc, mode);
	for (size_t i = 0; i < doc->ncontrols; i++)
		for (const struct oscal_step *step = doc->controls[i].control->steps; step != NULL; step = step->prev) {
			buf_reset(&pointer);
			oscal_step_pointer(doc, step, &pointer);
			MUST(pointer.n > 0 && pointer.p[0] == '/');
		}
	buf_free(&pointer);
	oscal_free(doc);
}

/* The text NEAR of one document stands where that of the other does. */
static void
must_stand_alike(const struct oscal_doc *a, struct str x, const struct oscal_doc *b, struct str y)
{
	uint32_t line[2], column[2];

	doc_position(a, x, &line[0], &column[0]);
	doc_position(b, y, &line[1], &column[1]);
	MUST(line[0] == line[1]);
	/* Of a catalog the tree keeps no text: escapes shift its columns. */
	MUST(column[0] == column[1] || a->model == OSCAL_CATALOG);
}

/* What the quick reader takes, the other one takes as the same. */
static void
must_agree(struct str text)
{
	struct oscal_read_options options = { .mode = OSCAL_TOLERANT };
	struct buf one = BUF((size_t)64 << 20), other = BUF((size_t)64 << 20);
	struct oscal_doc *quick = NULL, *tree = NULL;
	struct problem why = { 0 };
	int failed = read_either(text, STR("p"), &options, true, &quick, &why);

	MUST(read_either(text, STR("p"), &options, false, &tree, &why) == failed);
	if (!failed) {
		oscal_write(quick, false, &one);
		oscal_write(tree, false, &other);
		MUST(str_eq(buf_view(&one), buf_view(&other)));
		must_stand_alike(quick, quick->uuid, tree, tree->uuid);
		must_stand_alike(quick, quick->metadata->title, tree, tree->metadata->title);
		must_stand_alike(quick, quick->metadata->oscal_version, tree, tree->metadata->oscal_version);
	}
	oscal_free(quick);
	oscal_free(tree);
	buf_free(&one);
	buf_free(&other);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct oscal_read_options options = { .mode = OSCAL_TOLERANT };
	struct problem why = { 0 };
	struct oscal_doc *doc;

	must_agree(text);
	if (oscal_read(text, STR("p"), &options, &doc, &why)) {
		MUST(doc == NULL && why.head.code != PROBLEM_NONE && str_is_utf8(str_c(why.head.where)));
		return (0);
	}
	must_reread(doc, OSCAL_TOLERANT);
	if (doc->model == OSCAL_PROFILE) {
		resolve(doc, text, OSCAL_STRICT, OSCAL_FLAT_SPEC);
		resolve(doc, text, OSCAL_TOLERANT, OSCAL_FLAT_GROUPS_ONLY);
	} else if (doc->model == OSCAL_CATALOG) {
		struct oscal_render how = { .doc = doc, .lang = LANG_UR };

		model_texts(&model_catalog, doc->catalog, render_text, &how);
	}
	oscal_free(doc);
	return (0);
}
