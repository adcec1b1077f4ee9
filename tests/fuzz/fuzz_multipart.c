/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Multipart bodies: however a body is cut into pieces, the parts are the same, and so is whether it is taken.  The first line of the input is
 * the boundary, the second byte says how to cut.
 */
#include "base/buf.h"
#include "base/str.h"
#include "fuzz/fuzz.h"
#include "web/disposition.h"
#include "web/multipart.h"

struct heard {
	struct buf text;
	unsigned parts;
	bool open;
};

static int
begin(void *context, const struct multipart_part *part, struct problem *why)
{
	struct heard *heard = context;

	(void)why;
	MUST(!heard->open);
	MUST(++heard->parts <= MULTIPART_PARTS_MAX);
	MUST(part->name.p != NULL);
	heard->open = true;
	buf_add(&heard->text, "\nN", 2);
	buf_add(&heard->text, part->name.p, part->name.n);
	if (part->filename.p != NULL)
		buf_add(&heard->text, part->filename.p, part->filename.n);
	return (0);
}

static int
data_piece(void *context, const char *p, size_t n, struct problem *why)
{
	struct heard *heard = context;

	(void)why;
	MUST(heard->open);
	buf_add(&heard->text, p, n);
	return (0);
}

static int
end(void *context, struct problem *why)
{
	struct heard *heard = context;

	(void)why;
	MUST(heard->open);
	heard->open = false;
	buf_add(&heard->text, "\nE", 2);
	return (0);
}

/* Whether BODY, handed over in pieces of STEP bytes, was taken. */
static bool
hear(struct str boundary, struct str body, size_t step, struct heard *heard)
{
	struct arena *arena = arena_new((size_t)4 << 20);
	struct multipart *m = calloc(1, sizeof *m);
	struct problem why = { 0 };
	struct buf type = BUF(4096);
	bool taken;

	*heard = (struct heard){ .text = BUF((size_t)4 << 20) };
	buf_printf(&type, "multipart/form-data; boundary=\"");
	buf_add(&type, boundary.p, boundary.n);
	buf_add(&type, "\"", 1);
	taken = multipart_begin(m, buf_view(&type), (struct multipart_sink){ heard, begin, data_piece, end }, arena, &why) == 0;
	for (size_t at = 0; taken && at < body.n; at += step)
		taken = multipart_push(m, body.p + at, body.n - at < step ? body.n - at : step, &why) == 0;
	taken = taken && multipart_finish(m, &why) == 0;
	MUST(taken || why.head.code != PROBLEM_NONE);
	MUST(!taken || !heard->open);
	buf_free(&type);
	arena_free(arena);
	free(m);
	return (taken);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str body = { (const char *)data, size }, boundary;
	struct heard whole, pieces;
	size_t step;
	bool first, second;

	if (!str_cut(&body, '\n', &boundary) || boundary.n > 80 || body.n == 0)
		return (0);
	step = 1 + (unsigned char)body.p[0] % 13;
	body = str_sub(body, 1, body.n);
	first = hear(boundary, body, body.n + 1, &whole);
	second = hear(boundary, body, step, &pieces);
	MUST(first == second);
	if (first)
		MUST(str_eq(buf_view(&whole.text), buf_view(&pieces.text)));
	buf_free(&whole.text);
	buf_free(&pieces.text);
	return (0);
}
