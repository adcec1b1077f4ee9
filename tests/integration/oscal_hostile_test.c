/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csgov oscal on hostile and broken documents, each kind in every format that it concerns: what is refused, where that is said to be, and that neither time nor
 * memory goes with the size of the trouble.  docs/develop/standards.md has the table of kinds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/json.h"
#include "integration/node.h"
#include "packed.h"

#define DEEP 1000000
enum { SECONDS_MAX = 30, MEMORY_KB_MAX = 1 << 20 };

#define UUID "6f2c0f60-9d2c-4d2b-9f3e-0a1b2c3d4e5f"
#define JSON_META(version) "\"uuid\":\"" UUID "\",\"metadata\":{\"title\":\"T\",\"last-modified\":\"2026-11-24T00:00:00Z\",\"version\":\"1\",\"oscal-version\":\"" version "\"}"
#define JSON_OF(version, id, more) "{\"catalog\":{" JSON_META(version) ",\n\"controls\":[{\"id\":\"" id "\"" more ",\"title\":\"A\",\"parts\":[{\"name\":\"statement\"}]}]}}"
#define XML_META(version) \
	"<metadata><title>T</title><last-modified>2026-11-24T00:00:00Z</last-modified><version>1</version><oscal-version>" version "</oscal-version></metadata>"
#define XML_OF(top, version, id, more) \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" top "<catalog xmlns=\"http://csrc.nist.gov/ns/oscal/1.0\" uuid=\"" UUID "\">" XML_META(version) \
	"\n<control id=\"" id "\"" more "><title>A</title><part name=\"statement\"/></control></catalog>\n"
#define YAML_META(version) \
	"  uuid: " UUID "\n  metadata:\n    title: T\n    last-modified: \"2026-11-24T00:00:00Z\"\n    version: \"1\"\n    oscal-version: " version "\n"
#define YAML_OF(version, id, more) "catalog:\n" YAML_META(version) "  controls:\n  - id: " id "\n" more "    title: A\n    parts:\n    - name: statement\n"
#define SHEET(top, rows) \
	"<?xml version=\"1.0\"?>" top "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>" rows "</sheetData></worksheet>"
#define CELL(text) "<c t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define ROWS(id) "<row>" CELL("id") CELL("title") "</row><row>" CELL(id) CELL("T") "</row>"

static struct buf out = { .max_bytes = 8 << 20 };
static char path[512];

/* BYTES as file NAME of the test's folder: its path, until the next one. */
static const char *
file_of(const char *name, struct str bytes)
{
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", test_dir(), name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, file), bytes.n);
	assert_int_equal(fclose(file), 0);
	return (path);
}

/* Sheets are converted, documents validated. */
static int
try_file(const char *file)
{
	bool sheet = str_ends(str_c(file), STR(".csv")) || str_ends(str_c(file), STR(".xlsx"));
	time_t before = time(NULL);
	int status;

	buf_reset(&out);
	status = sheet ? csgov(&out, "oscal", "convert", "--to", "json", file, (char *)NULL) : csgov(&out, "oscal", "validate", file, (char *)NULL);
	buf_char(&out, '\0');
	if (time(NULL) - before > SECONDS_MAX)
		fail_msg("%s takes longer than %d seconds", file, SECONDS_MAX);
	return (status);
}

static bool
said(const char *text)
{
	return (strstr(out.p, text) != NULL);
}

/* A message says what is wrong and, in another sentence, what to do. */
static bool
says_what_to_do(const char *code)
{
	const char *error = strstr(out.p, ": error: "), *end = error == NULL ? NULL : strstr(error, code);
	unsigned sentences = 0;

	for (const char *at = error; end != NULL && at < end; at++)
		sentences += at[0] == '.' && (at[1] == ' ' || at[1] == '\n');
	return (sentences >= 2);
}

/* FILE is refused with CODE, at that place; LINE 0: anywhere; COLUMN 0: anywhere in the line, where that is a library's word. */
static void
refused_file(const char *file, const char *code, unsigned line, unsigned column)
{
	char place[600], rule[64];
	int status = try_file(file);

	if (column == 0)
		snprintf(place, sizeof place, line == 0 ? "%s:" : "%s:%u:", file, line);
	else
		snprintf(place, sizeof place, "%s:%u:%u: error: ", file, line, column);
	snprintf(rule, sizeof rule, "[%s]", code);
	if (status != 1 || !said(place) || !said(rule) || !says_what_to_do(rule) || said("root:"))
		fail_msg("%s: not %u:%u %s: status %d, %s", file, line, column, code, status, out.p);
}

static void
is_refused(const char *name, struct str bytes, const char *code, unsigned line, unsigned column)
{
	refused_file(file_of(name, bytes), code, line, column);
}

static void
taken(const char *name, struct str bytes)
{
	int status = try_file(file_of(name, bytes));

	if (status != 0)
		fail_msg("%s: status %d, %s", name, status, out.p);
}

static void
book_refused(const char *name, const char *sheet, const char *code, unsigned line, unsigned column)
{
	struct buf bytes = packed_book(sheet, NULL, NULL);

	is_refused(name, buf_view(&bytes), code, line, column);
	buf_free(&bytes);
}

/* N times WHAT, behind BEFORE. */
static void
repeat(struct buf *to, const char *before, const char *what, size_t n)
{
	buf_reset(to);
	buf_c(to, before);
	while (n-- > 0)
		buf_c(to, what);
}

/* ---- What brings in other files, or grows ---- */

TEST(what_is_good_is_taken_in_every_format)
{
	struct buf book = packed_book(SHEET("", ROWS("a")), NULL, NULL);

	taken("good.json", STR(JSON_OF("1.1.3", "a", "")));
	taken("good.xml", STR(XML_OF("", "1.1.3", "a", "")));
	taken("good.yaml", STR(YAML_OF("1.1.3", "a", "")));
	taken("good.csv", STR("id,title\na,T\n"));
	taken("good.xlsx", buf_view(&book));
	buf_free(&book);
}

TEST(document_types_and_entities_are_refused_in_xml_and_in_workbooks)
{
	is_refused("xxe.xml", STR(XML_OF("<!DOCTYPE c [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n", "1.1.3", "&x;", "")), "xml_dtd", 2, 1);
	is_refused("parameter.xml", STR(XML_OF("<!DOCTYPE c [<!ENTITY % p SYSTEM \"file:///etc/passwd\"> %p;]>\n", "1.1.3", "a", "")), "xml_dtd", 2, 1);
	is_refused("dtd.xml", STR(XML_OF("<!DOCTYPE c SYSTEM \"http://127.0.0.1:1/c.dtd\">\n", "1.1.3", "a", "")), "xml_dtd", 2, 1);
	is_refused("bomb.xml", STR(XML_OF("<!DOCTYPE c [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>\n", "1.1.3", "&c;", "")),
	    "xml_dtd", 2, 1);
	is_refused("entity.xml", STR(XML_OF("", "1.1.3", "&nbsp;", "")), "xml_malformed", 3, 0);
	book_refused("xxe.xlsx", SHEET("<!DOCTYPE c [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>", ROWS("&x;")), "xml_dtd", 1, 22);
}

TEST(aliases_and_tags_of_yaml_are_refused)
{
	is_refused("bomb.yaml", STR("a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\n"), "yaml_alias", 2, 8);
	is_refused("self.yaml", STR("a: &a [*a]\n"), "yaml_alias", 1, 8);
	is_refused("merge.yaml", STR("a: &a {b: c}\ncatalog:\n  <<: *a\n"), "yaml_alias", 3, 7);
	is_refused("tag.yaml", STR("catalog: !!python/object/apply:os.system [\"id\"]\n"), "yaml_alias", 1, 10);
	is_refused("library.yaml", STR("urn: urn:x\nobjects:\n  framework:\n    requirement_nodes: &a [*a]\n"), "yaml_alias", 4, 28);
}

TEST(a_workbook_that_unpacks_to_far_more_is_refused_and_so_is_one_that_leads_outside)
{
	struct buf text = BUF((size_t)64 << 20);
	struct buf book;

	repeat(&text, "<worksheet><sheetData>", "                                                                ", 500000);
	buf_char(&text, '\0');
	book_refused("bomb.xlsx", text.p, "sheet_bomb", 0, 0);
	buf_free(&text);
	book = packed(&(struct packed_part){ "../../x", STR("x") }, 1);
	is_refused("outside.xlsx", buf_view(&book), "sheet_path", 0, 0);
	buf_free(&book);
}

/* ---- Deep and large ---- */

TEST(a_million_levels_of_nesting_are_refused_in_every_format)
{
	struct buf text = BUF((size_t)16 << 20);

	repeat(&text, "", "[", DEEP);
	is_refused("lists.json", buf_view(&text), "json_malformed", 1, DEEP + 1);
	for (size_t i = 0; i < DEEP; i++)
		buf_char(&text, ']');
	is_refused("closed.json", buf_view(&text), "json_too_deep", 0, 0);
	repeat(&text, "", "{\"catalog\":", DEEP);
	is_refused("objects.json", buf_view(&text), "json_malformed", 1, 11 * DEEP + 1);
	repeat(&text, "", "<a>", DEEP);
	is_refused("deep.xml", buf_view(&text), "xml_too_deep", 1, 385);
	repeat(&text, "", "- ", DEEP);
	is_refused("deep.yaml", buf_view(&text), "json_too_deep", 1, 129);
	repeat(&text, "a: ", "[", DEEP);
	is_refused("flow.yaml", buf_view(&text), "json_too_deep", 1, 67);
	repeat(&text, "id,title\na,", "\"", DEEP + 1);
	is_refused("quotes.csv", buf_view(&text), "csv_malformed", 2, 3);
	repeat(&text, "id,title\na,", "x", DEEP);
	is_refused("cell.csv", buf_view(&text), "limit_reached", 0, 0);
	repeat(&text, "<worksheet><sheetData>", "<row>", 10000); /* a million are a bomb by what they pack into */
	buf_char(&text, '\0');
	book_refused("deep.xlsx", text.p, "xml_too_deep", 1, 333);
	buf_free(&text);
}

TEST(a_million_marks_in_prose_take_no_time)
{
	static const char *const marks[] = { "> ", "[", "*_", "`", "- ", "<b>", "{{ insert: param, " };
	struct buf text = BUF((size_t)64 << 20);

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		repeat(&text, "{\"catalog\":{" JSON_META("1.1.3") ",\"controls\":[{\"id\":\"a\",\"title\":\"A\",\"parts\":[{\"name\":\"statement\",\"prose\":\"", marks[i], DEEP);
		buf_c(&text, "\"}]}]}}");
		taken("prose.json", buf_view(&text));
		buf_reset(&out);
		assert_int_equal(csgov(&out, "oscal", "convert", "--to", "xml", path, "-o", "/dev/null", (char *)NULL), 0);
	}
	buf_free(&text);
}

TEST(a_gigabyte_is_refused_early_in_every_format)
{
	static const struct {
		const char *name, *start;
	} files[] = { { "big.json", "{\"catalog\":{" JSON_META("1.1.3") }, { "big.xml", "<?xml version=\"1.0\"?><catalog>" }, { "big.yaml", "catalog:\n" YAML_META("1.1.3") },
		{ "big.csv", "id,title\n" }, { "big.xlsx", "PK\003\004" } };
	struct rusage used;

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		const char *file = file_of(files[i].name, str_c(files[i].start));

		/* It takes no room: it has one hole. */
		assert_int_equal(truncate(file, (off_t)1 << 30), 0);
		refused_file(file, "limit_reached", 0, 0);
		assert_int_equal(unlink(file), 0);
	}
	/* What does not say how large it is, is read no further than that. */
	refused_file("/dev/zero", "limit_reached", 0, 0);
	assert_int_equal(getrusage(RUSAGE_CHILDREN, &used), 0);
	if (used.ru_maxrss > MEMORY_KB_MAX)
		fail_msg("%ld KB were used", used.ru_maxrss);
}

/* ---- Encodings and line ends ---- */

TEST(bytes_that_are_not_utf_8_are_refused_where_they_stand)
{
	struct buf book = packed_book(SHEET("", ROWS("\xff")), NULL, NULL);

	is_refused("latin.json", STR("{\"catalog\":\n{\"uuid\":\"\xe9\"}}"), "text_not_utf8", 2, 10);
	is_refused("overlong.json", STR("{\"catalog\":\"\xc0\xaf\"}"), "text_not_utf8", 1, 13);
	is_refused("surrogate.json", STR("{\"catalog\":\"\xed\xa0\x80\"}"), "text_not_utf8", 1, 13);
	is_refused("escaped.json", STR("{\"catalog\":\"\\ud800\"}"), "json_malformed", 1, 19);
	is_refused("latin.xml", STR("<catalog>\n\xe9</catalog>"), "text_not_utf8", 2, 1);
	is_refused("declared.xml", STR("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><catalog/>"), "xml_encoding", 1, 31);
	is_refused("latin.yaml", STR("catalog:\n  uuid: \xe9\n"), "text_not_utf8", 2, 9);
	is_refused("latin.csv", STR("id,title\na,\xe9\n"), "text_not_utf8", 2, 3);
	is_refused("latin.xlsx", buf_view(&book), "text_not_utf8", 0, 0);
	buf_free(&book);
}

/* TEXT in UTF-16, little or big endian, with its mark. */
static void
utf16_refused(const char *name, const char *text, bool big)
{
	struct buf bytes = BUF(1 << 16);

	buf_str(&bytes, big ? STR("\xfe\xff") : STR("\xff\xfe"));
	for (; *text != '\0'; text++) {
		buf_char(&bytes, big ? '\0' : *text);
		buf_char(&bytes, big ? *text : '\0');
	}
	is_refused(name, buf_view(&bytes), "text_not_utf8", 1, 1);
	buf_free(&bytes);
}

TEST(utf_16_is_refused_by_its_mark)
{
	for (int big = 0; big < 2; big++) {
		utf16_refused("utf16.json", JSON_OF("1.1.3", "a", ""), big);
		utf16_refused("utf16.xml", XML_OF("", "1.1.3", "a", ""), big);
		utf16_refused("utf16.yaml", YAML_OF("1.1.3", "a", ""), big);
		utf16_refused("utf16.csv", "id\ttitle\na\tT\n", big);
	}
}

/* RFC 8259 §8.1 lets nobody put one before JSON; the others have rules for it. */
TEST(a_mark_of_utf_8_is_passed_over_but_in_json)
{
	struct buf book = packed_book("\xef\xbb\xbf" SHEET("", ROWS("a")), NULL, NULL);

	is_refused("mark.json", STR("\xef\xbb\xbf" JSON_OF("1.1.3", "a", "")), "json_malformed", 1, 1);
	assert_true(said("U+FEFF"));
	taken("mark.xml", STR("\xef\xbb\xbf" XML_OF("", "1.1.3", "a", "")));
	taken("mark.yaml", STR("\xef\xbb\xbf" YAML_OF("1.1.3", "a", "")));
	taken("mark.csv", STR("\xef\xbb\xbf" "id,title\na,T\n"));
	taken("mark.xlsx", buf_view(&book));
	buf_free(&book);
}

TEST(lines_that_end_as_on_windows_are_lines)
{
	is_refused("crlf.json", STR("{\r\n\"catalog\":{" JSON_META("1.1.3") ",\r\n\"colour\":\"red\"}}"), "oscal_member_unknown", 3, 1);
	is_refused("crlf.xml", STR("<?xml version=\"1.0\"?>\r\n<catalog xmlns=\"http://csrc.nist.gov/ns/oscal/1.0\" uuid=\"" UUID "\">" XML_META("1.1.3") "\r\n<colour>red</colour>\r\n</catalog>"),
	    "oscal_member_unknown", 3, 1);
	is_refused("crlf.yaml", STR("catalog:\r\n  uuid: " UUID "\r\n  colour: red\r\n  metadata: {}\r\n"), "oscal_member_unknown", 3, 3);
	taken("crlf.csv", STR("id,title\r\na,T\r\n"));
	assert_true(said("\"id\": \"a\"") && !said("\\r"));
}

/* ---- Twice, and of other versions ---- */

TEST(what_stands_twice_is_refused_with_the_second_place)
{
	struct buf book = packed_book(SHEET("", ROWS("a") "<row>" CELL("a") CELL("U") "</row>"), NULL, NULL);

	is_refused("twice.json", STR(JSON_OF("1.1.3", "a", ",\"id\":\"b\"")), "json_duplicate_key", 2, 23);
	assert_true(said("“id”"));
	is_refused("twice.yaml", STR(YAML_OF("1.1.3", "a", "    id: b\n")), "json_duplicate_key", 10, 5);
	is_refused("attribute.xml", STR(XML_OF("", "1.1.3", "a", " id=\"b\"")), "xml_malformed", 3, 0);
	is_refused("element.xml", STR(XML_OF("", "1.1.3", "a", "><title>B</title")), "oscal_xml_repeated", 3, 33);
	is_refused("twice.csv", STR("id,title\na,T\na,U\n"), "sheet_id_repeated", 0, 0);
	assert_true(said("A3") && said("A2"));
	is_refused("twice.xlsx", buf_view(&book), "sheet_id_repeated", 0, 0);
	buf_free(&book);
}

TEST(versions_that_are_none_of_1_0_to_1_2_are_refused_in_every_format)
{
	static const char *const codes = "oscal_version";

	is_refused("two.json", STR(JSON_OF("2.0.0", "a", "")), codes, 1, 152);
	is_refused("two.xml", STR(XML_OF("", "2.0.0", "a", "")), codes, 2, 208);
	is_refused("two.yaml", STR(YAML_OF("2.0.0", "a", "")), codes, 7, 20);
	is_refused("latest.json", STR(JSON_OF("latest", "a", "")), codes, 1, 152);
	is_refused("latest.xml", STR(XML_OF("", "latest", "a", "")), codes, 2, 208);
	is_refused("latest.yaml", STR(YAML_OF("latest", "a", "")), codes, 7, 20);
}

TEST(identifiers_with_quotes_and_markup_are_refused_and_harm_no_report)
{
	static const struct {
		const char *name, *text;
	} files[] = { { "quote.json", JSON_OF("1.1.3", "a\\\"b'c<d>\\\\", "") }, { "quote.xml", XML_OF("", "1.1.3", "a&quot;b'c&lt;d&gt;\\", "") },
		{ "quote.yaml", YAML_OF("1.1.3", "\"a\\\"b'c<d>\\\\\"", "") } };

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		static const char *const reports[] = { "--json", "--sarif" };
		const char *file = file_of(files[i].name, str_c(files[i].text));

		refused_file(file, "oscal_value", 0, 0);
		assert_true(said("a\"b'c<d>\\"));
		for (size_t k = 0; k < ARRAY_SIZE(reports); k++) {
			yyjson_doc *doc CLEANUP(json_freep) = NULL;
			struct problem why = { 0 };

			buf_reset(&out);
			assert_int_equal(csgov(&out, "oscal", "validate", reports[k], file, (char *)NULL), 1);
			assert_int_equal(json_parse(buf_view(&out), &json_limits_document, &doc, &why), 0);
		}
	}
}

TEST(identifiers_of_sheets_become_tokens_and_stay_labels)
{
	struct buf book = packed_book(SHEET("", ROWS("a&quot;b'&lt;c&gt;")), NULL, NULL);

	taken("quote.csv", STR("id,title\n\"a\"\"b'<c>\",T\n"));
	assert_true(said("\"id\": \"a-b-c\"") && said("\"value\": \"a\\\"b'<c>\""));
	taken("quote.xlsx", buf_view(&book));
	assert_true(said("\"id\": \"a-b-c\"") && said("\"value\": \"a\\\"b'<c>\""));
	buf_free(&book);
}
