/* SPDX-License-Identifier: Apache-2.0 */
/* The template compiler: what it makes, and above all what it refuses. */
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include "template/template.h"
#include "test.h"

static const char messages[] = "{ \"a.title\": \"A title\", \"a.greet\": \"Hello {name}\", \"rows.one\": \"{n} row\", \"rows.other\": \"{n} rows\","
			       " \"state.met\": \"Met\", \"verb.x.y\": \"did\" }";

static struct template t;
static struct buf made = BUF(OUTPUT_MAX_BYTES);

/* Compile BODY as a part with a view; what came out is in MADE. */
static int
compile(const char *body)
{
	static struct catalogue catalogue;
	struct buf text = BUF(1 << 20);
	char error[512];
	int status;

	if (catalogue.n == 0) {
		assert_int_equal(catalogue_parse(&catalogue, "en.json", str_c(messages), error, sizeof error), 0);
		catalogue_sort(&catalogue);
	}
	buf_reset(&made);
	buf_printf(&text, "%s%s", strncmp(body, "<template", 9) == 0 ? "" : "<template kind=\"part\" view=\"thing\">\n", body);
	status = template_compile(&t, "thing.html", "thing", buf_view(&text), &catalogue, &made);
	buf_char(&made, '\0');
	template_free(&t);
	buf_free(&text);
	return (status);
}

static void
refused(const char *body, const char *why)
{
	if (compile(body) == 0)
		fail_msg("compiled, but should not have: %s", body);
	if (strstr(t.error, why) == NULL)
		fail_msg("%s\n  was refused with \"%s\",\n  not with \"%s\"", body, t.error, why);
}

static void
makes(const char *body, const char *what)
{
	if (compile(body) != 0)
		fail_msg("%s\n  was refused: %s", body, t.error);
	if (strstr(made.p, what) == NULL)
		fail_msg("%s\n  does not make \"%s\" but:\n%s", body, what, made.p);
}

TEST(the_place_decides_the_escape)
{
	makes("<p>{{x.y}}</p>", "html_put_text(h, v->x.y)");
	makes("<p class=\"{{x}}\"></p>", "html_put_attr(h, v->x)");
	makes("<a href=\"/a/{{x}}\"></a>", "html_put_component(h, v->x)");
	makes("<a href=\"{{x}}\"></a>", "html_put_url(h, v->x)");
	makes("<a href=\"{{x}}/{{y}}\"></a>", "html_put_component(h, v->y)");
	makes("<a href=\"/a?{{url x}}\"></a>", "html_put_url_rest(h, v->x)");
	makes("<p data-row-url=\"{{x}}\"></p>", "html_put_url(h, v->x)");
	makes("<textarea>{{x}}</textarea>", "<textarea>\\n\")");
}

TEST(a_value_stands_only_where_it_can_be_made_safe)
{
	refused("<p class={{x}}></p>", "between quotes");
	refused("<p {{x}}></p>", "in the middle of a tag");
	refused("<p {{x}}=\"1\"></p>", "in the middle of a tag");
	refused("<{{x}}></p>", "in the middle of a tag");
	refused("<script>{{x}}</script>", "inside <script>");
	refused("<p style=\"color: {{x}}\"></p>", "no inline style");
	refused("<p onclick=\"{{x}}\"></p>", "no inline script");
	refused("<iframe srcdoc=\"{{x}}\"></iframe>", "cannot be made safe");
	refused("<a href=\"{{if x}}/a{{end}}{{y}}\"></a>", "leave open whether the URL has begun");
	refused("<a href=\"{{for i in l}}{{i}}{{end}}\"></a>", "loop that begins a URL");
	refused("<a href=\"{{t a.title}}\"></a>", "cannot stand at the beginning of a URL");
	refused("<p class=\"{{time x}}\"></p>", "cannot stand in an attribute");
}

TEST(no_inline_code_and_no_foreign_scheme_even_without_a_value)
{
	refused("<p style=\"color: red\"></p>", "no inline style");
	refused("<style>p { color: red }</style>", "no inline style");
	refused("<p onload=\"\"></p>", "no inline script");
	refused("<script>1</script>", "no inline script");
	refused("<a href=\"javascript:alert(1)\"></a>", "scheme");
	refused("<a href=\"JavaScript:x\"></a>", "scheme");
	refused("<img src=\"data:x\" alt=\"\">", "scheme");
	makes("<a href=\"mailto:a@b\"></a>", "mailto:a@b");
	makes("<a href=\"/a:b\"></a>", "/a:b");
}

TEST(words_for_people_come_from_the_catalogue)
{
	refused("<p>Hello</p>", "bare text \"Hello\"");
	refused("<p>سلام</p>", "bare text");
	refused("<img alt=\"A picture\">", "bare text");
	refused("<td data-label=\"State\"></td>", "bare text");
	refused("<p>{{t a.nothing}}</p>", "thing.html:2:4: error: no message \"a.nothing\"");
	refused("<p>{{t nothing. x}}</p>", "no message begins with \"nothing.\"");
	refused("<p>{{choice colour x}}</p>", "for choices of that name");
	refused("<p>{{plural a.title n}}</p>", "no message \"a.title.one\"");
	makes("<p>CyberSecureGov &middot; 1 / 2</p>", "CyberSecureGov &middot; 1 / 2");
	makes("<p>{{t verb. x.verb}}</p>", "html_message_of(h, \"verb.\", v->x.verb)");
	makes("<p>{{choice state x}}</p>", "{ .choices = &state_choices }");
	makes("<p>{{plural rows n}}</p>", "html_plural(h, &m[0], &m[1], (int64_t)v->n, NULL, 0)");
}

TEST(a_message_gets_exactly_its_arguments)
{
	refused("<p>{{t a.greet}}</p>", "needs name=");
	refused("<p>{{t a.title name=x}}</p>", "has no {name}");
	refused("<p>{{t a.greet name=x other=y}}</p>", "has no {other}");
	refused("<p title=\"{{t a.greet name=(strong x)}}\"></p>", "only in text");
	refused("<p>{{t a.greet name=(upper x)}}</p>", "unknown helper");
	refused("<p>{{t a.greet name=(date x}}</p>", "\")\" is missing");
	makes("<p>{{t a.greet name=x}}</p>", "html_message_with(h, &m[0], (const struct html_arg[]){ html_arg(\"name\", v->x), }, 1)");
	makes("<p>{{t a.greet name=(date x)}}</p>", "html_arg_as(\"name\", HTML_ARG_DATE, v->x)");
	makes("<p>{{t a.greet name=(bdi x)}}</p>", "html_arg_in(\"<bdi>\", \"</bdi>\", html_arg(\"name\", v->x))");
}

TEST(blocks_and_elements_are_closed_where_they_were_opened)
{
	refused("<p>{{if x}}</p>", "outside this {{if}}");
	refused("{{if x}}<p>{{end}}</p>", "end in different places");
	refused("{{if x}}<p>{{else}}<b>{{end}}", "end in different places");
	refused("{{for i in l}}<p>{{end}}", "end in different places");
	refused("{{if x}}", "this {{if}} has no {{end}}");
	refused("{{for i in l}}", "this {{for}} has no {{end}}");
	refused("{{end}}", "without {{if}}");
	refused("{{else}}", "without {{if}}");
	refused("{{if x}}{{else}}{{else}}{{end}}", "a second {{else}}");
	refused("{{for x in l}}{{elif y}}{{end}}", "between {{if}} and {{else}}");
	refused("<p>", "<p> is never closed");
	refused("</p>", "closes nothing");
	refused("<p></b>", "</b> where <p> is open");
	refused("<div/>", "does not close itself");
	refused("<p class=\"x", "ends inside a tag");
	refused("<p>{{x</p>", "\"}}\" is missing");
	refused("<p>< 3</p>", "write &lt;");
	makes("<svg><path d=\"M0\"/></svg>", "<path d=\\\"M0\\\"/>");
	makes("<br><input name=\"x\">", "<br><input name=\\\"x\\\">");
}

TEST(conditions_become_c)
{
	makes("{{if x}}{{end}}", "html_has(v->x)");
	makes("{{if not x and y.n > 2}}{{end}}", "!(html_has(v->x)) && v->y.n > 2");
	makes("{{if x == STATE_MET or y != z}}{{end}}", "html_equal(v->x, STATE_MET)) || (!html_equal(v->y, v->z))");
	makes("{{if name == \"q\"}}{{end}}", "html_is(v->name, \"q\")");
	makes("{{if (x or y) and !z}}{{end}}", "!(html_has(v->z))");
	refused("{{if}}{{end}}", "a member is missing");
	refused("{{if x ==}}{{end}}", "a member is missing");
	refused("{{if (x}}{{end}}", "\")\" is missing");
	refused("{{if x y}}{{end}}", "is left over");
	refused("{{if x < \"a\"}}{{end}}", "compared with == or !=");
	refused("{{if x == \"a\\\"}}{{end}}", "no \"\\\"");
}

TEST(loops_name_their_elements_and_forget_them)
{
	makes("{{for x in a.list}}{{x.name}}{{end}}", "html_put_text(h, (*l_x).name)");
	makes("{{for x at i in a count n}}{{i}}{{end}}", "html_put_text(h, l_i)");
	makes("{{for x in l}}{{else}}{{t a.title}}{{end}}", "if (n1 == 0)");
	makes("{{let y = a.b}}{{y.c}}", "(*l_y).c");
	makes("{{for x in l}}{{end}}{{x}}", "html_put_text(h, v->x)");
	refused("{{for x in l}}{{for x in l}}{{end}}{{end}}", "is taken by an outer");
	refused("{{for in l}}{{end}}", "{{for NAME in LIST}}");
	refused("{{let X = a}}", "in small letters");
	refused("{{let x}}", "{{let NAME = MEMBER}}");
}

TEST(posting_forms_carry_the_token)
{
	refused("<form method=\"post\" action=\"/x\"></form>", "needs {{csrf}}");
	refused("<form method=\"POST\" action=\"/x\"></form>", "needs {{csrf}}");
	makes("<form method=\"post\" action=\"/x\">{{csrf}}</form>", "html_csrf(h)");
	makes("<form method=\"get\" action=\"/x\"></form>", "</form>");
}

TEST(forms_of_shapes_become_their_specification)
{
	makes("{{form thing_make action=\"/a/{x.id}/b\" submit=a.title only=a,b from=x.y claim=x.id options.role=roles autosave}}",
	    ".shape = thing_make_shape(), .submit = \"a.title\", .only = \"a,b\", .values = (const struct thing_make *){ &(v->x.y) }, "
	    ".autosave = true, .given = given, .ngiven = 1, .options = options, .noptions = 1, .action = html_url_of(h, action, 3)");
	makes("{{form thing_make action=\"/a\" method=patch}}", ".method = FORM_PATCH");
	makes("<form method=\"get\" action=\"/x\">{{fields thing_find}}</form>", "html_fields(h, &spec)");
	refused("{{form thing_make}}", "needs action=");
	refused("{{form thing_make action=\"http://x\"}}", "a path of this server");
	refused("{{form thing_make action=\"/a/{x\"}}", "\"}\" is missing");
	refused("{{form thing_make action=\"/a\" method=head}}", "method=post");
	refused("{{form thing_make action=\"/a\" submit=no.such}}", "no message");
	refused("{{form thing_make action=\"/a\" shiny}}", "name=value is missing");
	refused("<p title=\"{{form thing_make action=/a}}\"></p>", "in text");
}

TEST(the_header_says_what_it_is)
{
	refused("<template view=\"x\">", "needs title");
	refused("<template kind=\"part\" view=\"x\" title=\"{{t a.title}}\">", "only a page has a title");
	refused("<template kind=\"leaf\" view=\"x\">", "page, part or layout");
	refused("<template kind=\"part\">", "view=\"…\" is missing");
	refused("<template kind=\"part\" view=\"a b\">", "no name of a struct");
	refused("<template kind=\"part\" view=\"x\" include=\"web/a\\.h\">", "no list of headers");
	refused("<template colour=\"x\">", "in <template");
	refused("<template view=\"x\" title=\"Title\">", "bare text");
	refused("<template kind=\"part\" view=\"x\">{{slot content}}", "belong into a layout");
	makes("<template view=\"x\" title=\"{{t a.title}}\">", "html_document(h, &(const struct html_slots){ title, content, v })");
	makes("<template kind=\"part\" view=\"x\" include=\"web/a.h web/b.h\">", "#include \"web/b.h\"");
	makes("<template kind=\"part\" view=\"int\">{{this}}", "html_put_text(h, (*v))");
}

TEST(errors_and_lines_of_c_name_the_template)
{
	refused("\n\n  {{t nothing}}", "thing.html:4:3: error:");
	refused("<template view=\"x\"\n  title=\"{{t nothing}}\">", "thing.html:2:10: error:");
	makes("\n\n<p>{{x.y}}</p>", "#line 4 \"thing.html\"\nhtml_put_text(h, v->x.y);");
}

TEST(white_space_of_statements_is_no_part_of_the_page)
{
	makes("<ul>\n  {{for x in l}}\n  <li>{{x}}</li>\n  {{end}}\n</ul>", "HTML_LITERAL(h, \"<li>\");");
	makes("<p>{{x}}   {{y}}</p>", "HTML_LITERAL(h, \" \");");
	makes("<pre>  {{x}}\n  </pre>", "HTML_LITERAL(h, \"\\n  </pre>\");");
	makes("<p>{{x}}</p><!-- {{gone}} --><b></b>", "</p><b></b>");
}

/* ---- What the C compiler says about what was made ---- */

extern char **environ;

/* Whether cc takes the template BODY over a struct with members number, name and list; what it says stands in SAID. */
static bool
c_takes(const char *body, char *said, size_t size)
{
	static const char header[] = "#include \"web/html.h\"\nstruct thing { int number; struct str name; struct str_list list; double share; };\n"
				     "struct other { int x; };\nvoid template_thing(struct html *h, const struct thing *v);\n"
				     "void template_thing_render(struct html *h, const void *view);\n"
				     "void template_leaf(struct html *h, const struct other *v);\n";
	const char *dir = test_dir();
	char path[512], log[512];
	posix_spawn_file_actions_t actions;
	int status = -1;
	size_t n = 0;
	FILE *file;
	pid_t pid;

	assert_int_equal(compile(body), 0);
	snprintf(path, sizeof path, "%s/thing.c", dir);
	snprintf(log, sizeof log, "%s/log", dir);
	file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "%s%s", header, made.p);
	assert_int_equal(fclose(file), 0);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT, 0600);
	{
		const char *const argv[] = { "cc", "-std=c17", "-D_GNU_SOURCE", "-Wall", "-Werror", "-fsyntax-only", "-I" TEST_SOURCE "/src",
			"-I" TEST_BUILD "/src", "-I" TEST_SOURCE "/.deps/yyjson/usr/include", path, NULL };

		assert_int_equal(posix_spawnp(&pid, "cc", &actions, NULL, (char *const *)(uintptr_t)argv, environ), 0);
	}
	posix_spawn_file_actions_destroy(&actions);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	file = fopen(log, "r");
	if (file != NULL) {
		n = fread(said, 1, size - 1, file);
		fclose(file);
	}
	said[n] = '\0';
	return (WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(a_wrong_member_is_an_error_of_the_c_compiler_at_the_templates_line)
{
	static const struct {
		const char *body, *said;
	} wrong[] = { { "<p></p>\n<p>{{nothing}}</p>", "thing.html:3" }, { "\n\n<p>{{list}}</p>", "thing.html:4" },
		{ "<p>{{share}}</p>", "thing.html:2" }, { "{{for x in name}}{{end}}", "thing.html:2" }, { "{{date name}}", "thing.html:2" },
		{ "\n{{if list}}{{end}}", "thing.html:3" }, { "{{use leaf list}}", "thing.html:2" }, { "{{use nothing list}}", "thing.html:2" },
		{ "{{if number == NO_SUCH_CONSTANT}}{{end}}", "thing.html:2" }, { "<a href=\"{{number}}\"></a>", "thing.html:2" } };
	char said[8192];

	if (!c_takes("<p class=\"{{number}}\">{{name}}{{for x at i in list}}{{if i > 0}}{{x}}{{end}}{{end}}</p>", said, sizeof said))
		fail_msg("a good template was not taken: %s", said);
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
		if (c_takes(wrong[i].body, said, sizeof said))
			fail_msg("cc took %s", wrong[i].body);
		if (strstr(said, wrong[i].said) == NULL)
			fail_msg("%s: cc did not name %s but said %s", wrong[i].body, wrong[i].said, said);
	}
}
