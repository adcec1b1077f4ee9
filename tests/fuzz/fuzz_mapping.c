/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mapping collections: what reads is written and reads again as the same; its pairs turned round twice are themselves; what follows from them never says more than they do.
 */
#include "fuzz/fuzz.h"
#include "standards/mapping.h"

static void
must_reread(const struct oscal_doc *doc)
{
	struct buf once = BUF((size_t)64 << 20), twice = BUF((size_t)64 << 20);
	struct oscal_read_options options = { .mode = OSCAL_TOLERANT };
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

static struct str
control_of(void *user, bool of_source, struct str statement)
{
	ptrdiff_t underscore = str_find(statement, STR("_"));

	(void)user, (void)of_source;
	return (underscore <= 0 ? STR_NONE : str_sub(statement, 0, (size_t)underscore));
}

/* A different answer for different requirements. */
static enum answer
answer_by_length(void *user, struct str id)
{
	(void)user;
	return ((enum answer)(ANSWER_MET + id.n % 4));
}

static void
must_be_sorted(const struct mapping_link_list *links)
{
	for (size_t i = 1; i < links->n; i++)
		MUST(str_cmp(links->items[i - 1].source, links->items[i].source) <= 0);
}

static void
must_cover(const struct mapping_link_list *links)
{
	for (size_t i = 0; i < links->n && i < 1000; i++) {
		size_t n;
		const struct mapping_link *of = mapping_links_of(links, links->items[i].source, &n);
		enum covering covering;

		MUST(of != NULL && n > 0);
		if (n > 1000)
			continue; /* quadratic in these */
		covering = coverage_of(of, n, answer_by_length, NULL);
		MUST(covering >= COVERED_WHOLE && covering <= COVERED_UNMAPPED);
	}
}

static void
must_follow(const struct oscal_doc *doc, const struct oscal_mapping *mapping, struct arena *arena)
{
	struct mapping_link_list links, back, again, through;
	struct problem why = { 0 };

	if (mapping_links(doc->mappings, mapping, control_of, NULL, arena, &links, &why) ||
	    mapping_links_reversed(&links, arena, &back, &why) || mapping_links_reversed(&back, arena, &again, &why))
		return;
	must_be_sorted(&links);
	must_be_sorted(&back);
	MUST(again.n == links.n);
	for (size_t i = 0; i < links.n; i++)
		MUST(again.items[i].relation == links.items[i].relation && str_eq(again.items[i].source, links.items[i].source) &&
		    str_eq(again.items[i].target, links.items[i].target));
	must_cover(&links);
	if (links.n > 500 || mapping_links_composed(&links, &back, arena, &through, &why))
		return;
	must_be_sorted(&through);
	must_cover(&through);
	for (size_t i = 0; i < through.n; i++)
		MUST(through.items[i].relation != relation_none && through.items[i].via.p != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct oscal_read_options options = { .mode = OSCAL_TOLERANT };
	struct problem why = { 0 };
	struct arena *arena;
	struct oscal_doc *doc;

	if (oscal_read((struct str){ (const char *)data, size }, STR("p"), &options, &doc, &why)) {
		MUST(doc == NULL && why.head.code != PROBLEM_NONE);
		return (0);
	}
	if (doc->model == OSCAL_MAPPING_COLLECTION) {
		must_reread(doc);
		for (size_t i = 0; i < doc->mappings->mappings.n && i < 20; i++) {
			arena = arena_new((size_t)64 << 20);
			MUST(arena != NULL);
			must_follow(doc, &doc->mappings->mappings.items[i], arena);
			arena_free(arena);
		}
	}
	oscal_free(doc);
	return (0);
}
