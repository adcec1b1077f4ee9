/* SPDX-License-Identifier: Apache-2.0 */
/* What a document says of itself as a whole. */
#include "policy/document.h"
#include "policy/library.h"

SHAPE_DEFINE(score_row, SCORE_ROW)
SHAPE_DEFINE(document_facts, DOCUMENT_FACTS)

static const char PROFILES_OF[] = "SELECT i.document FROM document_import i JOIN document d ON d.id = i.document WHERE i.target = ?1 ORDER BY d.seq DESC, d.id LIMIT 500";

/* The first paragraph is the name, the rest says what it means. */
static int
take_score(const struct oscal_render *how, const struct oscal_prop *prop, struct arena *arena, enum lang lang, struct score_row *row)
{
	struct buf text CLEANUP(buf_free) = BUF(64 * 1024);
	struct str rest, name;
	ptrdiff_t end;

	oscal_text_render(how, prop->remarks, &text);
	rest = arena_str(arena, buf_view(&text));
	if (buf_failed(&text) || rest.p == NULL)
		return (-1);
	end = str_find(rest, STR("\n\n"));
	name = end < 0 ? rest : str_sub(rest, 0, (size_t)end);
	row->title.in[lang] = name.n > 0 ? name : STR_NONE;
	if (end >= 0)
		row->about.in[lang] = str_trim(str_sub(rest, (size_t)end, rest.n));
	return (0);
}

static struct score_row *
score_named(struct document_facts *facts, struct str scale, struct str score)
{
	for (size_t i = 0; i < facts->scores.n; i++)
		if (str_eq(facts->scores.items[i].scale, scale) && str_eq(facts->scores.items[i].score, score))
			return (&facts->scores.items[i]);
	return (&facts->scores.items[facts->scores.n++]);
}

static int
take_scores(const struct oscal_render *how, struct oscal_prop_list props, struct arena *arena, struct document_facts *facts)
{
	facts->scores.items = arena_array(arena, struct score_row, props.n + 1);
	if (facts->scores.items == NULL)
		return (-1);
	for (size_t i = 0; i < props.n; i++) {
		const struct oscal_prop *prop = &props.items[i];
		struct score_row *row;
		enum lang lang;

		if (!str_eq_c(prop->name, "score") || !str_eq_c(prop->ns, OSCAL_NS_OURS) || lang_by_tag(prop->class, &lang) != 0)
			continue;
		row = score_named(facts, prop->group, prop->value);
		row->scale = prop->group.n == 0 ? STR_NONE : arena_str(arena, prop->group);
		row->score = arena_str(arena, prop->value);
		if (row->score.p == NULL || take_score(how, prop, arena, lang, row))
			return (-1);
	}
	return (0);
}

static void
take_about(struct oscal_prop_list props, enum lang lang, struct arena *arena, struct langs *about)
{
	struct str text = oscal_prop(props, "about", OSCAL_NS_OURS, lang_tag(lang));

	if (text.n > 0)
		about->in[lang] = arena_str(arena, text);
}

int
document_facts_get(struct blobs *blobs, const struct document_row *document, struct arena *arena, struct document_facts *ret, struct problem *why)
{
	struct buf about CLEANUP(buf_free) = BUF(256 * 1024);
	const struct oscal_metadata *metadata;
	struct shared_doc *shared;
	struct oscal_render how = { .lang = LANG_EN };
	int status;

	memset(ret, 0, sizeof *ret);
	if (shared_doc_get(blobs, document->sha256, document->filename, &shared, why))
		return (-1);
	how.doc = shared->doc;
	metadata = shared->doc->metadata;
	ret->provider = arena_str(arena, oscal_prop(metadata->props, "provider", OSCAL_NS_OURS, NULL));
	ret->copyright = arena_str(arena, oscal_prop(metadata->props, "copyright", OSCAL_NS_OURS, NULL));
	oscal_text_render(&how, metadata->remarks, &about);
	ret->about.in[LANG_EN] = about.n == 0 ? STR_NONE : arena_str(arena, buf_view(&about));
	for (int lang = 0; lang < LANG_COUNT; lang++)
		take_about(metadata->props, (enum lang)lang, arena, &ret->about);
	status = take_scores(&how, metadata->props, arena, ret);
	shared_doc_put(shared);
	return (status != 0 ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}

int
document_profiles(struct db *db, struct id document, struct arena *arena, struct id_list *ret, struct problem *why)
{
	return (stmt_ids(db_query(db, PROFILES_OF, ARGS(ARG_ID(document))), db, arena, ret, why));
}
