/* SPDX-License-Identifier: Apache-2.0 */
#include "base/yaml.h"

#include <math.h>
#include <yaml.h>

enum { EXCERPT_BYTES = 24 };

struct reader {
	struct str text;
	yaml_parser_t parser;
	struct json_build build;
	size_t index, offset;        /* characters and bytes up to the last event */
	bool keys[JSON_BUILD_DEPTH_MAX]; /* of each open container: it is a mapping, and a key comes next */
	bool mapping[JSON_BUILD_DEPTH_MAX];
	size_t depth;
	bool any;
	struct problem *why;
};

/* ---- Places ---- */

/* The offset of a character of the text; marks only grow. */
static size_t
offset_of(struct reader *in, const yaml_mark_t *mark)
{
	if (mark->index < in->index)
		return (in->offset);
	for (; in->index < mark->index && in->offset < in->text.n; in->index++)
		for (in->offset++; in->offset < in->text.n && ((unsigned char)in->text.p[in->offset] & 0xc0) == 0x80;)
			in->offset++;
	return (in->offset);
}

static int
refuse(struct reader *in, enum problem_code code, size_t at)
{
	struct str excerpt = str_sub(in->text, at, EXCERPT_BYTES);

	while (excerpt.n > 0 && !str_is_utf8(excerpt))
		excerpt.n--;
	problem_set(in->why, code, NULL);
	json_position(in->text, at, &in->why->line, &in->why->column);
	problem_arg_i64(in->why, "line", in->why->line);
	problem_arg_i64(in->why, "column", in->why->column);
	problem_arg(in->why, "given", excerpt);
	return (-1);
}

static int
malformed(struct reader *in)
{
	size_t at = in->parser.error == YAML_READER_ERROR ? in->parser.problem_offset : offset_of(in, &in->parser.problem_mark);

	if (in->parser.error == YAML_MEMORY_ERROR)
		return (problem_set(in->why, OUT_OF_MEMORY, NULL));
	return (refuse(in, YAML_MALFORMED, at < in->text.n ? at : in->text.n));
}

/* ---- Scalars ---- */

static size_t
digits(struct str text, size_t at)
{
	size_t n = 0;

	while (at + n < text.n && text.p[at + n] >= '0' && text.p[at + n] <= '9')
		n++;
	return (n);
}

/* A number as JSON writes it: 1 a whole one, 2 another, 0 none. */
static int
number_kind(struct str text)
{
	size_t at = text.n > 0 && text.p[0] == '-', n = digits(text, at);
	int kind = 1;

	if (n == 0 || (n > 1 && text.p[at] == '0'))
		return (0);
	at += n;
	if (at < text.n && text.p[at] == '.') {
		n = digits(text, at + 1);
		if (n == 0)
			return (0);
		at += n + 1;
		kind = 2;
	}
	if (at < text.n && (text.p[at] == 'e' || text.p[at] == 'E')) {
		at++;
		at += at < text.n && (text.p[at] == '+' || text.p[at] == '-');
		n = digits(text, at);
		if (n == 0)
			return (0);
		at += n;
		kind = 2;
	}
	return (at == text.n ? kind : 0);
}

static void
plain_scalar(struct reader *in, struct str text, size_t at)
{
	int kind = text.n < 64 ? number_kind(text) : 0;
	char room[64];
	double real;

	if (text.n == 0 || str_eq(text, STR("~")) || str_eq(text, STR("null"))) {
		json_build_null(&in->build);
	} else if (str_eq(text, STR("true")) || str_eq(text, STR("false"))) {
		json_build_bool(&in->build, text.p[0] == 't');
	} else if (kind == 1) {
		json_build_whole(&in->build, text, at);
	} else if (kind != 0) {
		memcpy(room, text.p, text.n);
		room[text.n] = '\0';
		real = strtod(room, NULL);
		if (isfinite(real))
			json_build_real(&in->build, real);
		else
			json_build_text(&in->build, text, at);
	} else {
		json_build_text(&in->build, text, at);
	}
}

/* ---- Events ---- */

static bool
is_text_tag(const yaml_char_t *tag)
{
	return (tag != NULL && (strcmp((const char *)tag, YAML_STR_TAG) == 0 || strcmp((const char *)tag, "!") == 0));
}

/* A key or value was read in the innermost container. */
static void
was_read(struct reader *in)
{
	if (in->depth > 0 && in->mapping[in->depth - 1])
		in->keys[in->depth - 1] = !in->keys[in->depth - 1];
}

static bool
key_comes(const struct reader *in)
{
	return (in->depth > 0 && in->mapping[in->depth - 1] && in->keys[in->depth - 1]);
}

static int
take_scalar(struct reader *in, const yaml_event_t *event, size_t at)
{
	struct str text = { (const char *)event->data.scalar.value, event->data.scalar.length };
	bool tagged = event->data.scalar.tag != NULL, plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !tagged;

	if (tagged && !is_text_tag(event->data.scalar.tag))
		return (refuse(in, YAML_ALIAS, at));
	/* Behind the quote or the mark of a block, as JSON's texts stand behind theirs. */
	if (!plain || key_comes(in))
		json_build_text(&in->build, text, at);
	else
		plain_scalar(in, text, at);
	was_read(in);
	return (0);
}

static int
take_start(struct reader *in, const yaml_event_t *event, size_t at)
{
	bool mapping = event->type == YAML_MAPPING_START_EVENT;
	const yaml_char_t *tag = mapping ? event->data.mapping_start.tag : event->data.sequence_start.tag;

	if (tag != NULL)
		return (refuse(in, YAML_ALIAS, at));
	if (key_comes(in))
		return (refuse(in, YAML_MALFORMED, at)); /* JSON has only texts as keys */
	if (in->depth == in->build.limits->depth || in->depth == JSON_BUILD_DEPTH_MAX) {
		refuse(in, JSON_TOO_DEEP, at);
		problem_arg_i64(in->why, "max", (int64_t)in->build.limits->depth);
		return (-1);
	}
	if (mapping)
		json_build_object(&in->build);
	else
		json_build_array(&in->build);
	in->mapping[in->depth] = in->keys[in->depth] = mapping;
	in->depth++;
	return (0);
}

/* 1: the end. */
static int
take_event(struct reader *in, const yaml_event_t *event)
{
	size_t at = offset_of(in, &event->start_mark);

	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (in->any)
			return (refuse(in, YAML_MALFORMED, at)); /* a second document */
		in->any = true;
		return (0);
	case YAML_ALIAS_EVENT:
		return (refuse(in, YAML_ALIAS, at));
	case YAML_SCALAR_EVENT:
		return (take_scalar(in, event, at));
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		return (take_start(in, event, at));
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		in->depth--;
		json_build_end(&in->build);
		was_read(in);
		return (0);
	case YAML_STREAM_END_EVENT:
		return (1);
	default:
		return (0);
	}
}

static int
take_all(struct reader *in)
{
	yaml_event_t event;
	int taken = 0;

	while (taken == 0) {
		if (!yaml_parser_parse(&in->parser, &event))
			return (malformed(in));
		taken = take_event(in, &event);
		yaml_event_delete(&event);
		/* What has failed is told at the end. */
		if (json_build_failed(&in->build))
			return (0);
	}
	if (taken == 1 && !in->any)
		return (refuse(in, YAML_MALFORMED, 0));
	return (taken == 1 ? 0 : -1);
}

int
yaml_parse(struct str text, const struct json_limits *limits, struct arena *arena, yyjson_doc **ret, const struct json_spot **ret_spots,
    size_t *ret_nspots, struct problem *why)
{
	struct reader in = { .text = text, .why = why };
	size_t mark = str_starts(text, STR("\xef\xbb\xbf")) ? 3 : 0;
	int failed;

	*ret = NULL;
	if (text.n > limits->bytes) {
		problem_set(why, LIMIT_REACHED, NULL);
		problem_arg_i64(why, "max", (int64_t)limits->bytes);
		return (-1);
	}
	if (!str_is_utf8(text))
		return (refuse(&in, TEXT_NOT_UTF8, str_utf8_prefix(text)));
	if (!yaml_parser_initialize(&in.parser))
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	in.offset = mark;
	yaml_parser_set_encoding(&in.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&in.parser, (const unsigned char *)text.p + mark, text.n - mark);
	json_build_open(&in.build, limits);
	failed = take_all(&in);
	yaml_parser_delete(&in.parser);
	if (failed) {
		json_build_drop(&in.build);
		return (-1);
	}
	if (json_build_finish(&in.build, arena, ret, ret_spots, ret_nspots, why))
		return (-1);
	if (json_check_keys(*ret, text, *ret_spots, *ret_nspots, limits, why)) {
		json_freep(ret);
		return (-1);
	}
	return (0);
}
