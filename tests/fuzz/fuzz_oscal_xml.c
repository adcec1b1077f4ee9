/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as OSCAL XML: what is accepted is written, read again, and written the same; and JSON in between changes nothing. */
#include "fuzz/fuzz.h"
#include "standards/oscal.h"

static struct oscal_tree *
must_read(struct str text)
{
	struct problem why = { 0 };
	struct oscal_tree *tree;

	if (oscal_tree_read(text, NULL, &tree, &why)) {
		fprintf(stderr, "%s at %u:%u: %.*s\n", problem_name(why.head.code), why.line, why.column, STR_FMT(text));
		abort();
	}
	return (tree);
}

/* Lines within a paragraph become one: blanks do not count. */
static bool
same_but_for_blanks(struct str a, struct str b)
{
	size_t i = 0, k = 0;

	for (;;) {
		while (i < a.n && strchr(" \n\t", a.p[i]) != NULL)
			i++;
		while (k < b.n && strchr(" \n\t", b.p[k]) != NULL)
			k++;
		if (i == a.n || k == b.n)
			return (i == a.n && k == b.n);
		if (a.p[i++] != b.p[k++])
			return (false);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct problem why = { 0 };
	struct problem_item items[PROBLEM_ITEMS_MAX];
	struct buf first = BUF((size_t)64 << 20), second = BUF((size_t)64 << 20), json = BUF((size_t)64 << 20);
	struct oscal_tree *tree, *again;

	problem_room(&why, items);
	if (oscal_tree_read((struct str){ (const char *)data, n }, NULL, &tree, &why) != 0)
		return (0);
	if (oscal_tree_write(tree, OSCAL_XML, &first, &why) == 0) {
		again = must_read(buf_view(&first));
		if (oscal_tree_write(again, OSCAL_JSON, &json, &why))
			abort();
		oscal_tree_free(again);
		again = must_read(buf_view(&json));
		if (oscal_tree_write(again, OSCAL_XML, &second, &why) || !same_but_for_blanks(buf_view(&first), buf_view(&second))) {
			fprintf(stderr, "--- first\n%.*s--- second\n%.*s", STR_FMT(buf_view(&first)), STR_FMT(buf_view(&second)));
			abort();
		}
		oscal_tree_free(again);
	}
	oscal_tree_free(tree);
	buf_free(&first);
	buf_free(&second);
	buf_free(&json);
	return (0);
}
