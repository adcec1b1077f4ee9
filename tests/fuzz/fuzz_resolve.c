/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Resolution of several documents: the input is cut at lines of "====".  The first piece is the profile; "1" to "9" at the end of an href are the others,
 * in order.  What comes out must read again, know where everything came from, and compare with what went in.
 */
#include "fuzz/fuzz.h"
#include "standards/diff.h"
#include "standards/inside.h"
#include "standards/origin.h"

enum { PIECES = 10 };

struct pieces {
	struct str items[PIECES];
	size_t n;
};

static struct pieces
cut(struct str text)
{
	struct pieces pieces = { .n = 0 };

	while (pieces.n < PIECES) {
		ptrdiff_t at = str_find(text, STR("\n====\n"));

		pieces.items[pieces.n++] = at < 0 ? text : str_sub(text, 0, (size_t)at);
		if (at < 0)
			break;
		text = str_sub(text, (size_t)at + 6, text.n);
	}
	return (pieces);
}

static int
load(void *user, struct str uri, struct str href, struct oscal_loaded *ret, struct problem *why)
{
	const struct pieces *pieces = user;
	char last = href.n > 0 ? href.p[href.n - 1] : ' ';

	(void)uri, (void)why;
	if (last < '1' || last > '9' || (size_t)(last - '0') >= pieces->n)
		return (-1);
	ret->text = pieces->items[last - '0'];
	return (0);
}

/* Steps end where a control was defined, and every pointer is one. */
static void
must_know_origins(const struct oscal_doc *doc)
{
	struct buf out = BUF((size_t)64 << 20);
	struct origins *origins = origins_make(doc);

	MUST(origins != NULL);
	for (size_t i = 0; i < doc->ncontrols; i++) {
		const struct oscal_control *control = doc->controls[i].control;

		for (const struct oscal_step *step = control->steps; step != NULL; step = step->prev) {
			buf_reset(&out);
			origin_step_pointer(origins, step, &out);
			MUST(out.n > 0 && out.p[0] == '/');
			MUST(step->prev != NULL || step->kind == OSCAL_STEP_DEFINED);
		}
		for (size_t k = 0; k < control->parts.n; k++) {
			struct origin origin;

			MUST(origin_part(origins, &control->parts.items[k], &origin) && origin.source < doc->nsources);
		}
	}
	buf_reset(&out);
	MUST(oscal_provenance(doc, &out) == 0 || buf_failed(&out));
	origins_free(origins);
	buf_free(&out);
}

static void
must_compare(const struct oscal_doc *a, const struct oscal_doc *b)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct buf out = BUF((size_t)64 << 20);
	struct problem why = { 0 };
	struct oscal_diff diff;

	if (oscal_diff(a, b, arena, &diff, &why) == 0) {
		diff_text(&diff, LANG_UR, &out);
		buf_reset(&out);
		diff_json(&diff, &out);
		MUST(buf_failed(&out) || str_is_utf8(buf_view(&out)));
	}
	if (a == b && oscal_diff(a, b, arena, &diff, &why) == 0)
		MUST(diff.n == 0);
	buf_free(&out);
	arena_free(arena);
}

static void
resolve(const struct oscal_doc *profile, struct pieces *pieces, enum oscal_mode mode, enum oscal_flat flat)
{
	struct oscal_resolve_options options = { .mode = mode, .flat = flat, .load = load, .user = pieces, .now_us = 1,
		.memory_max = (size_t)64 << 20 };
	struct buf once = BUF((size_t)64 << 20), twice = BUF((size_t)64 << 20);
	struct problem why = { 0 };
	struct oscal_doc *doc, *again;

	if (oscal_resolve(profile, &options, &doc, &why)) {
		MUST(doc == NULL && why.head.code != PROBLEM_NONE);
		return;
	}
	must_know_origins(doc);
	oscal_write(doc, false, &once);
	/* The same resolution gives the same bytes. */
	MUST(oscal_resolve(profile, &options, &again, &why) == 0);
	oscal_write(again, false, &twice);
	MUST(str_eq(buf_view(&once), buf_view(&twice)));
	must_compare(doc, doc);
	for (size_t i = 1; i < doc->nsources; i++)
		if (doc->sources[i].doc->model == OSCAL_CATALOG)
			must_compare(doc->sources[i].doc, doc);
	oscal_free(again);
	oscal_free(doc);
	buf_free(&once);
	buf_free(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct oscal_read_options options = { .mode = OSCAL_TOLERANT };
	struct pieces pieces = cut((struct str){ (const char *)data, size });
	struct problem why = { 0 };
	struct oscal_doc *profile;

	if (size == 0 || oscal_read(pieces.items[0], STR("0"), &options, &profile, &why))
		return (0);
	must_compare(profile, profile);
	if (profile->model == OSCAL_PROFILE) {
		resolve(profile, &pieces, OSCAL_TOLERANT, OSCAL_FLAT_SPEC);
		resolve(profile, &pieces, OSCAL_TOLERANT, OSCAL_FLAT_GROUPS_ONLY);
		resolve(profile, &pieces, OSCAL_STRICT, OSCAL_FLAT_SPEC);
	}
	oscal_free(profile);
	return (0);
}
