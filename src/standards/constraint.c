/* SPDX-License-Identifier: Apache-2.0 */
/* A document held against the constraints of the metaschema: each node against those of its definition. */
#include "standards/constraint.h"

/* ---- Findings ---- */

/* Constraints without an id are called by what they are about. */
static void
name_of(const struct ms_constraint *constraint, struct buf *out)
{
	static const char *const kinds[] = { [MS_ALLOWED_VALUES] = "allowed-values", [MS_MATCHES] = "matches", [MS_MATCHES_REGEX] = "matches",
		[MS_EXPECT] = "expect", [MS_INDEX] = "index", [MS_INDEX_HAS_KEY] = "index-has-key", [MS_IS_UNIQUE] = "is-unique",
		[MS_HAS_CARDINALITY] = "has-cardinality" };

	if (constraint->id != NULL)
		buf_c(out, constraint->id);
	else
		buf_printf(out, "%s/%s", ms_defs[constraint->def].name, kinds[constraint->kind]);
}

struct problem
constraint_found(struct checking *in, enum problem_code code, size_t constraint, uint32_t node)
{
	struct problem found = ms_node_problem(in->nodes, node, code);
	yyjson_val *value = ms_node_value(&in->nodes->items[node]);
	struct buf name = BUF(PROBLEM_TEXT_MAX);

	name_of(&ms_constraints[constraint], &name);
	problem_arg(&found, "constraint", buf_view(&name));
	if (yyjson_is_str(value))
		problem_arg(&found, "value", json_str(value));
	buf_free(&name);
	return (found);
}

void
constraint_tell_as(struct checking *in, enum oscal_severity severity, const struct problem *found)
{
	if (findings_full(in->to) || (severity != OSCAL_ERROR && in->to->nwarnings >= OSCAL_FINDINGS_MAX))
		return;
	findings_add(in->to, severity, found);
}

void
constraint_tell(struct checking *in, size_t constraint, const struct problem *found)
{
	constraint_tell_as(in, ms_constraints[constraint].level == MS_ERROR ? OSCAL_ERROR : OSCAL_WARNING, found);
}

/* ---- The kinds ---- */

static struct str
text_of(const struct checking *in, uint32_t node)
{
	return (metapath_atom(&in->run, node).text);
}

static void
note_value(struct checking *in, size_t i, uint32_t node)
{
	const struct ms_constraint *constraint = &ms_constraints[i];
	struct allowed *allowed = &in->allowed[node];
	struct str text = text_of(in, node);

	if (text.p == NULL || node >= in->nodes->own)
		return;
	if (!constraint->allow_other && allowed->closed == 0)
		allowed->closed = (uint16_t)(i + 1);
	for (unsigned k = constraint->first; k < (unsigned)constraint->first + constraint->n; k++) {
		if (!str_eq(in->values[k], text))
			continue;
		allowed->found = true;
		if (ms_items[k].more == NULL) {
			allowed->current = true;
		} else if (allowed->old == 0) {
			allowed->old = (uint16_t)(i + 1);
			allowed->item = (uint16_t)k;
		}
		return;
	}
}

static void
check_match(struct checking *in, size_t i, uint32_t node)
{
	const struct ms_constraint *constraint = &ms_constraints[i];
	struct str text = text_of(in, node);
	bool regex = constraint->kind == MS_MATCHES_REGEX;
	struct problem found;

	if (text.p == NULL ||
	    (regex ? pattern_matches(in->constraints[i].pattern, text, NULL) : constraint_type_ok(str_c(constraint->subject), in->minor, text)))
		return;
	found = constraint_found(in, regex ? OSCAL_NO_MATCH : OSCAL_OTHER_TYPE, i, node);
	problem_arg(&found, "wanted", str_c(constraint->subject));
	constraint_tell(in, i, &found);
}

static void
check_expect(struct checking *in, size_t i, uint32_t node)
{
	struct problem found;

	if (metapath_true(&in->run, in->constraints[i].test, node) || metapath_spent(&in->run))
		return;
	found = constraint_found(in, OSCAL_NOT_AS_EXPECTED, i, node);
	problem_arg(&found, "object", str_c(ms_defs[in->nodes->items[node].def].name));
	problem_arg(&found, "test", str_c(ms_constraints[i].subject));
	constraint_tell(in, i, &found);
}

static void
check_number(struct checking *in, size_t i, uint32_t node, size_t n)
{
	const struct ms_constraint *constraint = &ms_constraints[i];
	bool few = n < constraint->min;
	struct problem found;

	if (!few && (constraint->max == 0 || n <= constraint->max))
		return;
	found = constraint_found(in, few ? OSCAL_TOO_FEW : OSCAL_TOO_MANY, i, node);
	problem_arg(&found, "target", str_c(constraint->target));
	problem_arg_i64(&found, "found", (int64_t)n);
	problem_arg_i64(&found, "wanted", few ? constraint->min : constraint->max);
	constraint_tell(in, i, &found);
}

static void
check_targets(struct checking *in, size_t i, uint32_t node, size_t n)
{
	switch (ms_constraints[i].kind) {
	case MS_INDEX:
	case MS_IS_UNIQUE:
		constraint_index(in, i, node, n);
		return;
	case MS_INDEX_HAS_KEY:
		constraint_refer(in, i, n);
		return;
	case MS_HAS_CARDINALITY:
		check_number(in, i, node, n);
		return;
	default:
		break;
	}
	for (size_t k = 0; k < n; k++) {
		/* The stack may move while a test is looked at. */
		uint32_t target = in->run.stack[in->run.n - n + k];

		if (ms_constraints[i].kind == MS_ALLOWED_VALUES)
			note_value(in, i, target);
		else if (ms_constraints[i].kind == MS_EXPECT)
			check_expect(in, i, target);
		else
			check_match(in, i, target);
	}
}

static void
check_constraint(struct checking *in, size_t i, uint32_t node)
{
	size_t n;

	if (!in->constraints[i].ready && constraint_compile(in, i)) {
		in->starved = true;
		return;
	}
	in->current = i;
	(void)metapath_nodes(&in->run, in->constraints[i].target, node, &n);
	/* A document that doc() asks for is not here: let no reference fail for it. */
	if (in->run.foreign && ms_constraints[i].kind == MS_INDEX)
		in->incomplete[in->constraints[i].index] = (uint32_t)i + 1;
	in->run.foreign = false;
	check_targets(in, i, node, n);
	metapath_drop(&in->run, n);
}

/* ---- All of a document ---- */

/* "1.0.10" < "1.1.0"; what is no number counts as 0. */
static int
version_order(struct str a, struct str b)
{
	for (int i = 0; i < 3; i++) {
		struct str parts[2] = { STR(""), STR("") };
		int n[2] = { 0, 0 };

		(void)str_cut(&a, '.', &parts[0]);
		(void)str_cut(&b, '.', &parts[1]);
		for (int k = 0; k < 2; k++)
			for (size_t at = 0; at < parts[k].n && at < 6 && parts[k].p[at] >= '0' && parts[k].p[at] <= '9'; at++)
				n[k] = n[k] * 10 + (parts[k].p[at] - '0');
		if (n[0] != n[1])
			return (n[0] < n[1] ? -1 : 1);
	}
	return (0);
}

/* What may stand here: the values of the constraint, as many as an argument holds. */
static void
list_values(const struct checking *in, const struct ms_constraint *constraint, struct buf *out)
{
	for (unsigned k = constraint->first; k < (unsigned)constraint->first + constraint->n; k++) {
		if (out->n + in->values[k].n + 8 > PROBLEM_TEXT_MAX) {
			buf_c(out, ", …");
			return;
		}
		buf_c(out, k == constraint->first ? "" : ", ");
		buf_str(out, in->values[k]);
	}
}

static void
tell_values(struct checking *in)
{
	for (uint32_t node = 0; node < in->nodes->own && !findings_full(in->to); node++) {
		const struct allowed *allowed = &in->allowed[node];
		struct buf values = BUF(2 * PROBLEM_TEXT_MAX);
		struct problem found;

		if (allowed->closed != 0 && !allowed->found) {
			found = constraint_found(in, OSCAL_VALUE_UNLISTED, allowed->closed - 1U, node);
			list_values(in, &ms_constraints[allowed->closed - 1], &values);
			problem_arg(&found, "choices", buf_view(&values));
			constraint_tell(in, allowed->closed - 1U, &found);
		} else if (allowed->old != 0 && !allowed->current &&
		    version_order(in->version, str_c(ms_items[allowed->item].more)) >= 0) {
			found = constraint_found(in, OSCAL_VALUE_DEPRECATED, allowed->old - 1U, node);
			problem_arg(&found, "since", str_c(ms_items[allowed->item].more));
			constraint_tell_as(in, OSCAL_INFORMATION, &found);
		}
		buf_free(&values);
	}
}

static int
prepare(struct checking *in)
{
	in->constraints = arena_array(in->arena, struct constraint, ms_nconstraints);
	in->values = arena_array(in->arena, struct str, ms_nitems);
	in->first = arena_array(in->arena, uint16_t, ms_ndefs + 1);
	in->allowed = arena_array(in->arena, struct allowed, in->nodes->own);
	if (in->constraints == NULL || in->values == NULL || in->first == NULL || in->allowed == NULL)
		return (-1);
	for (size_t i = 0; i < ms_nitems; i++)
		in->values[i] = str_c(ms_items[i].text);
	for (size_t i = 0; i < ms_nconstraints; i++)
		in->first[ms_constraints[i].def + 1] = (uint16_t)(i + 1);
	for (size_t d = 0; d < ms_ndefs; d++)
		if (in->first[d + 1] < in->first[d])
			in->first[d + 1] = in->first[d];
	return (0);
}

static int
check_all(struct checking *in)
{
	for (uint32_t node = NODE_ROOT; node < in->nodes->own; node++) {
		uint16_t def = in->nodes->items[node].def;

		for (size_t i = in->first[def]; i < in->first[def + 1]; i++)
			check_constraint(in, i, node);
		if (in->starved || metapath_spent(&in->run))
			return (-1);
	}
	constraint_look_up(in);
	tell_values(in);
	return (in->starved ? -1 : 0);
}

int
constraints_check(const struct constraint_subject *subject, const struct oscal_validate_options *options, struct arena *arena, struct findings *to)
{
	struct checking in = { .nodes = subject->nodes, .names = subject->names, .to = to, .arena = arena, .version = subject->version, .options = options,
		.model = subject->model };
	int failed;

	in.run = (struct metapath_run){ .nodes = subject->nodes, .ns = ms_names_find(subject->names, STR("ns")), .document = constraint_document, .user = &in };
	if (oscal_minor(subject->version, &in.minor))
		in.minor = 2;
	failed = prepare(&in) || check_all(&in) ? -1 : 0;
	constraint_index_end(&in);
	constraint_documents_end(&in);
	metapath_end(&in.run);
	return (failed);
}
