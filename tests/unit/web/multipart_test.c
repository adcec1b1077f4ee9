/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "test.h"
#include "web/disposition.h"
#include "web/multipart.h"

/* What a sink is told, as one text: "[name|filename|type]data;". */
struct told {
	struct buf text;
};

static int
told_begin(void *context, const struct multipart_part *part, struct problem *why)
{
	struct told *told = context;

	(void)why;
	buf_char(&told->text, '[');
	buf_str(&told->text, part->name);
	buf_char(&told->text, '|');
	buf_str(&told->text, part->filename);
	buf_char(&told->text, '|');
	buf_str(&told->text, part->media_type);
	buf_char(&told->text, ']');
	return (0);
}

static int
told_data(void *context, const char *p, size_t n, struct problem *why)
{
	(void)why;
	buf_add(&((struct told *)context)->text, p, n);
	return (0);
}

static int
told_end(void *context, struct problem *why)
{
	(void)why;
	buf_char(&((struct told *)context)->text, ';');
	return (0);
}

/* Read BODY in pieces of STEP bytes. */
static int
read_in_steps(const char *type, struct str body, size_t step, struct told *told)
{
	struct multipart_sink sink = { told, told_begin, told_data, told_end };
	struct problem why = { .nitems = 0 };
	struct arena *arena = arena_new(1 << 20);
	static struct multipart m;
	int status = multipart_begin(&m, str_c(type), sink, arena, &why);

	told->text = BUF(1 << 20);
	for (size_t at = 0; status == 0 && at < body.n; at += step)
		status = multipart_push(&m, body.p + at, body.n - at < step ? body.n - at : step, &why);
	if (status == 0)
		status = multipart_finish(&m, &why);
	arena_free(arena);
	return (status);
}

static void
expect(const char *type, struct str body, const char *expected)
{
	for (size_t step = 1; step <= body.n + 1; step++) {
		struct told told;
		int status = read_in_steps(type, body, step, &told);

		if (expected == NULL) {
			assert_int_equal(status, -1);
		} else {
			assert_int_equal(status, 0);
			assert_int_equal(told.text.n, strlen(expected));
			assert_memory_equal(told.text.p, expected, told.text.n);
		}
		buf_free(&told.text);
	}
}

#define FORM "multipart/form-data; boundary=xyz"

TEST(parts_arrive_whole_wherever_the_body_is_cut)
{
	expect(FORM, STR("preamble\r\n--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\n--xyz\r\n"
	                 "content-type: text/plain\r\ncontent-disposition: form-data; name=f; filename=\"x.txt\"\r\n\r\n"
	                 "two\r\nlines\r\n--xy\r\n-\r\n\r\n--xyz--\r\nepilogue"),
	    "[a||]one;[f|x.txt|text/plain]two\r\nlines\r\n--xy\r\n-\r\n;");
}

TEST(data_that_looks_like_the_beginning_of_a_boundary_is_kept)
{
	expect(FORM, STR("--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\r\n\r\n-\r\n--\r\n--xy\r\n--xyz--"),
	    "[a||]\r\r\n\r\n-\r\n--\r\n--xy;");
	expect(FORM, STR("--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n--xy\r\n--xyz--"), "[a||]--xy;");
}

TEST(an_empty_part_is_a_part)
{
	expect(FORM, STR("--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--xyz--\r\n"), "[a||];");
	expect(FORM, STR("--xyz--\r\n"), "");
}

TEST(malformed_bodies_are_refused_wherever_they_are_cut)
{
	expect(FORM, STR(""), NULL);
	expect(FORM, STR("--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none"), NULL);     /* cut half-way */
	expect(FORM, STR("--xyz\r\n\r\none\r\n--xyz--"), NULL);                                          /* no name */
	expect(FORM, STR("--xyz\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n\r\n--xyz--"), NULL);
	expect(FORM, STR("--xyz\r\nno colon\r\n\r\n\r\n--xyz--"), NULL);
	expect(FORM, STR("--xyzw\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--xyz--"), NULL);
	expect("multipart/form-data", STR("--xyz--"), NULL);
	expect("multipart/form-data; boundary=\"\"", STR("----"), NULL);
	expect("multipart/form-data; boundary=a\x01", STR("----"), NULL);
	expect("text/plain; boundary=xyz", STR("--xyz--"), NULL);
}

TEST(headers_and_parts_are_bounded)
{
	struct buf body = BUF(1 << 20);
	struct told told;

	buf_c(&body, "--xyz\r\nContent-Disposition: form-data; name=\"");
	for (int i = 0; i < MULTIPART_HEADERS_MAX; i++)
		buf_char(&body, 'a');
	buf_c(&body, "\"\r\n\r\n\r\n--xyz--");
	assert_int_equal(read_in_steps(FORM, buf_view(&body), 1000, &told), -1);
	buf_free(&told.text);
	buf_reset(&body);
	for (int i = 0; i <= MULTIPART_PARTS_MAX; i++)
		buf_c(&body, "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n");
	buf_c(&body, "--xyz--");
	assert_int_equal(read_in_steps(FORM, buf_view(&body), 1000, &told), -1);
	buf_free(&told.text);
	buf_free(&body);
}

/* ---- Content-Disposition ---- */

static void
expect_disposition(const char *header, const char *name, const char *filename)
{
	struct arena *arena = arena_new(1 << 16);
	struct disposition d;
	int status = disposition_parse(str_c(header), arena, &d);

	if (name == NULL && filename == NULL) {
		assert_int_equal(status, -1);
	} else {
		assert_int_equal(status, 0);
		assert_true(str_eq_c(d.name, name) && (name != NULL || d.name.p == NULL));
		assert_true(str_eq_c(d.filename, filename) && (filename != NULL || d.filename.p == NULL));
	}
	arena_free(arena);
}

TEST(dispositions_are_read_as_browsers_and_tools_write_them)
{
	expect_disposition("form-data; name=\"a;b\"; filename=\"C:\\dir\\x.pdf\"", "a;b", "C:\\dir\\x.pdf");
	expect_disposition("form-data; name=\"a%22b\"", "a\"b", NULL);
	expect_disposition("form-data; name=\"a\\\"b\"", "a\"b", NULL);
	expect_disposition("attachment; filename*=UTF-8''%D8%A7.pdf; filename=\"x.pdf\"", NULL, "ا.pdf");
	expect_disposition("attachment; filename=x.pdf;", NULL, "x.pdf");
	expect_disposition("form-data; name=\"\"", "", NULL);
	expect_disposition("", NULL, NULL);
	expect_disposition("form-data; name=\"a", NULL, NULL);
	expect_disposition("form-data; name", NULL, NULL);
	expect_disposition("form-data x=\"\xff\"", NULL, NULL);
	expect_disposition("attachment; filename*=latin1''x", NULL, NULL);
}

TEST(an_attachment_names_its_file_in_both_spellings)
{
	struct arena *arena = arena_new(1 << 16);

	assert_true(str_eq_c(disposition_attachment(arena, STR("a \"ا\".pdf")),
	    "attachment; filename=\"a ____.pdf\"; filename*=UTF-8''a%20%22%D8%A7%22.pdf"));
	arena_free(arena);
}
