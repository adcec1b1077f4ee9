/* SPDX-License-Identifier: Apache-2.0 */
#include "base/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <pthread.h>

#include "base/json.h"

enum {
	DEPTH_MAX = 256,             /* no xml_limits may allow more */
	EXCERPT_BYTES = 24,
};

const struct xml_limits xml_limits_document = { .bytes = (size_t)64 << 20, .depth = 128, .nodes = 8000000 };

struct level {
	struct xml_node *node, *last;
};

struct reader {
	xmlParserCtxtPtr context;
	struct str text;
	size_t mark;                 /* bytes of a byte order mark, which the parser does not see */
	const struct xml_limits *limits;
	struct arena *arena;
	struct level levels[DEPTH_MAX + 1];
	size_t depth, nodes;
	struct buf run;              /* characters since the last tag */
	size_t run_at;
	const xmlChar *space;        /* the last namespace, and our copy of it */
	struct str space_copy;
	struct problem *why;
	bool failed;
};

/* ---- Failing ---- */

static void
stop(struct reader *in)
{
	in->failed = true;
	xmlStopParser(in->context);
}

static void
refuse_with(struct reader *in, enum problem_code code, size_t at, struct str given)
{
	if (in->failed)
		return;
	problem_set(in->why, code, NULL);
	json_position(in->text, at, &in->why->line, &in->why->column);
	problem_arg_i64(in->why, "line", in->why->line);
	problem_arg_i64(in->why, "column", in->why->column);
	problem_arg(in->why, "given", given);
	stop(in);
}

/* A finding at AT, where what stands there says the most; or, with MAX, a limit that was reached. */
static void
refuse(struct reader *in, enum problem_code code, size_t at, size_t max)
{
	struct str excerpt = str_sub(in->text, at, EXCERPT_BYTES);
	char digits[24];

	while (excerpt.n > 0 && !str_is_utf8(excerpt))
		excerpt.n--;
	snprintf(digits, sizeof digits, "%zu", max);
	if (in->failed)
		return;
	refuse_with(in, code, at, excerpt);
	if (max > 0)
		problem_arg(in->why, "max", str_c(digits));
}

static size_t
where(const struct reader *in)
{
	long consumed = xmlByteConsumed(in->context);
	size_t at = in->mark + (consumed < 0 ? 0 : (size_t)consumed);

	return (at < in->text.n ? at : in->text.n);
}

static void
on_error(void *user, xmlErrorPtr error)
{
	struct reader *in = user;

	/* A prefix without namespace is an error that the parser would go on after. */
	if (in->failed || (error->level != XML_ERR_FATAL && (error->level != XML_ERR_ERROR || error->domain != XML_FROM_NAMESPACE)))
		return;
	refuse(in, XML_MALFORMED, where(in), 0);
}

/* ---- Nodes ---- */

static bool
count(struct reader *in, size_t n, size_t at)
{
	in->nodes += n;
	if (in->nodes <= in->limits->nodes)
		return (true);
	refuse(in, LIMIT_REACHED, at, in->limits->nodes);
	return (false);
}

static struct xml_node *
append(struct reader *in, size_t at)
{
	struct level *level = &in->levels[in->depth];
	struct xml_node *node;

	if (!count(in, 1, at))
		return (NULL);
	node = arena_alloc(in->arena, sizeof *node);
	if (node == NULL) {
		refuse(in, LIMIT_REACHED, at, in->limits->bytes);
		return (NULL);
	}
	node->at = (uint32_t)at;
	if (level->last != NULL)
		level->last->next = node;
	else if (level->node != NULL)
		level->node->first = node;
	level->last = node;
	return (node);
}

/* What was read since the last tag becomes a text. */
static void
flush(struct reader *in)
{
	struct xml_node *node;

	if (in->run.n == 0 || in->failed)
		return;
	node = append(in, in->run_at);
	if (node == NULL)
		return;
	node->text = arena_str(in->arena, buf_view(&in->run));
	if (node->text.p == NULL)
		refuse(in, LIMIT_REACHED, in->run_at, in->limits->bytes);
	buf_reset(&in->run);
}

static struct str
copy_space(struct reader *in, const xmlChar *space)
{
	if (space == NULL)
		return (STR_NONE);
	/* Namespaces come from the parser's dictionary: the same one is the same pointer. */
	if (space != in->space) {
		in->space = space;
		in->space_copy = arena_str(in->arena, str_c((const char *)space));
	}
	return (in->space_copy);
}

/* ---- Events ---- */

/* A name as it stands in the text, which lives longer than the parser's. */
static struct str
name_at(const struct reader *in, size_t at, const xmlChar *name)
{
	return (str_sub(in->text, at, strlen((const char *)name)));
}

/* The name of the attribute at or after *AT in a well-formed tag; *AT moves behind its value.  Namespace declarations are passed over. */
static size_t
next_attribute(const struct reader *in, size_t *at, size_t end)
{
	const char *p = in->text.p;
	size_t from, name;
	char quote;

	for (;;) {
		while (*at < end && char_in(" \t\r\n", p[*at]))
			++*at;
		from = *at;
		while (*at < end && p[*at] != '"' && p[*at] != '\'')
			++*at;
		quote = *at < end ? p[(*at)++] : '"';
		while (*at < end && p[*at] != quote)
			++*at;
		*at += *at < end;
		if (*at < end && str_starts(str_sub(in->text, from, 5), STR("xmlns")) && char_in(":= \t\r\n", p[from + 5]))
			continue;
		for (name = from; name < end && !char_in(":= \t\r\n", p[name]);)
			name++;
		return (name < end && p[name] == ':' ? name + 1 : from);
	}
}

static void
read_attributes(struct reader *in, struct xml_node *node, size_t end, int n, const xmlChar **from)
{
	struct xml_attribute *attributes = arena_array(in->arena, struct xml_attribute, (size_t)n);
	size_t at = (size_t)(node->name.p - in->text.p) + node->name.n;

	if (attributes == NULL) {
		refuse(in, LIMIT_REACHED, node->at, in->limits->bytes);
		return;
	}
	for (int i = 0; i < n; i++, from += 5) {
		struct xml_attribute *attribute = &attributes[i];
		struct str value = { (const char *)from[3], (size_t)(from[4] - from[3]) };

		attribute->at = (uint32_t)next_attribute(in, &at, end);
		attribute->name = name_at(in, attribute->at, from[0]);
		attribute->space = copy_space(in, from[2]);
		attribute->value = value.n == 0 ? STR("") : arena_str(in->arena, value);
		if (attribute->value.p == NULL)
			refuse(in, LIMIT_REACHED, attribute->at, in->limits->bytes);
	}
	node->attributes = attributes;
	node->nattributes = (uint32_t)n;
}

static void
on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *space, int nspaces, const xmlChar **spaces, int n,
    int ndefaulted, const xmlChar **attributes)
{
	struct reader *in = user;
	struct xml_node *node;
	size_t end = where(in), at = end;

	(void)nspaces;
	(void)spaces;
	(void)ndefaulted;
	if (in->failed)
		return;
	flush(in);
	/* The parser stands behind the attributes; "<" cannot stand within them. */
	while (at > 0 && in->text.p[at - 1] != '<')
		at--;
	at -= at > 0;
	if (in->depth == in->limits->depth || in->depth == DEPTH_MAX) {
		refuse(in, XML_TOO_DEEP, at, in->limits->depth);
		return;
	}
	node = append(in, at);
	if (node == NULL)
		return;
	node->name = name_at(in, at + 1 + (prefix == NULL ? 0 : strlen((const char *)prefix) + 1), name);
	node->space = copy_space(in, space);
	in->levels[++in->depth] = (struct level){ node, NULL };
	if (n > 0 && count(in, (size_t)n, at))
		read_attributes(in, node, end, n, attributes);
}

static void
on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *space)
{
	struct reader *in = user;

	(void)name;
	(void)prefix;
	(void)space;
	if (in->failed)
		return;
	flush(in);
	in->depth--;
}

static void
on_characters(void *user, const xmlChar *text, int n)
{
	struct reader *in = user;
	size_t at;

	if (in->failed)
		return;
	if (in->run.n == 0) {
		/* The parser stands behind or before what it tells, by its mood. */
		at = where(in);
		in->run_at = at >= (size_t)n && memcmp(in->text.p + at - n, text, (size_t)n) == 0 ? at - (size_t)n : at;
	}
	buf_add(&in->run, text, (size_t)n);
	if (buf_failed(&in->run))
		refuse(in, LIMIT_REACHED, where(in), in->limits->bytes);
}

static void
on_doctype(void *user, const xmlChar *name, const xmlChar *external, const xmlChar *source)
{
	struct reader *in = user;
	size_t at = where(in);

	(void)name;
	(void)external;
	(void)source;
	while (at > 0 && in->text.p[at - 1] != '<')
		at--;
	refuse(in, XML_DTD, at > 0 ? at - 1 : 0, 0);
}

/* ---- In ---- */

/* The encoding that the XML declaration names, if any. */
static struct str
declared_encoding(struct str text)
{
	ptrdiff_t end = str_starts(text, STR("<?xml")) ? str_find(str_sub(text, 0, 1000), STR("?>")) : -1, at;
	struct str rest;
	size_t n = 0;

	if (end < 0)
		return (STR_NONE);
	rest = str_sub(text, 0, (size_t)end);
	at = str_find(rest, STR("encoding"));
	if (at < 0)
		return (STR_NONE);
	rest = str_sub(rest, (size_t)at + 8, rest.n);
	while (rest.n > 0 && char_in(" \t\r\n='\"", rest.p[0]))
		rest = str_sub(rest, 1, rest.n);
	while (n < rest.n && !char_in(" \t\r\n'\"", rest.p[n]))
		n++;
	return (str_sub(rest, 0, n));
}

static int
check_text(struct reader *in)
{
	struct str encoding;
	const char *zero = memchr(in->text.p, '\0', in->text.n);

	if (in->text.n > in->limits->bytes)
		refuse(in, LIMIT_REACHED, 0, in->limits->bytes);
	else if (!str_is_utf8(in->text))
		refuse(in, TEXT_NOT_UTF8, str_utf8_prefix(in->text), 0);
	else if (zero != NULL)
		/* The parser would guess another encoding. */
		refuse(in, XML_MALFORMED, (size_t)(zero - in->text.p), 0);
	if (in->failed)
		return (-1);
	encoding = declared_encoding(str_sub(in->text, in->mark, in->text.n));
	if (encoding.p == NULL || (encoding.n == 5 && strncasecmp(encoding.p, "UTF-8", 5) == 0) ||
	    (encoding.n == 8 && strncasecmp(encoding.p, "US-ASCII", 8) == 0))
		return (0);
	refuse_with(in, XML_ENCODING, (size_t)(encoding.p - in->text.p), encoding);
	return (-1);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

static int
run_parser(struct reader *in)
{
	xmlSAXHandler *events;

	pthread_once(&once, xmlInitParser);
	in->context = xmlCreateMemoryParserCtxt(in->text.p + in->mark, (int)(in->text.n - in->mark));
	if (in->context == NULL)
		return (problem_set(in->why, in->text.n == in->mark ? XML_MALFORMED : OUT_OF_MEMORY, NULL));
	/* NOENT: "&amp;" in attributes as "&".  There is no other entity, because a document type is refused.  HUGE: our own limits count. */
	xmlCtxtUseOptions(in->context, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_HUGE);
	events = in->context->sax;
	memset(events, 0, sizeof *events);
	events->initialized = XML_SAX2_MAGIC;
	events->startElementNs = on_start;
	events->endElementNs = on_end;
	events->characters = events->ignorableWhitespace = events->cdataBlock = on_characters;
	events->internalSubset = on_doctype;
	events->serror = (xmlStructuredErrorFunc)(void *)on_error;
	in->context->userData = in;
	xmlParseDocument(in->context);
	if (!in->failed && !in->context->wellFormed)
		refuse(in, XML_MALFORMED, where(in), 0);
	if (in->context->myDoc != NULL)
		xmlFreeDoc(in->context->myDoc);
	in->context->myDoc = NULL;
	xmlFreeParserCtxt(in->context);
	return (in->failed ? -1 : 0);
}

int
xml_parse(struct str text, const struct xml_limits *limits, struct arena *arena, struct xml_node **ret, struct problem *why)
{
	struct xml_node top = { 0 };
	struct reader *in = arena_alloc(arena, sizeof *in);
	int failed;

	*ret = NULL;
	if (in == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	in->text = text.p == NULL ? STR("") : text;
	in->mark = str_starts(text, STR("\xef\xbb\xbf")) ? 3 : 0;
	in->limits = limits;
	in->arena = arena;
	in->run = BUF(limits->bytes);
	in->why = why;
	in->levels[0].node = &top;
	failed = check_text(in) ? -1 : run_parser(in);
	buf_free(&in->run);
	if (failed)
		return (-1);
	*ret = top.first;
	return (0);
}

struct str
xml_attribute(const struct xml_node *node, const char *name)
{
	for (uint32_t i = 0; i < node->nattributes; i++)
		if (node->attributes[i].space.p == NULL && str_eq_c(node->attributes[i].name, name))
			return (node->attributes[i].value);
	return (STR_NONE);
}
