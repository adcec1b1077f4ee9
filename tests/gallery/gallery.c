/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gallery DIR: writes DIR/PAGE.LANG.html for every page of the gallery and DIR/static/…; serve DIR and look.
 */
#include <sys/stat.h>

#include "gallery_data.h"
#include "gallery_templates.h"
#include "web/static.h"

enum { ARENA_MAX_BYTES = 8 << 20, PAGE_MAX_BYTES = 4 << 20 };

static const char *dir;

static void
save(const char *name, const void *p, size_t n)
{
	char path[4096];
	FILE *out;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	out = fopen(path, "wb");
	if (out == NULL || fwrite(p, 1, n, out) != n || fclose(out) != 0) {
		fprintf(stderr, "%s: cannot be written\n", path);
		exit(3);
	}
}

static struct problem_item room[PROBLEM_ITEMS_MAX];

/* A form that came back with mistakes. */
static void
failure_fill(struct form_failure *failure, struct problem *why)
{
	static struct pair values[] = { { STR("result"), STR("met") }, { STR("narrative"), STR("Too short <b>") },
		{ STR("title.en"), STR("") }, { STR("title.ur"), STR("") }, { STR("entity"), STR("PK-PB-EDU-001") },
		{ STR("as_of"), STR("2026-13-01") } };
	static const struct pair_list list = { values, ARRAY_SIZE(values) };

	*why = (struct problem){ 0 };
	problem_room(why, room);
	(void)problem_add(why, FIELD_TOO_SHORT, "narrative");
	problem_arg(why, "field", STR("narrative"));
	problem_arg_i64(why, "min", 20);
	(void)problem_add(why, FIELD_MISSING, "title");
	problem_arg(why, "field", STR("title"));
	(void)problem_add(why, CLAIM_CHANGED, "version");
	*failure = (struct form_failure){ .form = STR("gallery_form"), .values = &list, .why = why };
}

static void
draw(struct html *h, const char *name, void (*render)(struct html *h, const void *view), const void *view)
{
	char file[128];

	buf_reset(h->out);
	render(h, view);
	if (buf_failed(h->out)) {
		fprintf(stderr, "%s: did not fit\n", name);
		exit(1);
	}
	snprintf(file, sizeof file, "%s.%s.html", name, lang_tag(h->lang));
	save(file, h->out->p, h->out->n);
}

static void
draw_problem(struct html *h, const void *view)
{
	html_problem(h, 422, view, STR("0198f3c1-77aa"));
}

static void
draw_language(struct html *h)
{
	struct page page, outside;
	struct form_failure failure;
	struct problem why;
	static struct view_gallery view;

	gallery_page(&page, true);
	gallery_page(&outside, false);
	page.flash_text = html_text(h, "form.restored");
	h->page = &page;
	gallery_fill(&view, h);
	draw(h, "charts", template_gallery_charts_render, &view);
	page.flash = FLASH_NONE;
	draw(h, "answer", template_gallery_answer_render, &view);
	draw(h, "forms", template_gallery_form_all_render, &view);
	draw(h, "parts", template_gallery_parts_render, &view);
	failure_fill(&failure, &why);
	draw(h, "problem", draw_problem, &why);
	page.failure = &failure;
	draw(h, "refused", template_gallery_answer_render, &view);
	h->page = &outside;
	draw(h, "sign-in", template_gallery_sign_in_render, &view);
}

int
main(int argc, char **argv)
{
	struct buf out = BUF(PAGE_MAX_BYTES);
	struct arena *arena = arena_new(ARENA_MAX_BYTES);
	char path[4096];

	if (argc != 2 || arena == NULL) {
		fprintf(stderr, "usage: gallery DIR\n");
		return (2);
	}
	dir = argv[1];
	snprintf(path, sizeof path, "%s/static", dir);
	(void)mkdir(dir, 0777);
	(void)mkdir(path, 0777);
	for (size_t i = 0; i < static_count(); i++)
		save(static_at(i)->url + 1, static_at(i)->bytes, static_at(i)->n);
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		struct html h = { .out = &out, .lang = (enum lang)lang, .arena = arena };

		draw_language(&h);
		arena_reset(arena);
	}
	buf_free(&out);
	arena_free(arena);
	return (0);
}
