/* SPDX-License-Identifier: Apache-2.0 */
/* The statements between {{ and }}: branches, loops, names, parts. */
#include <ctype.h>

#include "template/template.h"

static struct block *
block_push(struct template *t, enum block_kind kind)
{
	struct block *block = &t->blocks[t->nblocks];

	if (t->nblocks == BLOCKS_MAX) {
		fail(t, "more than %d {{if}} and {{for}} inside each other", BLOCKS_MAX);
		return (NULL);
	}
	t->nblocks++;
	*block = (struct block){ .kind = kind, .line = t->line, .number = ++t->counter, .start = t->place };
	return (block);
}

static struct block *
block_top(struct template *t, const char *word)
{
	if (t->nblocks == 0) {
		fail(t, "{{%s}} without {{if}} or {{for}}", word);
		return (NULL);
	}
	return (&t->blocks[t->nblocks - 1]);
}

static void
statement(struct template *t)
{
	place_control(t);
	code_literal(t);
	code_line(t);
}

static void
directive_if(struct template *t, struct cursor *c)
{
	struct expression e = { "" };

	statement(t);
	if (expression_condition(t, c, &e) && block_push(t, BLOCK_IF) != NULL)
		code(t, "if (!!%s) {\n", e.c);
}

/* A branch ends: where it did must agree with the other branches. */
static bool
branch_end(struct template *t, struct block *block)
{
	struct place here = t->place;

	here.after_control = true;
	locals_leave(t, t->nblocks);
	if (block->has_end && !place_merge(t, &block->end, &here, block->kind == BLOCK_IF ? "{{if}}" : "{{for}}", &here))
		return (false);
	block->end = here;
	block->has_end = true;
	t->place = block->start;
	t->place.after_control = true;
	return (true);
}

static void
directive_elif(struct template *t, struct cursor *c)
{
	struct block *block = block_top(t, "elif");
	struct expression e = { "" };

	if (block == NULL)
		return;
	if (block->kind != BLOCK_IF || block->has_else) {
		fail(t, "{{elif}} belongs between {{if}} and {{else}}");
		return;
	}
	statement(t);
	if (branch_end(t, block) && expression_condition(t, c, &e))
		code(t, "} else if (!!%s) {\n", e.c);
}

/* The body of a loop runs any number of times: it must end where it began, also within a URL. */
static bool
loop_closes(struct template *t, const struct block *block)
{
	if (t->place.state == PLACE_VALUE && t->place.kind == ATTR_URL && t->place.url != block->start.url)
		return (fail(t, "a loop that begins a URL: write the beginning before it"));
	return (place_merge(t, &block->start, &t->place, "{{for}}", &t->place));
}

static void
directive_else(struct template *t)
{
	struct block *block = block_top(t, "else");

	if (block == NULL)
		return;
	if (block->has_else) {
		fail(t, "a second {{else}}");
		return;
	}
	statement(t);
	if (block->kind == BLOCK_FOR && !loop_closes(t, block))
		return;
	if (!branch_end(t, block))
		return;
	block->has_else = true;
	if (block->kind == BLOCK_IF)
		code(t, "} else {\n");
	else
		code(t, "}\nif (n%u == 0) {\n", block->number);
}

static void
directive_end(struct template *t)
{
	struct block *block = block_top(t, "end");
	struct place here;

	if (block == NULL)
		return;
	statement(t);
	if (block->kind == BLOCK_FOR && !block->has_else && !loop_closes(t, block))
		return;
	here = t->place;
	if (block->has_else) {
		if (!place_merge(t, &block->end, &here, block->kind == BLOCK_IF ? "{{if}}" : "{{for}}", &here))
			return;
	} else {
		/* Nothing may be written at all: where it began counts as a branch. */
		if (block->has_end && !place_merge(t, &block->end, &here, "{{if}}", &here))
			return;
		if (!place_merge(t, &block->start, &here, block->kind == BLOCK_IF ? "{{if}}" : "{{for}}", &here))
			return;
	}
	locals_leave(t, t->nblocks);
	t->place = here;
	t->place.after_control = true;
	code(t, block->kind == BLOCK_IF ? "}\n" : "}}\n");
	t->nblocks--;
}

/* for x [at i] in list | for x [at i] in array count n */
static void
directive_for(struct template *t, struct cursor *c)
{
	struct str name = take_ident(c), index = STR_NONE;
	struct expression list = { "" }, count = { "" };
	struct block *block;
	char counter[NAME_MAX_BYTES + 3];

	if (take_word(c, "at"))
		index = take_ident(c);
	if (name.p == NULL || !take_word(c, "in")) {
		fail(t, "{{for NAME in LIST}} or {{for NAME in ARRAY count NUMBER}}");
		return;
	}
	statement(t);
	if (!expression_path(t, c, &list))
		return;
	if (take_word(c, "count") && !expression_path(t, c, &count))
		return;
	block = block_push(t, BLOCK_FOR);
	if (block == NULL || !local_add(t, name, true) || (index.p != NULL && !local_add(t, index, false)))
		return;
	if (index.p != NULL)
		snprintf(counter, sizeof counter, "l_%.*s", STR_FMT(index));
	else
		snprintf(counter, sizeof counter, "i%u", block->number);
	if (count.c[0] != '\0')
		code(t, "{ const __typeof__((%s)[0]) *a%u = (%s); const size_t n%u = (size_t)(%s);\n", list.c, block->number, list.c,
		    block->number, count.c);
	else
		code(t, "{ const __typeof__(*(%s).items) *a%u = (%s).items; const size_t n%u = (%s).n;\n", list.c, block->number, list.c,
		    block->number, list.c);
	code(t, "for (size_t %s = 0; %s < n%u; %s++) { const __typeof__(*a%u) *l_%.*s UNUSED = &a%u[%s];\n", counter, counter,
	    block->number, counter, block->number, STR_FMT(name), block->number, counter);
}

static void
directive_let(struct template *t, struct cursor *c)
{
	struct str name = take_ident(c);
	struct expression e = { "" };

	if (!take_char(c, '=')) {
		fail(t, "{{let NAME = MEMBER}}");
		return;
	}
	statement(t);
	if (expression_path(t, c, &e) && local_add(t, name, true))
		code(t, "const __typeof__(%s) *l_%.*s UNUSED = &(%s);\n", e.c, STR_FMT(name), e.c);
}

static void
directive_use(struct template *t, struct cursor *c)
{
	struct str part = take_ident(c);
	struct expression e = { "" };

	if (part.p == NULL || t->place.state != PLACE_TEXT) {
		fail(t, "{{use PART}} or {{use PART MEMBER}}, in text");
		return;
	}
	if (!place_value(t))
		return;
	code_literal(t);
	code_line(t);
	if (cursor_done(c))
		code(t, "template_%.*s(h, NULL);\n", STR_FMT(part));
	else if (expression_path(t, c, &e))
		code(t, "template_%.*s(h, &(%s));\n", STR_FMT(part), e.c);
}

static void
directive_slot(struct template *t, struct cursor *c)
{
	bool title = take_word(c, "title");

	if (t->kind != KIND_LAYOUT || (!title && !take_word(c, "content"))) {
		fail(t, "{{slot title}} and {{slot content}} belong into a layout");
		return;
	}
	if (!place_value(t))
		return;
	code_literal(t);
	code(t, "v->slots->%s(h, v->slots->view);\n", title ? "title" : "content");
}

static void
directive_csrf(struct template *t)
{
	if (!place_value(t))
		return;
	t->has_csrf = true;
	code_literal(t);
	code(t, "html_csrf(h);\n");
}

/* {{#if x}} of other languages would be taken for a comment: say so. */
static void
comment(struct template *t, const struct cursor *c)
{
	if (c->p < c->end && *c->p != ' ' && *c->p != '\n')
		fail(t, "a comment is {{# text}}");
	place_control(t);
}

/* A statement's word stands alone; "end.at" is a member. */
static bool
take_statement(struct cursor *c, const char *word)
{
	struct cursor look = *c;

	if (!take_word(&look, word) || (look.p < look.end && !isspace((unsigned char)*look.p)))
		return (false);
	*c = look;
	return (true);
}

void
directive(struct template *t, struct cursor *c)
{
	skip_space(c);
	if (take_char(c, '#')) {
		comment(t, c);
		return;
	}
	if (take_statement(c, "if"))
		directive_if(t, c);
	else if (take_statement(c, "elif"))
		directive_elif(t, c);
	else if (take_statement(c, "else"))
		directive_else(t);
	else if (take_statement(c, "end"))
		directive_end(t);
	else if (take_statement(c, "for"))
		directive_for(t, c);
	else if (take_statement(c, "let"))
		directive_let(t, c);
	else if (take_statement(c, "use"))
		directive_use(t, c);
	else if (take_statement(c, "slot"))
		directive_slot(t, c);
	else if (take_statement(c, "csrf"))
		directive_csrf(t);
	else if (take_statement(c, "form"))
		directive_form(t, c, true);
	else if (take_statement(c, "fields"))
		directive_form(t, c, false);
	else {
		value_write(t, c);
		return;
	}
	if (!t->failed && !cursor_done(c))
		fail(t, "\"%.*s\" is left over", (int)(c->end - c->p), c->p);
}
