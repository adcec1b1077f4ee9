/* SPDX-License-Identifier: Apache-2.0 */
/* A text in any of the formats becomes the JSON of a document, with the places of all its texts. */
#include "base/yaml.h"
#include "standards/inside.h"

enum oscal_format
oscal_format_of(struct str text)
{
	struct str start = str_trim(str_starts(text, STR("\xef\xbb\xbf")) ? str_sub(text, 3, text.n) : text);

	if (str_starts(start, STR("<")))
		return (OSCAL_XML);
	/* JSON is YAML as well, but the faster reader refuses more. */
	if (start.n == 0 || str_starts(start, STR("{")) || str_starts(start, STR("[")) || str_starts(start, STR("\"")))
		return (OSCAL_JSON);
	return (OSCAL_YAML);
}

/* Where the lines of TEXT begin. */
static int
find_lines(struct oscal_private *private, struct str text)
{
	const char *p = text.p, *end = text.p + text.n;
	size_t n = 0, room = text.n / 32 + 64;
	uint32_t *lines = malloc(room * sizeof *lines), *grown;

	if (lines == NULL)
		return (-1);
	while (p != NULL) {
		if (n == room) {
			room *= 2;
			grown = realloc(lines, room * sizeof *lines);
			if (grown == NULL) {
				free(lines);
				return (-1);
			}
			lines = grown;
		}
		lines[n++] = (uint32_t)(p - text.p);
		p = memchr(p, '\n', (size_t)(end - p));
		if (p != NULL)
			p++;
	}
	private->lines = arena_array(private->arena, uint32_t, n);
	if (private->lines != NULL)
		memcpy(private->lines, lines, n * sizeof *lines);
	private->nlines = n;
	free(lines);
	return (private->lines == NULL ? -1 : 0);
}

int
doc_parse(struct oscal_doc *doc, struct str text, struct findings *to, struct problem *why)
{
	struct oscal_private *private = doc->private;

	if (text.p == NULL)
		text = STR("");
	switch (oscal_format_of(text)) {
	case OSCAL_XML:
		if (find_lines(private, text))
			return (problem_set(why, OUT_OF_MEMORY, NULL));
		return (xml_read(doc, text, to, why));
	case OSCAL_YAML:
		if (find_lines(private, text))
			return (problem_set(why, OUT_OF_MEMORY, NULL));
		return (yaml_parse(text, &json_limits_document, private->arena, &private->json, &private->spots, &private->nspots, why));
	default:
		if (json_parse(text, &json_limits_document, &private->json, why))
			return (-1);
		return (find_lines(private, text) ? problem_set(why, OUT_OF_MEMORY, NULL) : 0);
	}
}
