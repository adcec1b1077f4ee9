/* SPDX-License-Identifier: Apache-2.0 */
#include "base/shape.h"
#include "base/locale.h"

#include <fcntl.h>
#include <libgen.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/locale_table.h"
#include "test.h"

static const char *
text(struct buf *buf)
{
	static char copies[4][1024];
	static unsigned turn;
	char *copy = copies[turn++ % 4];

	assert_false(buf_failed(buf));
	snprintf(copy, sizeof copies[0], "%.*s", STR_FMT(buf_view(buf)));
	buf_reset(buf);
	return (copy);
}

TEST(every_problem_has_a_title_and_a_detail_in_every_language)
{
	static const char *const parts[] = { "title", "detail" };
	unsigned missing = 0;

	for (int code = 0; code < PROBLEM_CODE_COUNT; code++)
		for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
			char key[128];

			snprintf(key, sizeof key, "problem.%s.%s", problem_name(code), parts[i]);
			if (locale_has(key))
				continue;
			print_message("# locale/*/problem*.json lack %s\n", key);
			missing++;
		}
	assert_int_equal(missing, 0);
}

TEST(every_key_of_the_catalogue_is_found_and_no_other)
{
	for (size_t i = 0; i < locale_rows_n; i++) {
		assert_true(locale_has(locale_rows[i].key));
		assert_ptr_equal(locale_text(LANG_UR, locale_rows[i].key).p, locale_rows[i].text[LANG_UR].p);
	}
	assert_false(locale_has("no.such.key"));
	assert_true(str_eq_c(locale_text(LANG_UR, "no.such.key"), "no.such.key"));
}

TEST(a_detail_names_field_value_and_choices)
{
	struct problem why = { 0 };
	struct buf out = BUF(1024);

	problem_set(&why, FIELD_CHOICE, "/colour");
	problem_arg(&why, "field", STR("colour"));
	problem_arg(&why, "given", STR("pink"));
	problem_arg(&why, "allowed", STR("red, blue"));
	problem_detail(&out, LANG_EN, &why.head);
	assert_string_equal(text(&out), "“colour” cannot be “pink”. Choose one of: red, blue.");
	problem_set(&why, FIELD_TYPE, "/due");
	problem_arg(&why, "field", STR("due"));
	problem_arg(&why, "expected", STR("kind.date"));
	problem_arg(&why, "given", STR("soon"));
	problem_detail(&out, LANG_EN, &why.head);
	assert_string_equal(text(&out), "“due” must be a date like 2026-11-24; given was “soon”.");
	problem_detail(&out, LANG_UR, &why.head);
	assert_non_null(strstr(text(&out), "\xe2\x81\xa8soon\xe2\x81\xa9"));
	problem_set(&why, OSCAL_MEMBER_UNKNOWN, "/note");
	problem_detail(&out, LANG_EN, &why.head);
	assert_non_null(strstr(text(&out), "(/note)"));
	buf_free(&out);
}

TEST(an_argument_that_is_not_given_shows_as_an_ellipsis)
{
	struct problem why = { 0 };
	struct buf out = BUF(1024);

	problem_set(&why, LIMIT_REACHED, NULL);
	problem_detail(&out, LANG_EN, &why.head);
	assert_non_null(strstr(text(&out), "(limit: …)"));
	buf_free(&out);
}

TEST(numbers_are_grouped_by_thousands)
{
	static const struct {
		int64_t value;
		const char *text;
	} cases[] = { { 0, "0" }, { 999, "999" }, { 1000, "1,000" }, { -68960, "-68,960" }, { 1234567, "1,234,567" },
		{ INT64_MIN, "-9,223,372,036,854,775,808" } };
	struct buf out = BUF(64);

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		for (int lang = 0; lang < LANG_COUNT; lang++) {
			locale_number(&out, lang, cases[i].value);
			assert_string_equal(text(&out), cases[i].text);
		}
	buf_free(&out);
}

TEST(dates_are_written_as_the_language_does)
{
	struct buf out = BUF(64);
	int64_t at;

	assert_int_equal(moment_parse(STR("2026-11-24T08:14:05.5Z"), &at), 0);
	locale_date(&out, LANG_EN, at);
	assert_string_equal(text(&out), "24 Nov 2026");
	locale_date(&out, LANG_UR, at);
	assert_string_equal(text(&out), "24 نومبر 2026");
	locale_moment(&out, LANG_EN, at);
	assert_string_equal(text(&out), "24 Nov 2026, 08:14 UTC");
	locale_moment(&out, LANG_UR, at);
	assert_string_equal(text(&out), "24 نومبر 2026، 08:14 UTC");
	locale_date(&out, LANG_EN, 0);
	locale_moment(&out, LANG_EN, 0);
	assert_string_equal(text(&out), "");
	buf_free(&out);
}

/* ---- Languages ---- */

TEST(a_language_is_known_by_its_primary_subtag)
{
	enum lang lang = LANG_EN;

	assert_int_equal(lang_parse(STR("ur-PK"), &lang), 0);
	assert_int_equal(lang, LANG_UR);
	assert_int_equal(lang_parse(STR("EN_gb"), &lang), 0);
	assert_int_equal(lang, LANG_EN);
	assert_int_equal(lang_parse(STR("fr"), &lang), -1);
	assert_int_equal(lang_parse(STR("urdu"), &lang), -1);
	assert_int_equal(lang_parse(STR(""), &lang), -1);
	for (int i = 1; i < LANG_COUNT; i++) /* canonical JSON of texts relies on it */
		assert_true(strcmp(lang_tag(i - 1), lang_tag(i)) < 0);
}

TEST(texts_in_languages_survive_packing)
{
	struct arena *arena = arena_new(65536);
	struct langs all = { .in = { STR("Say \"hi\" \\ there\n"), STR("سلام") } }, plain = { .in = { STR("Hello"), STR("سلام") } }, back;
	enum lang picked;

	assert_true(str_eq_c(langs_pack(&plain, arena), "{\"en\":\"Hello\",\"ur\":\"سلام\"}"));
	langs_unpack(langs_pack(&plain, arena), arena, &back);
	assert_true(str_eq(back.in[LANG_EN], plain.in[LANG_EN]) && str_eq(back.in[LANG_UR], plain.in[LANG_UR]));
	langs_unpack(langs_pack(&all, arena), arena, &back);
	assert_true(str_eq(back.in[LANG_EN], all.in[LANG_EN]) && str_eq(back.in[LANG_UR], all.in[LANG_UR]));
	back = (struct langs){ .in[LANG_UR] = STR("صرف اردو") };
	langs_unpack(langs_pack(&back, arena), arena, &back);
	assert_true(str_eq_c(langs_pick(&back, LANG_EN, &picked), "صرف اردو"));
	assert_int_equal(picked, LANG_UR);
	assert_null(back.in[LANG_EN].p);
	back = (struct langs){ 0 };
	assert_true(langs_empty(&back));
	assert_true(str_eq_c(langs_pack(&back, arena), "{}"));
	arena_free(arena);
}

TEST(what_is_no_map_of_texts_unpacks_to_nothing)
{
	static const char *const bad[] = { "", "{", "{}", "[]", "x", "null", "{\"en\"", "{\"en\":", "{\"en\":\"", "{\"en\":\"a", "{\"en\":\"a\"",
		"{\"en\":\"a\",", "{\"en\":\"a\"}x", "{\"en\":1}", "{,}", "{\"en\":\"\\" };
	struct arena *arena = arena_new(65536);

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct langs back;

		langs_unpack(str_c(bad[i]), arena, &back);
		assert_true(langs_empty(&back));
	}
	arena_free(arena);
}

TEST(unpacking_reads_what_others_wrote_with_spaces_or_more_languages)
{
	struct arena *arena = arena_new(65536);
	struct langs back;

	langs_unpack(STR("{ \"fr\": \"Non\", \"en\": \"Yes\" }"), arena, &back);
	assert_true(str_eq_c(back.in[LANG_EN], "Yes"));
	arena_free(arena);
}

/* ---- The compiler of the catalogue: build/tools/locale_compile beside build/tests/unit-base ---- */

static void
file_put(const char *dir, const char *name, const char *content)
{
	char path[1024];
	FILE *out;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs(content, out);
	fclose(out);
}

static void
file_get(const char *dir, const char *name, char *ret, size_t max)
{
	char path[1024];
	FILE *in;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	in = fopen(path, "r");
	assert_non_null(in);
	ret[fread(ret, 1, max - 1, in)] = '\0';
	fclose(in);
}

/* Compile two files; the exit status and what was said. */
static int
compile(const char *en, const char *ur, char said[4096])
{
	char self[512], tool[600], out[600], dep[600], log[600], path[600];
	const char *dir = test_dir();
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status;

	assert_true(n > 0);
	self[n] = '\0';
	snprintf(tool, sizeof tool, "%s/../tools/locale_compile", dirname(self));
	snprintf(out, sizeof out, "%s/out.c", dir);
	snprintf(dep, sizeof dep, "%s/out.d", dir);
	snprintf(log, sizeof log, "%s/log", dir);
	for (int lang = 0; lang < LANG_COUNT; lang++) {
		snprintf(path, sizeof path, "%s/%s", dir, lang_tag(lang));
		assert_int_equal(mkdir(path, 0700), 0);
		file_put(path, "a.json", lang == LANG_EN ? en : ur);
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT, 0600);
	assert_int_equal(posix_spawn(&pid, tool, &actions, NULL, (char *[]){ tool, out, dep, (char *)(uintptr_t)dir, NULL }, NULL), 0);
	posix_spawn_file_actions_destroy(&actions);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	file_get(dir, "log", said, 4096);
	return (WEXITSTATUS(status));
}

TEST(the_catalogue_does_not_compile_with_a_fault_in_it)
{
	static const struct {
		const char *en, *ur, *says;
	} cases[] = {
		{ "{\"a\":\"A\",\n\"b\":\"B\"}", "{\"a\":\"A\"}", "en/a.json:2: error: b: the language \"ur\" lacks this key" },
		{ "{\"a\":\"A\"}", "{\"a\":\"A\",\"b\":\"B\"}", "ur/a.json:1: error: b: the language \"en\" lacks this key" },
		{ "{\"a\":\"A\",\"a\":\"B\"}", "{\"a\":\"A\"}", "a: this key stands twice" },
		{ "{\"a\":\"A {n}\"}", "{\"a\":\"A {m}\"}", "the argument {n} is missing in" },
		{ "{\"a\":\"A {\"}", "{\"a\":\"A\"}", "a brace must belong to an argument" },
		{ "{\"a\":\"A } b\"}", "{\"a\":\"A\"}", "a brace must belong to an argument" },
		{ "{\"a\":\"\"}", "{\"a\":\"A\"}", "must be a text that is not empty" },
		{ "{\"a\":1}", "{\"a\":\"A\"}", "must be a text that is not empty" },
		{ "{\"a\":\"A\",\n\"b\" 1}", "{\"a\":\"A\"}", "en/a.json:2: error: " },
		{ "[]", "{\"a\":\"A\"}", "must be one object" },
		{ "{\"a.one\":\"A\"}", "{\"a.one\":\"A\"}", "has no form KEY.other" },
	};
	char said[4096];

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(compile(cases[i].en, cases[i].ur, said), 1);
		if (strstr(said, cases[i].says) == NULL)
			fail_msg("expected “%s” in: %s", cases[i].says, said);
	}
	assert_int_equal(compile("{\"a.one\":\"One\",\"a.other\":\"{n} of {x}\"}", "{\"a.one\":\"{n}\",\"a.other\":\"{x} {n}\"}", said), 0);
	assert_string_equal(said, "");
}

#define PERSON_LIKE(FIELD) FIELD(text, name, OPTIONAL)
SHAPE_DECLARE(person_like, PERSON_LIKE);
SHAPE_DEFINE(person_like, PERSON_LIKE)

TEST(what_came_instead_of_an_object_is_named_in_the_readers_language)
{
	static const char *const came[] = { "null", "\"a\"", "[1]", "true", "false", "1", "-1", "0.5" };
	struct shape_given none = { NULL, 0 };
	struct arena *arena = arena_new(1 << 20);
	struct buf text = BUF(4096);

	for (size_t i = 0; i < ARRAY_SIZE(came); i++) {
		struct problem why = { 0 };
		struct person_like in;

		assert_int_equal(shape_from_json(person_like_shape(), str_c(came[i]), &none, SHAPE_OUTSIDE, arena, &in, &why), -1);
		assert_int_equal(why.head.code, JSON_NOT_OBJECT);
		buf_reset(&text);
		problem_detail(&text, LANG_UR, &why.head);
		for (size_t k = 0; k < text.n; k++) /* no English word but JSON's own, in brackets */
			if (text.p[k] == '(')
				while (k < text.n && text.p[k] != ')')
					k++;
			else if ((text.p[k] >= 'a' && text.p[k] <= 'z'))
				fail_msg("%s: %.*s", came[i], (int)text.n, text.p);
	}
	buf_free(&text);
	arena_free(arena);
}
