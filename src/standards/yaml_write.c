/* SPDX-License-Identifier: Apache-2.0 */
/* A JSON document as YAML: blocks, with texts plain where nothing can be mistaken, else quoted as JSON, or literal where they have several lines. */
#include "standards/tree.h"

enum { KEY_BYTES = 150 };        /* longer keys might, quoted, pass the 1,024 characters that YAML allows without "?" */

struct writer {
	struct buf *out;
	unsigned indent;
};

static void
new_line(struct writer *to)
{
	char *p = buf_reserve(to->out, to->indent + 1);

	if (p == NULL)
		return;
	p[0] = '\n';
	memset(p + 1, ' ', to->indent);
	to->out->n += to->indent + 1;
}

/* Words that YAML 1.1 or 1.2 reads as something else than text. */
static bool
is_word_of_yaml(struct str text)
{
	static const char *const words[] = { "null", "true", "false", "yes", "no", "on", "off", "y", "n", "~" };

	for (size_t i = 0; i < ARRAY_SIZE(words) && text.n <= 5; i++)
		if (text.n == strlen(words[i]) && strncasecmp(text.p, words[i], text.n) == 0)
			return (true);
	return (false);
}

/* What never means anything, and what does only before some others. */
enum { BEFORE_OTHERS = 2 };
static const unsigned char plain_characters[256] = {
	['a' ... 'z'] = 1, ['A' ... 'Z'] = 1, ['0' ... '9'] = 1, ['_'] = 1, ['-'] = 1, ['.'] = 1, ['/'] = 1, ['('] = 1, [')'] = 1, ['+'] = 1, [','] = 1,
	[';'] = 1, ['@'] = 1, ['\''] = 1, [':'] = BEFORE_OTHERS, [' '] = BEFORE_OTHERS,
};

/* Letters first, then only what never means anything: the rest is quoted. */
static bool
is_plain(struct str text)
{
	if (text.n == 0 || !((text.p[0] >= 'a' && text.p[0] <= 'z') || (text.p[0] >= 'A' && text.p[0] <= 'Z')) || is_word_of_yaml(text) ||
	    text.p[text.n - 1] == ' ' || text.p[text.n - 1] == ':')
		return (false);
	for (size_t i = 0; i < text.n; i++) {
		unsigned char kind = plain_characters[(unsigned char)text.p[i]];

		if (kind == 0 || (kind == BEFORE_OTHERS && (text.p[i + 1] == ' ' || (text.p[i] == ' ' && text.p[i + 1] == '#'))))
			return (false);
	}
	return (true);
}

/* Lines without blanks at their ends, and nothing that a literal could not hold. */
static bool
is_literal(struct str text)
{
	if (text.n < 3 || memchr(text.p, '\n', text.n) == NULL || text.p[0] == ' ' || text.p[0] == '\n' || text.p[text.n - 1] == '\n')
		return (false);
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		/* Controls, and the line ends and marks that YAML knows beyond ASCII. */
		if ((c < 0x20 && c != '\n') || c == 0x7f || (c == 0xc2 && (unsigned char)text.p[i + 1] < 0xa0) || c == 0xef ||
		    (c == 0xe2 && (unsigned char)text.p[i + 1] == 0x80))
			return (false);
		if (c == '\n' && i > 0 && text.p[i - 1] == ' ')
			return (false);
	}
	return (true);
}

static void
write_literal(struct writer *to, struct str text)
{
	struct str line;

	buf_c(to->out, "|-");
	to->indent += 2;
	while (str_cut(&text, '\n', &line)) {
		if (line.n == 0)
			buf_char(to->out, '\n');
		else
			new_line(to);
		buf_str(to->out, line);
	}
	to->indent -= 2;
}

/* What YAML wants written out and JSON does not begins with one of these bytes. */
static bool
may_need_more(struct str text)
{
	unsigned odd = 0;

	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		odd |= (unsigned)(c == 0x7f) | (unsigned)(c == 0xc2) | (unsigned)(c == 0xe2) | (unsigned)(c == 0xef);
	}
	return (odd != 0);
}

/* JSON's quotes are YAML's, but for characters that YAML wants written out. */
static void
write_quoted(struct writer *to, struct str text)
{
	struct buf quoted = BUF(6 * text.n + 16);
	size_t from = 0;

	if (!may_need_more(text)) {
		json_quote(to->out, text);
		return;
	}
	json_quote(&quoted, text);
	/* A character is whole, and the closing quote behind it. */
	for (size_t i = 0; i < quoted.n; i++) {
		const unsigned char *p = (const unsigned char *)quoted.p + i;
		uint32_t point = 0;

		if (p[0] == 0x7f)
			point = 0x7f;
		else if (p[0] == 0xc2 && p[1] < 0xa0)
			point = p[1];
		else if (p[0] == 0xe2 && p[1] == 0x80 && (p[2] == 0xa8 || p[2] == 0xa9))
			point = 0x2000 | (p[2] & 0x3f);
		else if (p[0] == 0xef && ((p[1] == 0xbb && p[2] == 0xbf) || (p[1] == 0xbf && p[2] >= 0xbe)))
			point = p[1] == 0xbb ? 0xfeff : 0xffc0 | (p[2] & 0x3f);
		if (point == 0)
			continue;
		buf_add(to->out, quoted.p + from, i - from);
		buf_printf(to->out, "\\u%04x", point);
		i += p[0] == 0x7f ? 0 : p[0] == 0xc2 ? 1 : 2;
		from = i + 1;
	}
	buf_add(to->out, quoted.p + from, quoted.n - from);
	buf_free(&quoted);
}

static void
write_text(struct writer *to, struct str text, bool key)
{
	if (is_plain(text))
		buf_str(to->out, text);
	else if (!key && is_literal(text))
		write_literal(to, text);
	else
		write_quoted(to, text);
}

static void write_value(struct writer *to, yyjson_val *value);

static void
write_members(struct writer *to, yyjson_val *object, bool first_here)
{
	yyjson_obj_iter at = yyjson_obj_iter_with(object);

	for (yyjson_val *key; (key = yyjson_obj_iter_next(&at)) != NULL; first_here = false) {
		bool long_key = yyjson_get_len(key) > KEY_BYTES;

		if (!first_here)
			new_line(to);
		if (long_key)
			buf_c(to->out, "? ");
		write_text(to, json_str(key), true);
		if (long_key)
			new_line(to);
		buf_char(to->out, ':');
		write_value(to, yyjson_obj_iter_get_val(key));
	}
}

static void
write_items(struct writer *to, yyjson_val *array)
{
	yyjson_arr_iter at = yyjson_arr_iter_with(array);

	for (yyjson_val *item; (item = yyjson_arr_iter_next(&at)) != NULL;) {
		new_line(to);
		buf_char(to->out, '-');
		if (yyjson_is_obj(item) && yyjson_obj_size(item) > 0) {
			buf_char(to->out, ' ');
			to->indent += 2;
			write_members(to, item, true);
			to->indent -= 2;
		} else {
			write_value(to, item);
		}
	}
}

/* Behind ":" or "-". */
static void
write_value(struct writer *to, yyjson_val *value)
{
	if (yyjson_is_ctn(value) && yyjson_get_len(value) > 0) {
		to->indent += 2;
		if (yyjson_is_obj(value))
			write_members(to, value, false);
		else
			write_items(to, value);
		to->indent -= 2;
		return;
	}
	buf_char(to->out, ' ');
	if (yyjson_is_str(value)) {
		write_text(to, json_str(value), false);
	} else if (yyjson_is_ctn(value)) {
		buf_c(to->out, yyjson_is_obj(value) ? "{}" : "[]");
	} else {
		char *text = yyjson_val_write(value, 0, NULL);

		buf_c(to->out, text == NULL ? "null" : text);
		free(text);
	}
}

void
yaml_write(yyjson_val *root, struct buf *out)
{
	struct writer to = { .out = out };

	write_members(&to, root, true);
	buf_char(out, '\n');
}
