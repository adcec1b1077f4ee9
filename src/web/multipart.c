/* SPDX-License-Identifier: Apache-2.0 */
#include "web/multipart.h"

#include <strings.h>

#include "web/accept.h"
#include "web/disposition.h"

static int
fail(struct multipart *m, enum problem_code code, struct problem *why)
{
	m->state = MULTIPART_FAILED;
	return (problem_set(why, code, NULL));
}

static int
fail_limit(struct multipart *m, int64_t limit, struct problem *why)
{
	(void)fail(m, LIMIT_REACHED, why);
	problem_arg_i64(why, "max", limit);
	return (-1);
}

/* bcharsnospace and the space, which may not be the last (RFC 2046 §5.1.1). */
static bool
is_boundary(struct str s)
{
	if (s.n == 0 || s.n > MULTIPART_BOUNDARY_MAX || s.p[s.n - 1] == ' ')
		return (false);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

		if (!word && !char_in("'()+_,-./:=? ", c))
			return (false);
	}
	return (true);
}

int
multipart_begin(struct multipart *m, struct str content_type, struct multipart_sink sink, struct arena *arena, struct problem *why)
{
	struct str boundary = media_type_parameter(content_type, "boundary");

	*m = (struct multipart){ .sink = sink, .arena = arena, .state = MULTIPART_PREAMBLE };
	if (!media_type_is(content_type, "multipart/form-data") || boundary.p == NULL || !is_boundary(boundary))
		return (fail(m, MULTIPART_MALFORMED, why));
	memcpy(m->delimiter, "\r\n--", 4);
	memcpy(m->delimiter + 4, boundary.p, boundary.n);
	m->ndelimiter = 4 + boundary.n;
	m->matched = m->imagined = 2; /* the first delimiter needs no line end before it */
	return (0);
}

/* ---- Headers of a part ---- */

static int
header_line(struct multipart *m, struct str line, struct problem *why)
{
	struct disposition disposition;
	struct str name;

	if (!str_cut(&line, ':', &name) || line.p == NULL)
		return (fail(m, MULTIPART_MALFORMED, why));
	line = str_trim(line);
	if (name.n == strlen("Content-Type") && strncasecmp(name.p, "Content-Type", name.n) == 0)
		m->part.media_type = arena_str(m->arena, line);
	if (name.n != strlen("Content-Disposition") || strncasecmp(name.p, "Content-Disposition", name.n) != 0)
		return (0);
	if (m->disposed || disposition_parse(line, m->arena, &disposition) != 0 || !str_eq_c(disposition.type, "form-data") ||
	    disposition.name.p == NULL)
		return (fail(m, MULTIPART_MALFORMED, why));
	m->part.name = disposition.name;
	m->part.filename = disposition.filename;
	m->disposed = true;
	return (0);
}

static int
headers_end(struct multipart *m, struct problem *why)
{
	if (!m->disposed)
		return (fail(m, MULTIPART_MALFORMED, why));
	m->state = MULTIPART_DATA;
	m->matched = m->imagined = 2; /* an empty part's delimiter may follow the blank line at once */
	if (m->sink.begin(m->sink.context, &m->part, why) != 0) {
		m->state = MULTIPART_FAILED;
		return (-1);
	}
	return (0);
}

/* A whole line without its end, within the headers. */
static int
line_end(struct multipart *m, struct problem *why)
{
	struct str line = { m->line, m->nline };

	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	m->nline = 0;
	return (line.n == 0 ? headers_end(m, why) : header_line(m, line, why));
}

static int
line_push(struct multipart *m, const char **p, const char *end, struct problem *why)
{
	while (*p < end) {
		char c = *(*p)++;

		if (++m->nheaders > MULTIPART_HEADERS_MAX)
			return (fail_limit(m, MULTIPART_HEADERS_MAX, why));
		if (c == '\n')
			return (line_end(m, why));
		m->line[m->nline++] = c;
	}
	return (0);
}

/* ---- After a boundary ---- */

static int
delimiter_end(struct multipart *m, struct problem *why)
{
	struct str line = str_trim((struct str){ m->line, m->nline });

	m->nline = 0;
	if (line.n != 0)
		return (fail(m, MULTIPART_MALFORMED, why));
	if (++m->nparts > MULTIPART_PARTS_MAX)
		return (fail_limit(m, MULTIPART_PARTS_MAX, why));
	m->state = MULTIPART_LINE;
	m->nheaders = 0;
	m->disposed = false;
	m->part = (struct multipart_part){ .name = STR_NONE };
	return (0);
}

/* The rest of the boundary's line: "--" ends all, blanks and a line end begin a part. */
static int
delimiter_push(struct multipart *m, const char **p, const char *end, struct problem *why)
{
	while (*p < end) {
		char c = *(*p)++;

		if (c == '\n')
			return (delimiter_end(m, why));
		if (m->nline == 64)
			return (fail(m, MULTIPART_MALFORMED, why));
		m->line[m->nline++] = c;
		if (m->nline == 2 && memcmp(m->line, "--", 2) == 0) {
			m->state = MULTIPART_EPILOGUE;
			return (0);
		}
	}
	return (0);
}

/* ---- Data ---- */

static int
data_give(struct multipart *m, const char *p, size_t n, struct problem *why)
{
	if (n == 0 || m->state == MULTIPART_PREAMBLE)
		return (0);
	if (m->sink.data(m->sink.context, p, n, why) != 0) {
		m->state = MULTIPART_FAILED;
		return (-1);
	}
	return (0);
}

/* The delimiter is whole: end the part. */
static int
data_end(struct multipart *m, struct problem *why)
{
	bool part = m->state == MULTIPART_DATA;

	m->state = MULTIPART_DELIMITER;
	m->matched = m->imagined = 0;
	m->nline = 0;
	if (part && m->sink.end(m->sink.context, why) != 0) {
		m->state = MULTIPART_FAILED;
		return (-1);
	}
	return (0);
}

/*
 * Bytes up to the next delimiter.  A carriage return stands only at its beginning, so what matched so far and then differs is data, and the
 * search begins again at the byte that differed.  The imagined line end at a part's beginning is never given.
 */
static int
data_push(struct multipart *m, const char **p, const char *end, struct problem *why)
{
	while (*p < end) {
		const char *run;

		if (m->matched > 0 && **p == m->delimiter[m->matched]) {
			(*p)++;
			if (++m->matched == m->ndelimiter)
				return (data_end(m, why));
			continue;
		}
		if (m->matched > 0) {
			if (data_give(m, m->delimiter + m->imagined, m->matched - m->imagined, why) != 0)
				return (-1);
			m->matched = m->imagined = 0;
		}
		run = memchr(*p, '\r', (size_t)(end - *p));
		run = run == NULL ? end : run;
		if (data_give(m, *p, (size_t)(run - *p), why) != 0)
			return (-1);
		*p = run;
		if (run < end) {
			(*p)++;
			m->matched = 1;
		}
	}
	return (0);
}

int
multipart_push(struct multipart *m, const char *p, size_t n, struct problem *why)
{
	const char *end = p + n;
	int status = 0;

	while (status == 0 && p < end) {
		switch (m->state) {
		case MULTIPART_PREAMBLE:
		case MULTIPART_DATA:
			status = data_push(m, &p, end, why);
			break;
		case MULTIPART_DELIMITER:
			status = delimiter_push(m, &p, end, why);
			break;
		case MULTIPART_LINE:
			status = line_push(m, &p, end, why);
			break;
		case MULTIPART_EPILOGUE:
			return (0);
		case MULTIPART_FAILED:
			return (problem_set(why, MULTIPART_MALFORMED, NULL));
		}
	}
	return (status);
}

int
multipart_finish(struct multipart *m, struct problem *why)
{
	return (m->state == MULTIPART_EPILOGUE ? 0 : fail(m, MULTIPART_MALFORMED, why));
}
