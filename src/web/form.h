/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Forms from shapes: one question a row, the label and hint from the catalogue, the input from the kind of the field, bounds as
 * attributes, errors beside the field and summed on top, and what was typed kept.
 *
 *	label   message "SHAPE.FIELD.label", else "field.FIELD"
 *	hint    message "SHAPE.FIELD.hint", if there is one
 *	choices "CHOICES.NAME" for each choice
 *	errors  the problem's own texts
 *
 * Templates ask with {{form SHAPE …}} (a whole <form>) or {{fields SHAPE …}} (only the rows, inside a form of their own).
 */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "web/html.h"

/* ---- Arguments, as compiled templates give them ---- */

struct html_message;
struct html_labels;

enum html_arg_kind {
	HTML_ARG_STR,
	HTML_ARG_LITERAL,   /* markup or a piece of URL from the template: not escaped */
	HTML_ARG_NUMBER,
	HTML_ARG_LANGS,
	HTML_ARG_ID,
	HTML_ARG_DIGEST,
	HTML_ARG_DATE,
	HTML_ARG_MOMENT,
	HTML_ARG_LABEL,
	HTML_ARG_MESSAGE,
};

struct html_arg {
	const char *name;
	enum html_arg_kind kind;
	const char *open, *close; /* markup around it, or NULL */
	union {
		struct str s;
		int64_t i;
		struct langs langs;
		struct id id;
		struct digest digest;
		const struct html_message *message;
	};
	const struct html_labels *labels;
};

/* ---- What is asked ---- */

/** One thing to choose, where a page knows better than the shape (a role, a body, a declared attribute). */
#define FORM_OPTION(FIELD)                     \
	FIELD(text, value, REQUIRED)           \
	FIELD(langs, label, REQUIRED)          \
	FIELD(text, hint, OPTIONAL)
SHAPE_DECLARE(form_option, FORM_OPTION);

/** The options of a field: a select, or checkboxes for a list; of a pairs field: its rows (value: the name, label: what it is called). */
struct form_options {
	const char *field;
	const struct form_option_list *options;
};

enum form_method { FORM_POST, FORM_GET, FORM_PATCH, FORM_PUT, FORM_DELETE };

struct form_spec {
	const struct shape *shape;
	const char *id;                  /* prefix of element ids and the value of _form; NULL: the shape's name */
	struct str action;
	enum form_method method;
	const char *submit;              /* message of the button; NULL: "form.save" */
	const void *values;              /* a struct of the shape with what is there already, or NULL */
	const char *only;                /* "result,narrative": these fields in this order; NULL: all */
	const struct html_arg *given;    /* known to the page: hidden fields */
	size_t ngiven;
	const struct form_options *options;
	size_t noptions;
	bool autosave;                   /* kept in the browser until it was sent */
	bool upload;                     /* multipart/form-data, with the field "file" on top */
	bool danger;                     /* the button warns */
};

/** html_form(h, spec): the whole form.  html_fields(h, spec): error summary, hidden fields and rows only. */
void html_form(struct html *h, const struct form_spec *spec);
void html_fields(struct html *h, const struct form_spec *spec);

/* ---- The model that the parts form.html, form_fields.html and form_row.html draw ---- */

enum form_input {
	FORM_TEXT,     /* <input> */
	FORM_AREA,     /* <textarea> */
	FORM_NUMBER,   /* <input inputmode=numeric> */
	FORM_DATE,
	FORM_PASSWORD, /* never shows what was typed */
	FORM_CHECK,    /* one box */
	FORM_RADIO,    /* one of a few */
	FORM_SELECT,   /* one of many */
	FORM_LOOKUP,   /* one of very many: typed, with suggestions */
	FORM_BOXES,    /* several of some */
	FORM_SEVERAL,  /* several texts: inputs of one name */
	FORM_GROUP,    /* rows of rows: a text in each language, a value for each name, a shape in a shape */
};

enum {
	FORM_RADIO_MAX = 5,      /* choices shown at once */
	FORM_SELECT_MAX = 40,    /* beyond: a lookup, where what is sent can be typed */
	FORM_LINE_MAX = 300,     /* characters of a one-line input; longer texts get a text area */
	FORM_SEVERAL_SPARE = 3,  /* empty inputs to add more */
};

struct form_choice {
	struct str value, hint, id;
	struct langs label;
	bool chosen;
};
struct form_choice_list {
	struct form_choice *items;
	size_t n;
};

struct form_row;
struct form_row_list {
	struct form_row *items;
	size_t n;
};

struct form_row {
	struct str name;                 /* of the input: "title.en" */
	struct str id;                   /* of the element: "entity_create-title.en" */
	struct langs label;
	struct str hint, error;          /* absent: none */
	struct str describedby;          /* ids of hint and error */
	enum form_input input;
	struct str value;
	struct str_list values;          /* FORM_SEVERAL */
	struct form_choice_list choices;
	struct form_row_list rows;       /* FORM_GROUP */
	const char *autocomplete;        /* token of HTML, or NULL */
	const char *type;                /* of <input>: "text", "email", … */
	const char *lang, *dir;          /* of a text in one language; NULL: the page's */
	bool required;
	bool code;                       /* an identifier: left to right, no spelling help */
	int64_t least, most;             /* characters or values; most 0: no bound worth telling the browser */
	uint32_t lines;                  /* of a text area */
};

/** A finding for the summary on top; with a link where it belongs to a row. */
struct form_error {
	struct str id;                   /* of the row's element, or absent */
	struct str label;                /* of the row, or absent */
	struct str text;
};
struct form_error_list {
	struct form_error *items;
	size_t n;
};

struct form_hidden {
	struct str name, value;
};
struct form_hidden_list {
	struct form_hidden *items;
	size_t n;
};

struct form {
	const struct form_spec *spec;
	struct str id;
	struct str submit;               /* text of the button */
	const char *method;              /* of the element: "post" or "get" */
	const char *override;            /* "delete", … for _method, or NULL */
	struct form_hidden_list hidden;
	struct form_row_list rows;
	struct form_error_list errors;
	uint32_t more_errors;            /* found but not kept */
};

/** form_build(spec, h, ret): the model, in the arena of H; the page's failure fills it if it is of this form.  -1 if the arena is full. */
MUST_CHECK int form_build(const struct form_spec *spec, const struct html *h, struct form *ret);

#endif
