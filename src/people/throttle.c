/* SPDX-License-Identifier: Apache-2.0 */
#include "people/throttle.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sodium.h>

#include "base/clock.h"

/* What a bucket is for; part of its key, so that a login cannot be taken for an address. */
enum purpose { OF_ACCOUNT = 1, OF_ADDRESS, OF_OWN_ADDRESS };

enum { WAYS = 8, KEY_BYTES_MAX = 256, WAIT_DOUBLINGS_MAX = 30 };

struct bucket {
	uint64_t key;        /* 0: not in use */
	int64_t debt_us;     /* attempts not yet refilled, as time */
	int64_t at;          /* when debt_us was right */
	int64_t wait_until;
	bool refused;        /* since the wait began */
};

struct throttle {
	struct throttle_options options;
	pthread_mutex_t lock;
	unsigned char secret[crypto_shorthash_KEYBYTES]; /* so that nobody can choose who shares a set */
	size_t nsets;
	struct bucket *buckets; /* nsets × WAYS */
};

struct throttle *
throttle_new(const struct throttle_options *options)
{
	struct throttle *t = sodium_init() < 0 ? NULL : calloc(1, sizeof *t);

	if (t == NULL)
		return (NULL);
	t->options = *options;
	if (t->options.account_free == 0)
		t->options.account_free = 5;
	if (t->options.address_free == 0)
		t->options.address_free = 50;
	if (t->options.account_refill_us == 0)
		t->options.account_refill_us = 15 * MINUTE_US;
	if (t->options.address_refill_us == 0)
		t->options.address_refill_us = MINUTE_US;
	if (t->options.wait_max_us == 0)
		t->options.wait_max_us = 15 * MINUTE_US;
	if (t->options.buckets_max == 0)
		t->options.buckets_max = 16384;
	t->nsets = t->options.buckets_max / WAYS > 0 ? t->options.buckets_max / WAYS : 1;
	t->buckets = calloc(t->nsets * WAYS, sizeof *t->buckets);
	if (t->buckets == NULL) {
		free(t);
		return (NULL);
	}
	crypto_shorthash_keygen(t->secret);
	pthread_mutex_init(&t->lock, NULL);
	return (t);
}

void
throttle_free(struct throttle *t)
{
	if (t == NULL)
		return;
	pthread_mutex_destroy(&t->lock);
	free(t->buckets);
	free(t);
}

/* ---- Keys ---- */

/* An address as one source: IPv6 by its /64, which one subscriber has; what is no address, as it is. */
static struct str
source_of(struct str address, char room[64])
{
	struct in6_addr six;
	char text[INET6_ADDRSTRLEN] = { 0 };

	if (address.n >= sizeof text)
		return (address);
	if (address.n > 0)
		memcpy(text, address.p, address.n);
	if (inet_pton(AF_INET6, text, &six) != 1)
		return (address);
	memcpy(room, six.s6_addr, 8);
	return ((struct str){ room, 8 });
}

/* The parts with their lengths, so that no two pairs of texts give one key. */
static uint64_t
key_of(const struct throttle *t, enum purpose purpose, struct str login, struct str source)
{
	unsigned char text[KEY_BYTES_MAX] = { (unsigned char)purpose };
	uint64_t key = 0;
	size_t n = 3, login_n = login.n < 100 ? login.n : 100, source_n = source.n < 100 ? source.n : 100;

	text[1] = (unsigned char)login_n;
	text[2] = (unsigned char)source_n;
	if (login_n > 0)
		memcpy(text + n, login.p, login_n);
	n += login_n;
	if (source_n > 0)
		memcpy(text + n, source.p, source_n);
	n += source_n;
	crypto_shorthash((unsigned char *)&key, text, n, t->secret);
	return (key == 0 ? 1 : key);
}

/* ---- Buckets ---- */

static struct bucket *
bucket_find(struct throttle *t, uint64_t key)
{
	struct bucket *set = &t->buckets[key % t->nsets * WAYS];

	for (size_t i = 0; i < WAYS; i++)
		if (set[i].key == key)
			return (&set[i]);
	return (NULL);
}

/* Until when BUCKET matters. */
static int64_t
matters_until(const struct bucket *bucket)
{
	int64_t empty_at = bucket->at + bucket->debt_us;

	return (empty_at > bucket->wait_until ? empty_at : bucket->wait_until);
}

/* The bucket of KEY; the one of its set that will be forgotten first makes room for a new one. */
static struct bucket *
bucket_get(struct throttle *t, uint64_t key, int64_t now)
{
	struct bucket *found = bucket_find(t, key), *set = &t->buckets[key % t->nsets * WAYS], *oldest = set;

	if (found != NULL)
		return (found);
	for (size_t i = 1; i < WAYS; i++)
		if (set[i].key == 0 || (oldest->key != 0 && matters_until(&set[i]) < matters_until(oldest)))
			oldest = &set[i];
	*oldest = (struct bucket){ .key = key, .at = now };
	return (oldest);
}

static void
bucket_refill(struct bucket *bucket, int64_t now)
{
	int64_t passed = now - bucket->at;

	if (passed > 0)
		bucket->debt_us = passed < bucket->debt_us ? bucket->debt_us - passed : 0;
	bucket->at = now;
}

static void
bucket_take(const struct throttle *t, struct bucket *bucket, unsigned free_attempts, int64_t refill_us, int64_t now)
{
	int64_t over, wait;

	bucket->debt_us += refill_us;
	over = (bucket->debt_us + refill_us - 1) / refill_us - (int64_t)free_attempts;
	if (over < 0)
		return;
	wait = SECOND_US << (over < WAIT_DOUBLINGS_MAX ? over : WAIT_DOUBLINGS_MAX);
	bucket->wait_until = now + (wait < t->options.wait_max_us ? wait : t->options.wait_max_us);
	bucket->refused = false;
}

static void
bucket_give_back(struct bucket *bucket, int64_t refill_us)
{
	bucket->debt_us = bucket->debt_us > refill_us ? bucket->debt_us - refill_us : 0;
	bucket->wait_until = 0;
}

/* ---- Attempts ---- */

struct attempt {
	struct bucket *account, *address;
};

/* The two buckets of an attempt.  The second lookup never displaces the first: then both share the one that is left. */
static struct attempt
attempt_of(struct throttle *t, struct str login, struct str address, int64_t now)
{
	char room[64];
	struct str source = source_of(address, room);
	struct attempt a = { bucket_find(t, key_of(t, OF_OWN_ADDRESS, login, source)), NULL };
	uint64_t key;

	if (a.account == NULL)
		a.account = bucket_get(t, key_of(t, OF_ACCOUNT, login, STR("")), now);
	key = a.account->key;
	a.address = bucket_get(t, key_of(t, OF_ADDRESS, STR(""), source), now);
	if (a.account->key != key)
		a.account = a.address;
	return (a);
}

static int
refuse(struct bucket *bucket, int64_t now, bool *ret_first, struct problem *why)
{
	int64_t left = bucket->wait_until - now;

	*ret_first = !bucket->refused;
	bucket->refused = true;
	problem_set(why, SIGN_IN_THROTTLED, NULL);
	why->retry_after_s = (unsigned)((left + SECOND_US - 1) / SECOND_US);
	problem_arg_i64(why, "seconds", why->retry_after_s);
	return (-1);
}

int
throttle_take(struct throttle *t, struct str login, struct str address, int64_t now, bool *ret_first, struct problem *why)
{
	struct attempt a;
	struct bucket *closed;

	*ret_first = false;
	pthread_mutex_lock(&t->lock);
	a = attempt_of(t, login, address, now);
	bucket_refill(a.account, now);
	bucket_refill(a.address, now);
	closed = a.account->wait_until > now ? a.account : a.address->wait_until > now ? a.address : NULL;
	if (closed == NULL) {
		bucket_take(t, a.account, t->options.account_free, t->options.account_refill_us, now);
		bucket_take(t, a.address, t->options.address_free, t->options.address_refill_us, now);
	} else
		refuse(closed, now, ret_first, why);
	pthread_mutex_unlock(&t->lock);
	return (closed == NULL ? 0 : -1);
}

static void
give_back(struct throttle *t, struct str login, struct str address, int64_t now)
{
	struct attempt a = attempt_of(t, login, address, now);

	bucket_give_back(a.account, t->options.account_refill_us);
	bucket_give_back(a.address, t->options.address_refill_us);
}

void
throttle_give_back(struct throttle *t, struct str login, struct str address)
{
	pthread_mutex_lock(&t->lock);
	give_back(t, login, address, 0);
	pthread_mutex_unlock(&t->lock);
}

void
throttle_succeeded(struct throttle *t, struct str login, struct str address, int64_t now)
{
	char room[64];
	struct bucket *own;

	pthread_mutex_lock(&t->lock);
	give_back(t, login, address, now);
	own = bucket_get(t, key_of(t, OF_OWN_ADDRESS, login, source_of(address, room)), now);
	own->debt_us = 0;
	own->wait_until = 0;
	own->at = now;
	pthread_mutex_unlock(&t->lock);
}
