/* SPDX-License-Identifier: Apache-2.0 */
/* Messages in templates: looked up and escaped once, then copied. */
#include <pthread.h>

#include "web/html_put.h"

enum { MESSAGE_MAX_BYTES = 64 << 10, KEY_MAX_BYTES = 160 };

static pthread_mutex_t fill_lock = PTHREAD_MUTEX_INITIALIZER;

struct str
html_text(const struct html *h, const char *key)
{
	return (locale_text(h->lang, key));
}

/* TEXT as it may stand in markup: itself if nothing in it needs escaping, else a copy that is kept for the life of the program. */
static struct str
escaped(struct str text)
{
	struct buf out = BUF(MESSAGE_MAX_BYTES);

	html_escape(&out, text);
	if (buf_failed(&out) || out.n == text.n) {
		buf_free(&out);
		return (text.n == 0 || !buf_failed(&out) ? text : STR(""));
	}
	return (buf_view(&out));
}

static void
labels_fill(struct html_labels *labels)
{
	const struct choices *choices = labels->choices;
	char key[KEY_MAX_BYTES];

	for (int lang = 0; lang < LANG_COUNT; lang++) {
		labels->text[lang] = calloc(choices->n, sizeof(struct str));
		for (size_t i = 1; labels->text[lang] != NULL && i < choices->n; i++) {
			snprintf(key, sizeof key, "%s.%s", choices->name, choices->names[i]);
			labels->text[lang][i] = escaped(locale_text((enum lang)lang, locale_has(key) ? key : choices->names[i]));
		}
	}
}

void
html_messages_fill(struct html_messages *messages)
{
	pthread_mutex_lock(&fill_lock);
	if (!atomic_load_explicit(&messages->ready, memory_order_relaxed)) {
		for (size_t i = 0; i < messages->nmessages; i++)
			for (int lang = 0; lang < LANG_COUNT; lang++)
				messages->messages[i].text[lang] = escaped(locale_text((enum lang)lang, messages->messages[i].key));
		for (size_t i = 0; i < messages->nlabels; i++)
			labels_fill(&messages->labels[i]);
		atomic_store_explicit(&messages->ready, true, memory_order_release);
	}
	pthread_mutex_unlock(&fill_lock);
}

static struct str
label(const struct html_labels *labels, enum lang lang, int value)
{
	const struct str *texts = labels->text[lang];

	return (texts == NULL || value <= 0 || (size_t)value >= labels->choices->n ? STR_NONE : texts[value]);
}

void
html_label(struct html *h, const struct html_labels *labels, int value)
{
	buf_str(h->out, label(labels, h->lang, value));
}

static void
arg_put(struct html *h, const struct html_arg *arg)
{
	if (arg->open != NULL)
		buf_c(h->out, arg->open);
	switch (arg->kind) {
	case HTML_ARG_STR:
		html_escape(h->out, arg->s);
		break;
	case HTML_ARG_LITERAL:
		buf_str(h->out, arg->s);
		break;
	case HTML_ARG_NUMBER:
		html_number_i64(h, arg->i);
		break;
	case HTML_ARG_LANGS:
		html_attr_langs(h, arg->langs);
		break;
	case HTML_ARG_ID:
		html_put_id(h, arg->id);
		break;
	case HTML_ARG_DIGEST:
		html_put_digest(h, arg->digest);
		break;
	case HTML_ARG_DATE:
		html_date(h, arg->i);
		break;
	case HTML_ARG_MOMENT:
		html_moment(h, arg->i);
		break;
	case HTML_ARG_LABEL:
		html_label(h, arg->labels, (int)arg->i);
		break;
	case HTML_ARG_MESSAGE:
		html_message(h, arg->message);
		break;
	}
	if (arg->close != NULL)
		buf_c(h->out, arg->close);
}

static const struct html_arg *
arg_find(const struct html_arg *args, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq_c(name, args[i].name))
			return (&args[i]);
	return (NULL);
}

static void
text_with(struct html *h, struct str text, const struct html_arg *count, const struct html_arg *args, size_t n)
{
	while (text.n > 0) {
		const char *open = memchr(text.p, '{', text.n);
		size_t before = open == NULL ? text.n : (size_t)(open - text.p);
		const char *close = open == NULL ? NULL : memchr(open, '}', text.n - before);
		const struct html_arg *arg;
		struct str name;

		buf_add(h->out, text.p, before);
		if (close == NULL) {
			buf_add(h->out, text.p + before, text.n - before);
			return;
		}
		name = (struct str){ open + 1, (size_t)(close - open - 1) };
		arg = count != NULL && str_eq_c(name, count->name) ? count : arg_find(args, n, name);
		if (arg != NULL)
			arg_put(h, arg);
		text = str_sub(text, (size_t)(close - text.p) + 1, text.n);
	}
}

void
html_message_with(struct html *h, const struct html_message *m, const struct html_arg *args, size_t n)
{
	text_with(h, m->text[h->lang], NULL, args, n);
}

/* English and Urdu agree: one for exactly one. */
void
html_plural(struct html *h, const struct html_message *one, const struct html_message *other, int64_t count, const struct html_arg *args,
    size_t n)
{
	struct html_arg number = html_arg_i64("n", count);

	text_with(h, (count == 1 ? one : other)->text[h->lang], &number, args, n);
}

void
html_message_of_str(struct html *h, const char *prefix, struct str name)
{
	char key[KEY_MAX_BYTES];

	snprintf(key, sizeof key, "%s%.*s", prefix, STR_FMT(name));
	html_escape(h->out, locale_has(key) ? locale_text(h->lang, key) : name);
}

void
html_message_of_c(struct html *h, const char *prefix, const char *name)
{
	html_message_of_str(h, prefix, str_c(name));
}

/* ---- Arguments as data ---- */

void
html_arg_plain(struct buf *out, const struct html *h, const struct html_arg *arg)
{
	struct html plain = { out, h->lang, h->page, h->arena };

	switch (arg->kind) {
	case HTML_ARG_STR:
	case HTML_ARG_LITERAL:
		buf_str(out, arg->s);
		break;
	case HTML_ARG_NUMBER:
		if (arg->i != INTEGER_NONE)
			buf_i64(out, arg->i);
		break;
	case HTML_ARG_LANGS:
		buf_str(out, langs_pick(&arg->langs, h->lang, NULL));
		break;
	case HTML_ARG_ID:
		html_put_id(&plain, arg->id);
		break;
	case HTML_ARG_DIGEST:
		html_put_digest(&plain, arg->digest);
		break;
	case HTML_ARG_DATE:
		html_iso_day(&plain, arg->i);
		break;
	case HTML_ARG_MOMENT:
		html_iso(&plain, arg->i);
		break;
	case HTML_ARG_LABEL:
		buf_c(out, choice_name(arg->labels->choices, (int)arg->i));
		break;
	case HTML_ARG_MESSAGE:
		buf_str(out, locale_text(h->lang, arg->message->key));
		break;
	}
}

struct str
html_url_of(struct html *h, const struct html_arg *parts, size_t n)
{
	struct buf url = BUF(4096), value = BUF(4096);
	struct str ret;

	for (size_t i = 0; i < n; i++) {
		if (parts[i].kind == HTML_ARG_LITERAL) {
			buf_str(&url, parts[i].s);
			continue;
		}
		buf_reset(&value);
		html_arg_plain(&value, h, &parts[i]);
		html_escape_component(&url, buf_view(&value));
	}
	ret = buf_failed(&url) ? STR_NONE : arena_str(h->arena, buf_view(&url));
	if (ret.p == NULL)
		h->out->failed = true;
	buf_free(&url);
	buf_free(&value);
	return (ret);
}
