/* SPDX-License-Identifier: Apache-2.0 */
#include "node.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

TEST(a_command_becomes_a_record_that_says_who_did_what_when)
{
	struct problem why = { 0 };
	struct ledger_record record;
	struct node node;
	struct command command;

	node_new(&node);
	node_start(&node);
	command = node_put(&node, "colour", "green");
	assert_int_equal(command.status, 0);
	assert_int_equal(command.seq, 2); /* the first is the node's key */
	assert_int_equal(ledger_position(node.ledger), 2);
	assert_int_equal(ledger_get(node.reader, 2, node.arena, &record, &why), 0);
	assert_true(str_eq_c(record.verb, "toy.put"));
	assert_true(id_eq(record.actor, node.actor));
	assert_int_equal(record.at, command.at);
	assert_true(str_find(record.payload, STR("\"name\":\"colour\",\"value\":\"green\"}")) > 0);
	assert_true(str_eq_c(toy_value(node.reader, "colour", node.arena), "green"));
	node_end(&node);
}

TEST(a_record_that_does_not_exist_is_unknown)
{
	struct problem why = { 0 };
	struct ledger_record record;
	struct node node;

	node_new(&node);
	node_start(&node);
	assert_int_equal(ledger_get(node.reader, 99, node.arena, &record, &why), -1);
	assert_true(problem_is(&why, RECORD_UNKNOWN));
	node_end(&node);
}

TEST(records_are_chained_by_their_hashes)
{
	struct problem why = { 0 };
	struct ledger_record record;
	struct digest before = { { 0 } };
	struct node node;

	node_new(&node);
	node_start(&node);
	for (int i = 0; i < 5; i++)
		node_put(&node, "colour", "green");
	for (int64_t seq = 1; seq <= 6; seq++) {
		assert_int_equal(ledger_get(node.reader, seq, node.arena, &record, &why), 0);
		assert_true(digest_eq(record.prev, before));
		assert_true(digest_eq(record.hash, record_hash(&record)));
		before = record.hash;
	}
	node_end(&node);
}

/* TEXT without its member "hash". */
static void
cut_hash(struct buf *text)
{
	static const char member[] = "\"hash\":\"";
	ptrdiff_t at = str_find(buf_view(text), str_c(member));
	size_t n = sizeof member - 1 + DIGEST_TEXT_BYTES + 2;

	assert_true(at > 0);
	memmove(text->p + at, text->p + at + n, text->n - (size_t)at - n);
	text->n -= n;
}

TEST(the_hash_is_that_of_the_canonical_record_without_it)
{
	struct ledger_record record = { .seq = 7, .at = INT64_C(1795507200123456), .actor = { { 1, 2, 3 } }, .on_behalf = { { 4 } },
		.verb = STR("toy.put"), .entity = { { 0xff } }, .payload = STR("{\"a\":1}"), .prev = { { 9, 8, 7 } } };
	struct buf leaf = BUF(4096);

	for (int i = 0; i < 8; i++) { /* with each of the optional members and without */
		record.actor.b[0] = (uint8_t)(i & 1), record.actor.b[1] = record.actor.b[2] = 0;
		record.entity.b[0] = (uint8_t)(i & 2);
		record.on_behalf.b[0] = (uint8_t)(i & 4);
		record.seq = i == 0 ? 1 : INT64_C(1) << (6 * i);
		record.at += 86399999999 * i;
		if (i == 0)
			record.prev.b[0] = record.prev.b[1] = record.prev.b[2] = 0;
		else
			record.prev.b[0] = (uint8_t)i;
		buf_reset(&leaf);
		buf_char(&leaf, '\0');
		shape_to_canonical(&leaf, ledger_record_shape(), &record);
		cut_hash(&leaf);
		assert_true(digest_eq(record_hash(&record), hash_bytes(leaf.p, leaf.n)));
	}
	buf_free(&leaf);
}

TEST(a_refused_command_leaves_nothing_and_the_others_of_its_batch_stand)
{
	struct node node;
	struct command refused;

	node_new(&node);
	node_start(&node);
	node_put(&node, "a", "1");
	refused = node_put(&node, "b", "refuse");
	assert_int_equal(refused.status, -1);
	assert_true(problem_is(&refused.why, SETTING_VALUE));
	assert_int_equal(refused.seq, 0);
	assert_int_equal(node_put(&node, "c", "3").seq, 3);
	assert_null(toy_value(node.reader, "b", node.arena).p);
	assert_true(str_eq_c(toy_value(node.reader, "c", node.arena), "3"));
	node_end(&node);
}

/* ---- Many at once ---- */

enum { THREADS = 16, EACH = 50 };

struct worker {
	struct node *node;
	int number, done, refused;
};

static void *
work(void *argument)
{
	struct worker *worker = argument;
	struct arena *arena = arena_new(16 << 20);
	char name[32];

	for (int i = 0; i < EACH; i++) {
		bool refuse = i % 5 == 0;
		struct toy_put put = { .fresh = id_new(clock_now()), .name = str_c(name), .value = refuse ? STR("refuse") : STR("kept") };
		struct command command = { .verb = TOY_PUT_VERB, .payload = &put, .actor = worker->node->actor, .arena = arena };

		snprintf(name, sizeof name, "w%d.%d", worker->number, i);
		if (ledger_run(worker->node->ledger, &command) == 0)
			worker->done++;
		else
			worker->refused++;
	}
	arena_free(arena);
	return (NULL);
}

TEST(many_threads_write_one_chain)
{
	struct problem why = { 0 };
	struct verify_report report;
	struct ledger_health health;
	struct worker workers[THREADS];
	pthread_t threads[THREADS];
	struct node node;

	node_new(&node);
	node_start(&node);
	for (int i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){ .node = &node, .number = i };
		assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(workers[i].refused, EACH / 5);
		assert_int_equal(workers[i].done, EACH - EACH / 5);
	}
	ledger_health(node.ledger, &health);
	assert_int_equal(health.position, 1 + THREADS * (EACH - EACH / 5));
	assert_int_equal(health.commands, 1 + THREADS * EACH);
	assert_int_equal(health.failed_commits, 0);
	assert_int_equal(health.writing, PROBLEM_NONE);
	assert_int_equal(ledger_verify(node.store, &report, &why), 0);
	assert_int_equal(report.records, health.position);
	node_end(&node);
}

/* ---- What the rooms above are told ---- */

struct told {
	_Atomic int calls;
	size_t n, capacity;
	struct change changes[64];
	int64_t first, last;
};

static void
hear(void *context, struct db *db, const struct change *changes, size_t n, int64_t first_seq, int64_t last_seq)
{
	struct told *told = context;

	assert(db != NULL && changes != NULL);
	told->first = told->calls++ == 0 ? first_seq : told->first;
	told->last = last_seq;
	for (size_t i = 0; i < n && told->n < 64; i++)
		told->changes[told->n++] = changes[i];
}

TEST(changes_are_told_after_the_commit_without_those_that_were_undone)
{
	struct told told = { 0 };
	struct node node;

	node_new(&node);
	node.options.hooks.context = &told;
	node.options.hooks.committed = hear;
	node_start(&node);
	node_put(&node, "a", "1");
	node_put(&node, "b", "refuse");
	node_put(&node, "c", "333");
	assert_int_equal(told.n, 2);
	assert_int_equal(told.changes[0].value, 1);
	assert_int_equal(told.changes[0].entity, 2);
	assert_int_equal(told.changes[1].value, 3);
	assert_int_equal(told.changes[1].entity, 3);
	assert_int_equal(told.first, 1);
	assert_int_equal(told.last, 3);
	node_end(&node);
}

static int
permit_none_but_put(void *context, struct tx *tx, const struct record_head *head, struct problem *why)
{
	(void)context, (void)tx;
	return (head->verb == TOY_PUT_VERB ? 0 : problem_set(why, FORBIDDEN, NULL));
}

TEST(what_is_not_permitted_is_refused_before_it_is_applied)
{
	struct node node;
	struct command command;

	node_new(&node);
	node.options.hooks.permit = permit_none_but_put;
	node_start(&node);
	assert_int_equal(node_put(&node, "a", "1").status, 0);
	command = node_drop(&node, "a");
	assert_int_equal(command.status, -1);
	assert_true(problem_is(&command.why, FORBIDDEN));
	assert_true(str_eq_c(toy_value(node.reader, "a", node.arena), "1"));
	node_end(&node);
}

TEST(a_refusal_of_a_sensitive_verb_is_a_security_event_outside_the_ledger)
{
	static const char EVENT[] = "SELECT kind, person, address, verb FROM security_event";
	struct node node;
	struct stmt *row;

	node_new(&node);
	node.options.hooks.permit = permit_none_but_put;
	node_start(&node);
	node_drop(&node, "a");
	node_put(&node, "a", "refuse"); /* not sensitive */
	row = db_query(node.reader, EVENT, NO_ARGS);
	assert_int_equal(stmt_step(row), STORE_ROW);
	assert_true(str_eq_c(stmt_text(row, 0), "forbidden"));
	assert_true(id_eq(stmt_id(row, 1), node.actor));
	assert_true(str_eq_c(stmt_text(row, 2), "192.0.2.1"));
	assert_true(str_eq_c(stmt_text(row, 3), "toy.drop"));
	assert_int_equal(stmt_step(row), STORE_DONE);
	stmt_done(row);
	assert_int_equal(ledger_position(node.ledger), 1);
	node_end(&node);
}

/* ---- Beside ---- */

static int
write_beside(struct tx *tx, const struct record_head *head, void *context, struct problem *why)
{
	static const char BESIDE[] = "INSERT INTO credential (person, password, changed_at) VALUES (?1, ?2, ?3)";

	if (db_run(tx->db, BESIDE, ARGS(ARG_ID(head->actor), ARG_TEXT(str_c(context)), ARG_INT(head->at))))
		return (db_problem(tx->db, why));
	return (0);
}

TEST(what_is_written_beside_stands_or_falls_with_the_command)
{
	static const char CREDENTIALS[] = "SELECT count(*) FROM credential";
	struct node node;
	struct toy_put put = { .name = STR("a"), .value = STR("1") };
	struct command command;

	node_new(&node);
	node_start(&node);
	command = (struct command){ .verb = TOY_PUT_VERB, .payload = &put, .actor = node.actor, .arena = node.arena,
		.beside = write_beside, .beside_context = "secret" };
	assert_int_equal(ledger_run(node.ledger, &command), 0);
	assert_int_equal(db_int(node.reader, CREDENTIALS, NO_ARGS, -1), 1);
	put.value = STR("2");
	assert_int_equal(ledger_run(node.ledger, &command), -1); /* the person has one: beside fails, so all does */
	assert_true(problem_is(&command.why, STORE_CONSTRAINT));
	assert_true(str_eq_c(toy_value(node.reader, "a", node.arena), "1"));
	assert_int_equal(ledger_position(node.ledger), 2);
	node_end(&node);
}

static int
aside(struct tx *tx, void *context, struct problem *why)
{
	static const char ASIDE[] = "INSERT INTO meta (name, value) VALUES (?1, ?2)";

	if (db_run(tx->db, ASIDE, ARGS(ARG_TEXT(str_c(context)), ARG_TEXT(STR("x")))))
		return (db_problem(tx->db, why));
	return (str_eq_c(str_c(context), "bad") ? problem_set(why, FORBIDDEN, "here") : 0);
}

TEST(an_aside_is_durable_and_no_record)
{
	static const char METAS[] = "SELECT count(*) FROM meta";
	struct problem why = { 0 };
	struct node node;

	node_new(&node);
	node_start(&node);
	assert_int_equal(ledger_aside(node.ledger, aside, "good", &why), 0);
	assert_int_equal(ledger_aside(node.ledger, aside, "bad", &why), -1);
	assert_true(problem_is(&why, FORBIDDEN));
	assert_string_equal(why.head.where, "here");
	assert_int_equal(db_int(node.reader, METAS, NO_ARGS, -1), 1);
	assert_int_equal(ledger_position(node.ledger), 1);
	node_end(&node);
}

static int
careless_aside(struct tx *tx, void *context, struct problem *why)
{
	int overlooked = db_run(tx->db, "INSERT INTO nowhere VALUES (1)", NO_ARGS);

	(void)context, (void)why, (void)overlooked;
	return (0);
}

TEST(a_rule_that_overlooks_a_failed_statement_is_refused)
{
	struct problem why = { 0 };
	struct node node;

	node_new(&node);
	node_start(&node);
	assert_int_equal(ledger_aside(node.ledger, careless_aside, NULL, &why), -1);
	assert_true(problem_is(&why, INTERNAL));
	node_end(&node);
}

/* ---- Idempotency ---- */

static struct command
put_with_key(struct node *node, const char *key, const char *value, const char *request)
{
	struct toy_put put = { .fresh = id_new(clock_now()), .name = STR("a"), .value = str_c(value) };
	struct command command = { .verb = TOY_PUT_VERB, .payload = &put, .actor = node->actor, .arena = node->arena,
		.idempotency_key = str_c(key), .request_digest = hash_bytes(request, strlen(request)) };

	command.status = ledger_run(node->ledger, &command);
	return (command);
}

TEST(a_repeated_command_is_answered_as_the_first_was)
{
	struct node node;
	struct command first, second;

	node_new(&node);
	node_start(&node);
	first = put_with_key(&node, "k1", "1", "request");
	second = put_with_key(&node, "k1", "1", "request");
	assert_int_equal(first.status, 0);
	assert_false(first.repeated);
	assert_int_equal(second.status, 0);
	assert_true(second.repeated);
	assert_int_equal(second.seq, first.seq);
	assert_int_equal(second.at, first.at);
	assert_true(str_eq(second.payload_first, first.canonical));
	assert_false(str_eq(second.canonical, first.canonical)); /* FILLED fields differ */
	assert_int_equal(ledger_position(node.ledger), 2);
	node_end(&node);
}

TEST(a_key_used_for_another_request_or_verb_is_refused)
{
	struct node node;
	struct command command;
	struct toy_drop drop = { .name = STR("a") };

	node_new(&node);
	node_start(&node);
	put_with_key(&node, "k1", "1", "request");
	command = put_with_key(&node, "k1", "1", "another");
	assert_int_equal(command.status, -1);
	assert_true(problem_is(&command.why, IDEMPOTENCY_REUSED));
	command = (struct command){ .verb = TOY_DROP_VERB, .payload = &drop, .actor = node.actor, .arena = node.arena,
		.idempotency_key = STR("k1"), .request_digest = hash_bytes("request", 7) };
	assert_int_equal(ledger_run(node.ledger, &command), -1);
	assert_true(problem_is(&command.why, IDEMPOTENCY_REUSED));
	node.actor = id_new(2); /* another person has keys of their own */
	assert_int_equal(put_with_key(&node, "k1", "2", "another").status, 0);
	node_end(&node);
}

TEST(a_refused_command_does_not_use_up_its_key)
{
	struct node node;

	node_new(&node);
	node_start(&node);
	assert_int_equal(put_with_key(&node, "k1", "refuse", "request").status, -1);
	assert_int_equal(put_with_key(&node, "k1", "1", "mended").status, 0);
	node_end(&node);
}

TEST(a_key_is_remembered_for_a_day)
{
	int64_t now = INT64_C(1795507200000000);
	struct node node;

	node_new(&node);
	clock_pin(now);
	node_start(&node);
	put_with_key(&node, "k1", "1", "request");
	clock_pin(now + DAY_US - SECOND_US);
	assert_true(put_with_key(&node, "k1", "1", "request").repeated);
	clock_pin(now + DAY_US + SECOND_US);
	assert_false(put_with_key(&node, "k1", "1", "request").repeated);
	assert_int_equal(ledger_position(node.ledger), 3);
	clock_pin(0);
	node_end(&node);
}

/* ---- Time ---- */

TEST(a_clock_set_back_stops_nothing_and_records_stay_in_order)
{
	int64_t now = INT64_C(1795507200000000);
	struct ledger_health health;
	struct node node;

	node_new(&node);
	clock_pin(now);
	node_start(&node);
	assert_int_equal(node_put(&node, "a", "1").at, now);
	clock_pin(now - 30 * MINUTE_US);
	assert_int_equal(node_put(&node, "a", "2").at, now);
	clock_pin(now - 5 * HOUR_US);
	assert_int_equal(node_put(&node, "a", "3").at, now);
	ledger_health(node.ledger, &health);
	assert_int_equal(health.clock_behind_us, 5 * HOUR_US);
	clock_pin(now + SECOND_US);
	assert_int_equal(node_put(&node, "a", "4").at, now + SECOND_US);
	clock_pin(0);
	node_end(&node);
}

/* ---- The queue ---- */

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static _Atomic bool at_gate;

static int
wait_at_gate(struct tx *tx, void *context, struct problem *why)
{
	(void)tx, (void)context, (void)why;
	at_gate = true;
	pthread_mutex_lock(&gate);
	pthread_mutex_unlock(&gate);
	return (0);
}

static void *
block_writer(void *ledger)
{
	struct problem why = { 0 };

	assert(ledger_aside(ledger, wait_at_gate, NULL, &why) == 0);
	return (NULL);
}

static void
count_done(struct command *command)
{
	atomic_fetch_add((_Atomic int *)command->context, 1);
}

TEST(a_full_queue_refuses_at_once_and_close_answers_all_that_wait)
{
	enum { MAX = 8 };
	struct node node;
	struct command commands[MAX + 2];
	struct toy_put put = { .name = STR("a"), .value = STR("1") };
	_Atomic int done = 0;
	pthread_t blocked;
	int accepted = 0;

	node_new(&node);
	node.options.queue_max = MAX;
	node_start(&node);
	pthread_mutex_lock(&gate);
	assert_int_equal(pthread_create(&blocked, NULL, block_writer, node.ledger), 0);
	while (!at_gate)
		sched_yield();
	for (int i = 0; i < MAX + 2; i++) {
		commands[i] = (struct command){ .verb = TOY_PUT_VERB, .payload = &put, .actor = node.actor, .arena = node.arena,
			.done = count_done, .context = (void *)&done };
		if (ledger_submit(node.ledger, &commands[i]) == 0) {
			accepted++;
		} else {
			assert_true(problem_is(&commands[i].why, WRITER_FULL));
			assert_int_equal(commands[i].why.retry_after_s, 1);
		}
	}
	assert_int_equal(accepted, MAX);
	pthread_mutex_unlock(&gate);
	pthread_join(blocked, NULL);
	node_stop(&node);
	assert_int_equal(done, accepted);
	node_end(&node);
}

/* ---- Opening again ---- */

TEST(the_chain_goes_on_after_the_node_was_closed)
{
	struct problem why = { 0 };
	struct verify_report report;
	struct node node;

	node_new(&node);
	node_start(&node);
	node_fill(&node, 700);
	node_stop(&node);
	node_start(&node);
	assert_int_equal(ledger_position(node.ledger), 701);
	assert_int_equal(node_put(&node, "a", "1").seq, 702);
	node_fill(&node, 400);
	assert_int_equal(ledger_verify(node.store, &report, &why), 0);
	assert_int_equal(report.records, 1102);
	node_end(&node);
}

TEST(two_processes_on_one_database_write_one_chain)
{
	struct problem why = { 0 };
	struct verify_report report;
	struct ledger *second;
	struct node node;
	struct toy_put put = { .name = STR("b"), .value = STR("1") };
	struct command command = { .verb = TOY_PUT_VERB, .payload = &put };

	node_new(&node);
	node_start(&node);
	assert_int_equal(ledger_open(&node.options, &second, &why), 0);
	command.arena = node.arena;
	for (int i = 0; i < 300; i++) {
		assert_int_equal(node_put(&node, "a", "1").seq, 2 * i + 2);
		assert_int_equal(ledger_run(second, &command), 0);
		assert_int_equal(command.seq, 2 * i + 3);
	}
	ledger_close(second);
	assert_int_equal(ledger_verify(node.store, &report, &why), 0);
	assert_int_equal(report.records, 601);
	node_end(&node);
}

TEST(a_damaged_tail_is_refused_at_the_start)
{
	struct problem why = { 0 };
	struct node node;
	struct ledger *ledger;

	node_new(&node);
	node_start(&node);
	node_fill(&node, 10);
	node_stop(&node);
	node_sql(&node, "UPDATE ledger SET payload = replace(payload, 'ordinary', 'ordinery') WHERE seq = 8");
	assert_int_equal(store_open(node.path, STORE_EXISTING, &node.options.store, &why), 0);
	assert_int_equal(ledger_open(&node.options, &ledger, &why), -1);
	assert_true(problem_is(&why, LEDGER_BROKEN));
	assert_string_equal(why.head.args[0].value, "8");
	assert_null(ledger);
	store_close(node.options.store);
	node_end(&node);
}

TEST(a_record_lost_at_the_end_is_refused_at_the_start_where_a_tile_tells)
{
	struct problem why = { 0 };
	struct node node;
	struct ledger *ledger;

	node_new(&node);
	node_start(&node);
	node_fill(&node, 600);
	node_stop(&node);
	node_sql(&node, "DELETE FROM ledger_tile WHERE level = 1");
	assert_int_equal(store_open(node.path, STORE_EXISTING, &node.options.store, &why), 0);
	assert_int_equal(ledger_open(&node.options, &ledger, &why), -1);
	assert_true(problem_is(&why, LEDGER_BROKEN));
	store_close(node.options.store);
	node_end(&node);
}
