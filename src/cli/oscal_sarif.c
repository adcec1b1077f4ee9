/* SPDX-License-Identifier: Apache-2.0 */
/* Findings as SARIF 2.1.0 (OASIS), which code hosts and editors read. */
#include <inttypes.h>

#include "base/json.h"
#include "cli/oscal.h"

static const char *const levels[] = { [OSCAL_ERROR] = "error", [OSCAL_WARNING] = "warning", [OSCAL_INFORMATION] = "note" };

/* A path as a relative reference of RFC 3986. */
static void
uri_quote(struct buf *out, struct str path)
{
	buf_char(out, '"');
	for (size_t i = 0; i < path.n; i++) {
		char c = path.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || char_in("-._~/", c))
			buf_char(out, c);
		else
			buf_printf(out, "%%%02X", (unsigned)(unsigned char)c);
	}
	buf_char(out, '"');
}

static void
add_rule(struct oscal_sarif *to, const struct problem *what)
{
	struct buf rule = BUF(64 * 1024), title = BUF(64 * 1024);

	buf_c(&rule, "{\"id\":");
	json_quote(&rule, oscal_rule(what));
	buf_c(&rule, ",\"name\":");
	json_quote(&rule, str_c(problem_name(what->head.code)));
	if (str_find(buf_view(&to->rules), buf_view(&rule)) < 0) {
		problem_title(&title, cli_lang(), &what->head);
		buf_c(&to->rules, to->rules.n > 0 ? "," : "");
		buf_str(&to->rules, buf_view(&rule));
		buf_c(&to->rules, ",\"shortDescription\":{\"text\":");
		json_quote(&to->rules, buf_view(&title));
		buf_c(&to->rules, "}}");
	}
	buf_free(&rule);
	buf_free(&title);
}

void
sarif_add(struct oscal_sarif *to, struct str file, enum oscal_severity severity, const struct problem *what, struct str message)
{
	struct buf *out = &to->results;

	add_rule(to, what);
	buf_c(out, out->n > 0 ? ",{\"ruleId\":" : "{\"ruleId\":");
	json_quote(out, oscal_rule(what));
	buf_printf(out, ",\"level\":\"%s\",\"message\":{\"text\":", levels[severity]);
	json_quote(out, message);
	buf_c(out, "},\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":");
	uri_quote(out, file);
	buf_c(out, "}");
	if (what->line > 0)
		buf_printf(out, ",\"region\":{\"startLine\":%" PRIu32 ",\"startColumn\":%" PRIu32 "}", what->line, what->column);
	buf_c(out, "},\"logicalLocations\":[{\"fullyQualifiedName\":");
	json_quote(out, str_c(what->head.where));
	buf_c(out, "}]}]}");
}

void
sarif_write(const struct oscal_sarif *from, struct buf *out)
{
	buf_c(out, "{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json\",\"version\":\"2.1.0\","
	    "\"runs\":[{\"tool\":{\"driver\":{\"name\":\"csgov\",\"version\":\"" CSGOV_VERSION "\",\"rules\":[");
	buf_str(out, buf_view(&from->rules));
	buf_c(out, "]}},\"columnKind\":\"unicodeCodePoints\",\"results\":[");
	buf_str(out, buf_view(&from->results));
	buf_c(out, "]}]}\n");
}
