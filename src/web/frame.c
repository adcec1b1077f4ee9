/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frame around every page: who, the rail, the foot.  An entry of the rail is there for those who may open what it leads to, by the route table.
 */
#include "web/inside.h"

static const char *const section_href[] = {
#define X(constant, name, href) [constant] = href,
	PAGE_SECTIONS(X)
#undef X
};

/* Pages that belong to a section although their addresses do not begin as its does. */
static const struct {
	const char *start;
	enum page_section section;
} also[] = { { "/roles", SECTION_PEOPLE }, { "/grants", SECTION_PEOPLE }, { "/catalogs", SECTION_GUIDELINES },
	{ "/controls", SECTION_GUIDELINES }, { "/mappings", SECTION_GUIDELINES },
	{ "/claims", SECTION_OBLIGATIONS }, { "/evidence", SECTION_OBLIGATIONS } };

/* Whoever can have work in none of these ways needs no list of it. */
#define WORK_OF                                                                                                                 \
	(PERM_BIT(PERM_ANSWER) | PERM_BIT(PERM_SUBMIT) | PERM_BIT(PERM_APPROVE) | PERM_BIT(PERM_REVIEW) | PERM_BIT(PERM_AUTHOR_POLICY) | \
	    PERM_BIT(PERM_PUBLISH_POLICY))

void
frame_sections(struct web *web)
{
	for (int i = 0; i < SECTION_COUNT; i++)
		for (size_t k = 0; k < web->nroutes; k++)
			if (web->routes[k].method == HTTP_GET && strcmp(web->routes[k].pattern, section_href[i]) == 0)
				web->section_permission[i] = web->routes[k].permission;
}

static bool
may_open(int permission, int64_t held)
{
	return (permission == PERM_SIGNED_IN || permission == PERM_PUBLIC ||
	    (permission > 0 && permission <= PERM_ADMINISTER && (held & PERM_BIT(permission)) != 0));
}

/* What of the rail the person may use. */
static unsigned
sections_of(const struct request *r)
{
	unsigned bits = 0;
	int64_t held = 0;

	for (size_t i = 0; i < r->who->access.n; i++)
		held |= r->who->access.grants[i].permissions & r->who->access.limit;
	for (int i = 0; i < SECTION_COUNT; i++)
		if (may_open(r->web->section_permission[i], held) && (i != SECTION_WORK || (held & WORK_OF) != 0))
			bits |= SECTION_BIT(i);
	return (bits);
}

static bool
path_begins(struct str path, const char *start)
{
	size_t n = strlen(start);

	return (str_starts(path, str_c(start)) && (path.n == n || path.p[n] == '/'));
}

/* The section to which the page at PATH belongs. */
static enum page_section
section_of(struct str path)
{
	for (int i = SECTION_HOME + 1; i < SECTION_COUNT; i++)
		if (path_begins(path, section_href[i]))
			return ((enum page_section)i);
	for (size_t i = 0; i < ARRAY_SIZE(also); i++)
		if (path_begins(path, also[i].start))
			return (also[i].section);
	return (str_eq_c(path, "/") ? SECTION_HOME : SECTION_NONE);
}

void
show_frame(struct request *r)
{
	struct page *page = &r->page;
	char *csrf = arena_alloc(r->arena, DIGEST_TEXT_BYTES + 1);

	if (page->path.p == NULL) {
		page->path = r->target.path;
		page->query = r->target.query;
	}
	page->section = section_of(page->path);
	page->now = r->now;
	page->demonstration = r->app->demonstration != 0;
	page->ledger_position = r->who == NULL ? 0 : ledger_position(r->app->ledger);
	if (r->who == NULL)
		return;
	page->signed_in = true;
	page->person = r->who->name;
	page->sections = sections_of(r);
	if (csrf != NULL) {
		guard_csrf_text(r, csrf);
		page->csrf = str_c(csrf);
	}
}
