/* SPDX-License-Identifier: Apache-2.0 */
#include "case_file.h"

#include "test.h"

/* The value of a "KEY: value" line; absent if it is another key's. */
static struct str
value_of(struct str line, const char *key)
{
	size_t n = strlen(key);

	if (!str_starts(line, str_c(key)) || line.n <= n || line.p[n] != ':')
		return (STR_NONE);
	return (str_trim(str_sub(line, n + 1, line.n)));
}

static void
take_head(struct case_text *ret, struct str line, unsigned at)
{
	struct {
		const char *key;
		struct str *value;
	} keys[] = {
		{ "clause", &ret->clauses }, { "warns", &ret->warns }, { "strict", &ret->strict }, { "flat", &ret->flat },
		{ "mode", &ret->mode }, { "format", &ret->format },
	};

	if (line.n == 0 || line.p[0] == '#')
		return;
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		struct str value = value_of(line, keys[i].key);

		if (value.p == NULL)
			continue;
		*keys[i].value = value;
		return;
	}
	fail_msg("line %u says nothing that is known: %.*s", at, STR_FMT(line));
}

/* "--- NAME": where the text that follows goes. */
static struct str *
begin_part(struct case_text *ret, struct str name, unsigned at)
{
	if (str_eq(name, STR("result")))
		return (&ret->result);
	if (str_starts(name, STR("error:"))) {
		ret->error = str_trim(str_sub(name, 6, name.n));
		return (NULL);
	}
	if (ret->ndocuments == CASE_DOCUMENTS_MAX)
		fail_msg("line %u: too many documents", at);
	ret->documents[ret->ndocuments].name = name;
	return (&ret->documents[ret->ndocuments++].text);
}

bool
case_next(struct str *rest, unsigned *line, struct case_text *ret)
{
	struct str *part = NULL, text;
	bool head = true;

	*ret = (struct case_text){ .line = 0 };
	for (struct str before = *rest; str_cut(rest, '\n', &text); before = *rest) {
		if (str_starts(text, STR("=== ")) && ret->line != 0) {
			*rest = before;
			break;
		}
		++*line;
		if (str_starts(text, STR("=== "))) {
			ret->title = str_sub(text, 4, text.n);
			ret->line = *line;
		} else if (ret->line == 0) {
			continue; /* what stands before the first case is about the file */
		} else if (str_starts(text, STR("--- "))) {
			head = false;
			part = begin_part(ret, str_sub(text, 4, text.n), *line);
			if (part != NULL)
				*part = (struct str){ rest->p, 0 };
		} else if (head) {
			take_head(ret, text, *line);
		} else if (part != NULL) {
			part->n = (size_t)(text.p + text.n - part->p);
		}
	}
	if (ret->line == 0)
		return (false);
	if (ret->ndocuments == 0 || (ret->result.p == NULL) == (ret->error.p == NULL) || ret->clauses.p == NULL)
		fail_msg("line %u: a case needs a clause, documents, and a result or an error", ret->line);
	return (true);
}
