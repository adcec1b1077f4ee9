/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes: body → payload → writer → answer.  The request sleeps while the writer, or a worker thread before it, has it.
 */
#include "web/accept.h"
#include "web/inside.h"

enum { IDEMPOTENCY_KEY_MAX = 200 };

struct write {
	struct request *r;
	struct input_body body;
	void *in, *payload;
	struct command command;
	struct work_job job;
	struct problem why;
	bool failed;               /* before it was queued */
};

static const struct shape *
payload_shape(const struct write *w)
{
	return (w->r->route->verb->payload());
}

/* ---- The payload ---- */

/* What the server knows: new identifiers, the time.  A fill function may have set some already. */
static void
payload_fill(const struct shape *shape, void *payload, int64_t now)
{
	for (size_t i = 0; i < shape->n; i++) {
		const struct field *field = &shape->fields[i];
		void *slot = (char *)payload + field->offset;

		if (field->need != FILLED)
			continue;
		if (field->kind == SHAPE_ID && id_is_none(*(struct id *)slot))
			*(struct id *)slot = id_new(now);
		else if (field->kind == SHAPE_MOMENT && *(int64_t *)slot == 0)
			*(int64_t *)slot = now;
	}
}

static int
payload_make(struct write *w, struct problem *why)
{
	struct request *r = w->r;
	const struct shape *shape = payload_shape(w);

	w->payload = r->route->run == NULL ? w->in : arena_alloc(r->arena, shape->size);
	if (w->payload == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	if (r->route->run != NULL && r->route->run(r, w->in, w->payload, why) != 0)
		return (-1);
	payload_fill(shape, w->payload, r->now);
	return (0);
}

/* ---- To the writer ---- */

static void
on_done(struct command *command)
{
	struct write *w = command->context;

	http_resume(w->r->http);
}

/* What was asked, whatever the server added to it: the same request is the same again. */
static struct digest
request_digest(const struct request *r)
{
	struct hash hash;

	hash_begin(&hash);
	hash_add(&hash, r->http->target.p, r->http->target.n);
	hash_add(&hash, "\0", 1);
	if (r->route->upload)
		upload_digest(r, &hash);
	else
		hash_add(&hash, r->http->body.p, r->http->body.n);
	return (hash_end(&hash));
}

static int
submit(struct write *w)
{
	struct request *r = w->r;
	struct str key = http_head(r->http, "Idempotency-Key");

	w->command = (struct command){ .verb = r->route->verb, .payload = w->payload, .actor = r->who == NULL ? ID_NONE : r->who->person,
		.on_behalf = r->who == NULL ? ID_NONE : r->who->access.on_behalf, .address = r->address, .arena = r->arena,
		.beside = r->beside, .beside_context = r->beside_context, .done = on_done, .context = w };
	if (key.n > 0 && key.n <= IDEMPOTENCY_KEY_MAX && str_is_utf8(key)) {
		w->command.idempotency_key = key;
		w->command.request_digest = request_digest(r);
	}
	return (ledger_submit(r->app->ledger, &w->command));
}

/*
 * The key of a request that was carried out before: then nothing is made ready a second time, which may not be possible any more (a document
 * that is there already); the writer answers from its record, and does not look at the payload.
 */
static bool
payload_of_repeated(struct write *w)
{
	struct request *r = w->r;
	struct str key = http_head(r->http, "Idempotency-Key");

	if (key.n == 0 || r->who == NULL || !ledger_key_known(r->db, r->who->person, key))
		return (false);
	w->payload = arena_alloc(r->arena, payload_shape(w)->size);
	return (w->payload != NULL);
}

/* On a worker thread: what takes time, then on to the writer. */
static void
on_worker(void *context)
{
	struct write *w = context;
	struct request *r = w->r;
	int status = request_attach(r, &w->why);

	if (status == 0 && !payload_of_repeated(w))
		status = payload_make(w, &w->why);
	request_detach(r);
	w->failed = status != 0;
	if (status == 0 && r->redirect.p == NULL && submit(w) == 0)
		return;
	if (status == 0 && r->redirect.p == NULL)
		w->command.status = -1;
	http_resume(r->http);
}

/* ---- The answer ---- */

static struct str
scalar_text(const struct field *field, const void *payload, struct arena *arena)
{
	const void *slot = (const char *)payload + field->offset;
	char *text;

	switch (field->kind) {
	case SHAPE_TEXT:
	case SHAPE_CODE:
		return (*(const struct str *)slot);
	case SHAPE_ID:
		text = arena_alloc(arena, ID_TEXT_BYTES + 1);
		if (text == NULL)
			return (STR_NONE);
		id_text(*(const struct id *)slot, text);
		return (str_c(text));
	case SHAPE_CHOICE:
		return (str_c(choice_name(field->choices, *(const int *)slot)));
	case SHAPE_COUNT:
		return (arena_fmt(arena, "%u", *(const uint32_t *)slot));
	default:
		return (STR_NONE);
	}
}

/* A name in THEN: of the payload, else of the path. */
static struct str
then_value(void *context, struct str name)
{
	const struct write *w = context;
	const struct shape *shape = payload_shape(w);

	for (size_t i = 0; i < shape->n; i++)
		if (str_eq_c(name, shape->fields[i].name))
			return (scalar_text(&shape->fields[i], w->payload, w->r->arena));
	for (size_t i = 0; i < w->r->match.nparams; i++)
		if (str_eq(name, w->r->match.params[i].name))
			return (w->r->match.params[i].value);
	return (STR_NONE);
}

/* PATTERN with its names filled in; absent where one is not known. */
static struct str
path_filled(struct write *w, const char *pattern)
{
	struct buf path = BUF(HTTP_TARGET_MAX);
	struct str ret = STR_NONE;

	if (pattern != NULL && route_fill(pattern, then_value, w, &path) == 0)
		ret = arena_str(w->r->arena, buf_view(&path));
	buf_free(&path);
	return (ret);
}

/* Where the form itself wants to go on, "/obligations/…?evidence={id}"; what it says is filled in like THEN, and stays on this server. */
static struct str
next_path(struct write *w)
{
	struct str next = w->body.next;

	if (next.p == NULL || str_find(next, STR("{")) < 0)
		return (next);
	next = arena_str(w->r->arena, next);
	return (next.p == NULL ? STR_NONE : path_filled(w, next.p));
}

/* A command that had been carried out before answers as it did then. */
static int
payload_first(struct write *w, struct problem *why)
{
	const struct shape *shape = payload_shape(w);
	struct shape_given none = { NULL, 0 };

	if (!w->command.repeated)
		return (0);
	w->payload = arena_alloc(w->r->arena, shape->size);
	if (w->payload == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	return (shape_from_json(shape, w->command.payload_first, &none, SHAPE_LEDGER, w->r->arena, w->payload, why));
}

static void
answer_page(struct write *w, struct str then)
{
	struct request *r = w->r;
	struct str next = next_path(w);

	if (next.p != NULL)
		then = next;
	else if (then.p == NULL)
		then = w->body.back.p != NULL ? w->body.back : STR("/");
	if (r->secret.p != NULL && r->who != NULL && r->by_cookie)
		once_put(r->web->once, r->who->key, then, r->secret, r->now);
	show_cookie(r, "flash", str_c(r->route->verb_name), 60);
	show_redirect(r, 303, then);
}

/* Whether THEN is something new, not what was changed: the address asked for stands neither at nor below it. */
static bool
is_new(const struct request *r, struct str then)
{
	return (r->http->method == HTTP_POST && !(str_starts(r->target.path, then) &&
	    (r->target.path.n == then.n || r->target.path.p[then.n] == '/')));
}

static void
answer_data(struct write *w, struct str then)
{
	struct request *r = w->r;
	struct problem ignored = { .nitems = 0 };
	const struct route *route;
	void *view;

	if (then.p != NULL)
		http_header(r->http, "Location", r->api ? arena_fmt(r->arena, "/api/v1%.*s", STR_FMT(then)) : then);
	if (then.p == NULL || str_eq_c(http_head(r->http, "Prefer"), "return=minimal")) {
		show_empty(r, 204);
		return;
	}
	if (request_attach(r, &ignored) == 0 && view_at(r, then, &route, &view, &ignored) == 0)
		show_view(r, is_new(r, then) ? 201 : 200, route, view);
	else
		show_empty(r, 204); /* done, but not for their eyes */
	request_detach(r);
}

static void
refuse(struct write *w, const struct problem *why)
{
	struct request *r = w->r;
	struct problem ignored = { .nitems = 0 };
	bool shown = false;

	r->secret = STR_NONE; /* what was made for it was not used */
	if (r->format == FORMAT_HTML && request_attach(r, &ignored) == 0)
		shown = show_form(r, &w->body, why);
	request_detach(r);
	if (!shown)
		show_problem(r, why);
}

/* Awake again, on the request's own thread. */
static void
on_awake(void *context, struct http_request *http)
{
	struct request *r = http->state;
	struct write *w = r->write;
	struct str then;

	(void)context;
	if (w->failed || w->command.status != 0) {
		refuse(w, w->failed ? &w->why : &w->command.why);
		return;
	}
	if (r->redirect.p != NULL) { /* there is a question first */
		show_redirect(r, 303, r->redirect);
		return;
	}
	r->now = w->command.at;
	if (w->command.repeated) /* what was made this time was not used */
		r->secret = STR_NONE;
	http_header(http, "Ledger-Sequence", arena_fmt(r->arena, "%lld", (long long)w->command.seq));
	if (payload_first(w, &w->why) != 0) {
		show_problem(r, &w->why);
		return;
	}
	then = path_filled(w, r->route->then);
	if (r->format == FORMAT_HTML)
		answer_page(w, then);
	else
		answer_data(w, then);
}

/* ---- The request ---- */

static int
prepare(struct write *w, struct problem *why)
{
	struct request *r = w->r;
	shape_fn input;

	if (r->route->upload) {
		if (upload_body(r, &w->body, why) != 0)
			return (-1);
	} else if (input_body(r, &w->body, why) != 0 || method_choose(r, w->body.method, ROUTE_VERB, why) != 0 ||
	    guard_form(r, w->body.csrf, why) != 0)
		return (-1);
	input = r->route->input != NULL ? r->route->input : r->route->verb->payload;
	return (input_decode(r, input(), &w->body, &w->in, why));
}

static void
hand_over(struct write *w)
{
	struct request *r = w->r;

	if (r->route->run == NULL) {
		if (payload_make(w, &w->why) != 0) {
			refuse(w, &w->why);
			return;
		}
		http_suspend(r->http, on_awake);
		if (submit(w) != 0) {
			w->command.status = -1;
			http_resume(r->http);
		}
		return;
	}
	w->job = (struct work_job){ on_worker, w };
	http_suspend(r->http, on_awake);
	if (!work_give(r->web->work, &w->job)) {
		w->failed = true;
		problem_set(&w->why, SERVER_BUSY, NULL);
		w->why.retry_after_s = 2;
		http_resume(r->http);
	}
}

void
write_run(struct request *r)
{
	struct write *w = arena_alloc(r->arena, sizeof *w);

	if (w == NULL) {
		problem_set(&r->why, OUT_OF_MEMORY, NULL);
		show_problem(r, &r->why);
		return;
	}
	r->write = w;
	w->r = r;
	if (prepare(w, &w->why) != 0)
		refuse(w, &w->why);
	else
		hand_over(w);
}
