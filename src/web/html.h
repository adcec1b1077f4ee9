/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTML: what a page is rendered with.
 *
 * Each file src/web/templates/NAME.html is compiled (tools/template/, docs/develop/templates.md) into
 *
 *	void template_NAME(struct html *h, const struct VIEW *v);           typed, for direct calls
 *	void template_NAME_render(struct html *h, const void *view);        for tables of routes
 *
 * both declared in the generated "web/templates.h", which needs no header of the view structs.  A template of kind "page" writes a whole document:
 * the layout (layout.html) is drawn around it from struct page.  A template of kind "part" writes its own markup only.
 *
 * Rendering never fails half-way: it appends to a bounded buffer, and the caller asks buf_failed(h->out) once at the end.
 *
 * Form fields whose names start with "_" belong to the framework and are taken out before a shape decodes the rest:
 *	_csrf    page.csrf, in every form that posts
 *	_method  "delete", "patch" or "put" where a form stands for that method
 *	_back    path and query of the page that holds the form: where to go after, or what to draw again with page.failure
 *	_next    where to go after it was carried out; {names} are of what was done: "/claims/{id}"
 *	_form    which form of that page was sent (html_form.id, else its shape's name)
 */
#ifndef WEB_HTML_H
#define WEB_HTML_H

#include "base/shape.h"

struct page;

/** Everything a template needs beside its view. */
struct html {
	struct buf *out;             /* borrowed */
	enum lang lang;
	const struct page *page;     /* borrowed; a part may be rendered with a page of zeros */
	struct arena *arena;         /* of the request: models that templates build (forms); never long-lived */
};

/* ---- The frame around a page ---- */

/* clang-format off */
/** Entries of the rail, in order: constant, name (label: message "section.NAME"), where it leads. */
#define PAGE_SECTIONS(X) \
	X(SECTION_HOME,        home,        "/") \
	X(SECTION_WORK,        work,        "/work") \
	X(SECTION_POSTURE,     posture,     "/posture") \
	X(SECTION_OBLIGATIONS, obligations, "/obligations") \
	X(SECTION_REVIEWS,     reviews,     "/reviews") \
	X(SECTION_GUIDELINES,  guidelines,  "/baselines") \
	X(SECTION_BODIES,      bodies,      "/entities") \
	X(SECTION_PEOPLE,      people,      "/persons") \
	X(SECTION_LEDGER,      ledger,      "/ledger") \
	X(SECTION_SECURITY,    security,    "/security") \
	X(SECTION_SETTINGS,    settings,    "/settings")
/* clang-format on */

enum page_section {
#define X(constant, name, href) constant,
	PAGE_SECTIONS(X)
#undef X
	SECTION_COUNT,
	SECTION_NONE = SECTION_COUNT, /* a page that belongs to none (sign-in, errors, search) */
};
#define SECTION_BIT(section) (1u << (section))

/** One step of the way to a page, outermost first; the page itself is not among them. */
struct page_crumb {
	struct str href;
	struct langs title;
};
struct page_crumb_list {
	struct page_crumb *items;
	size_t n;
};

enum page_flash { FLASH_NONE, FLASH_DONE, FLASH_NOTE, FLASH_PROBLEM };

/** A form that was sent and refused: the page that holds it is drawn again with what was typed and what is wrong. */
struct form_failure {
	struct str form;                   /* "_form" as sent */
	const struct pair_list *values;    /* as sent, decoded, without the "_" fields */
	const struct problem *why;         /* items with places in fields are shown beside them, all others on top */
};

/** What the layout shows around a page.  All strings are borrowed for the time of rendering. */
struct page {
	struct str path;                   /* as requested, decoded not needed: "/entities/PK-PB/obligations" */
	struct str query;                  /* without "?", still percent-encoded; absent: none */
	enum page_section section;
	struct page_crumb_list crumbs;

	bool signed_in;                    /* false: no rail, no search, no person menu */
	struct str person;                 /* name of who is signed in */
	struct langs role;                 /* "Security officer, Health Department" */
	struct str csrf;                   /* token for forms; also needed where nobody is signed in (sign-in form) */
	unsigned sections;                 /* SECTION_BIT()s of the entries that the person may use */
	uint32_t counts[SECTION_COUNT];    /* what waits there; 0 shows nothing */

	struct str search;                 /* what is in the search box */
	enum page_flash flash;
	struct str flash_text;             /* in the language of the page */
	const struct form_failure *failure; /* or NULL */

	struct str events;                 /* URL of the SSE stream by which the page follows changes; absent: a still page */
	int64_t ledger_position;           /* last durable record, for the footer; 0: not shown */
	int64_t now;                       /* moment of rendering: "as of" and print header */
	bool demonstration;                /* shows that all data is fictional */
};

/**
 * html_problem(h, status, why, reference): a whole document that says what happened, that nothing was lost and what to do, from
 * WHY and its items.  REFERENCE (may be absent) is the request's number in the log.
 */
void html_problem(struct html *h, int status, const struct problem *why, struct str reference);

/* ---- For handlers that prepare text ---- */

/** html_text(h, key): message KEY in the language of H; borrowed from the catalogue. */
struct str html_text(const struct html *h, const char *key);

/** html_escape(out, s): S with & < > " ' written as references: safe as text and in a quoted attribute. */
void html_escape(struct buf *out, struct str s);
/** html_escape_component(out, s): percent-encoding of all but unreserved characters (RFC 3986 §2.3): one segment or query value. */
void html_escape_component(struct buf *out, struct str s);
/**
 * html_escape_url(out, s): a whole URL for an attribute: a path on this server ("/…" but not "//…"), "?…", "#…", or an absolute one with scheme
 * http, https or mailto; characters that a URL cannot hold are percent-encoded.  Anything else becomes "#".
 */
void html_escape_url(struct buf *out, struct str s);

#endif
