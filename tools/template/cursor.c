/* SPDX-License-Identifier: Apache-2.0 */
/* Words and characters inside {{ }}. */
#include <ctype.h>

#include "template/template.h"

static bool
in_ident(char c)
{
	return (isalnum((unsigned char)c) || c == '_');
}

void
skip_space(struct cursor *c)
{
	while (c->p < c->end && isspace((unsigned char)*c->p))
		c->p++;
}

bool
cursor_done(struct cursor *c)
{
	skip_space(c);
	return (c->p == c->end);
}

bool
take_char(struct cursor *c, char x)
{
	skip_space(c);
	if (c->p == c->end || *c->p != x)
		return (false);
	c->p++;
	return (true);
}

struct str
take_ident(struct cursor *c)
{
	const char *from;

	skip_space(c);
	from = c->p;
	if (c->p == c->end || isdigit((unsigned char)*c->p))
		return (STR_NONE);
	while (c->p < c->end && in_ident(*c->p))
		c->p++;
	return (c->p == from ? STR_NONE : (struct str){ from, (size_t)(c->p - from) });
}

struct str
take_key(struct cursor *c)
{
	const char *from;

	skip_space(c);
	from = c->p;
	while (c->p < c->end && (in_ident(*c->p) || *c->p == '.' || *c->p == '-'))
		c->p++;
	return (c->p == from ? STR_NONE : (struct str){ from, (size_t)(c->p - from) });
}

struct str
take_string(struct cursor *c)
{
	const char *from;

	if (!take_char(c, '"'))
		return (STR_NONE);
	from = c->p;
	while (c->p < c->end && *c->p != '"' && *c->p != '\n')
		c->p++;
	if (c->p == c->end || *c->p != '"')
		return (STR_NONE);
	c->p++;
	return ((struct str){ from, (size_t)(c->p - 1 - from) });
}

bool
take_word(struct cursor *c, const char *word)
{
	size_t n = strlen(word);

	skip_space(c);
	if ((size_t)(c->end - c->p) < n || memcmp(c->p, word, n) != 0 || ((size_t)(c->end - c->p) > n && in_ident(c->p[n])))
		return (false);
	c->p += n;
	return (true);
}
