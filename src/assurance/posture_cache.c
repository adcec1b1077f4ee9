/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The matrix saved: so that a large nation starts without reading every claim.
 *
 * Head, row numbers, touches, then for each root its id, its column numbers and its bytes; a SHA-256 over all of it at the end.  In the order of
 * bytes of the machine that wrote it: it never leaves its node.  What is owed is not saved: it follows from the rulebook of the day.
 */
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "assurance/posture_inside.h"
#include "base/file.h"

static const char MAGIC[8] = "CSGPOST1";
enum { ENDIAN = 0x01020304, DIGEST_BYTES = 32 };

struct cache_head {
	char magic[8];
	uint32_t endian, nrows, nroots, bytes_high, bytes_low;  /* bytes: of the file without the digest */
	uint32_t reserved;
	int64_t seq, now;
	struct digest record;           /* hash of the record SEQ: which database this was */
};

struct cache_root {
	struct id id;
	uint32_t ncolumns, reserved;
};

/* Bytes take room in fours, so that what follows is aligned. */
static size_t
cells_bytes(uint32_t nrows, uint32_t ncolumns)
{
	return (((size_t)nrows * ncolumns + 3) & ~(size_t)3);
}

static const char RECORD_HASH[] = "SELECT hash FROM ledger WHERE seq = ?1";

static struct digest
record_at(struct db *db, int64_t seq)
{
	struct stmt *q = db_query(db, RECORD_HASH, ARGS(ARG_INT(seq)));
	struct digest none = { { 0 } }, hash = none;

	if (stmt_step(q) == STORE_ROW)
		hash = stmt_digest(q, 0);
	return (stmt_done(q) ? none : hash);
}

/* ---- Writing ---- */

static size_t
cache_bytes(const struct matrix *m)
{
	size_t n = sizeof(struct cache_head) + (size_t)m->nrows * 2 * sizeof(uint32_t);

	for (uint32_t r = 0; r < m->nroots; r++)
		n += sizeof(struct cache_root) + m->roots[r].ncolumns * sizeof(uint32_t) + cells_bytes(m->nrows, m->roots[r].ncolumns);
	return (n);
}

static uint8_t *
append(uint8_t *at, const void *p, size_t n)
{
	if (n > 0)
		memcpy(at, p, n);
	return (at + n);
}

static void
cache_fill(const struct matrix *m, const struct cache_head *head, uint8_t *out)
{
	uint8_t *at = append(out, head, sizeof *head);
	struct hash hash;
	struct digest digest;

	for (uint32_t i = 0; i < m->nrows; i++)
		at = append(at, &m->rows[i].num, sizeof m->rows[i].num);
	for (uint32_t i = 0; i < m->nrows; i++)
		at = append(at, &m->rows[i].touched, sizeof m->rows[i].touched);
	for (uint32_t r = 0; r < m->nroots; r++) {
		const struct matrix_root *root = &m->roots[r];
		struct cache_root of = { .id = root->id, .ncolumns = root->ncolumns };

		at = append(at, &of, sizeof of);
		at = append(at, root->nums, root->ncolumns * sizeof *root->nums);
		append(at, root->cells, (size_t)m->nrows * root->ncolumns);
		at += cells_bytes(m->nrows, root->ncolumns);
	}
	hash_begin(&hash);
	hash_add(&hash, out, (size_t)(at - out));
	digest = hash_end(&hash);
	append(at, &digest, sizeof digest);
}

int
cache_write(const struct matrix *m, const char *file, struct db *db, int64_t seq, int64_t now, struct problem *why)
{
	size_t n = cache_bytes(m);
	struct arena *arena = arena_new(n + DIGEST_BYTES + 64);
	uint8_t *out = arena == NULL ? NULL : arena_alloc(arena, n + DIGEST_BYTES);
	struct cache_head head = { .endian = ENDIAN, .nrows = m->nrows, .nroots = m->nroots, .bytes_high = (uint32_t)((uint64_t)n >> 32),
		.bytes_low = (uint32_t)n, .seq = seq, .now = now, .record = record_at(db, seq) };
	int result = -1;

	memcpy(head.magic, MAGIC, sizeof head.magic);
	if (out == NULL)
		problem_set(why, OUT_OF_MEMORY, NULL);
	else {
		cache_fill(m, &head, out);
		result = file_write_durably(file, (struct str){ (const char *)out, n + DIGEST_BYTES }, 0600, why);
	}
	arena_free(arena);
	return (result);
}

/* ---- Reading ---- */

/* What remains of the file. */
struct cursor {
	const uint8_t *p;
	size_t n;
};

static const void *
take(struct cursor *at, size_t n)
{
	const void *p = at->p;

	if (n > at->n)
		return (NULL);
	at->p += n;
	at->n -= n;
	return (p);
}

static bool
head_good(const struct cache_head *head, size_t size, struct db *db, int64_t now)
{
	uint64_t n = (uint64_t)head->bytes_high << 32 | head->bytes_low;

	return (memcmp(head->magic, MAGIC, sizeof MAGIC) == 0 && head->endian == ENDIAN && n + DIGEST_BYTES == size &&
	    head->now <= now && head->nroots <= MATRIX_ROOTS_MAX && head->nrows < ROW_NONE &&
	    digest_eq(head->record, record_at(db, head->seq)));
}

static bool
digest_good(const uint8_t *p, size_t size)
{
	struct digest digest = hash_bytes(p, size - DIGEST_BYTES);

	return (memcmp(digest.b, p + size - DIGEST_BYTES, DIGEST_BYTES) == 0);
}

static uint32_t
largest(const uint32_t *nums, size_t n)
{
	uint32_t most = 0;

	for (size_t i = 0; i < n; i++)
		most = nums[i] > most ? nums[i] : most;
	return (most);
}

/* One root of the saved matrix: numbers and bytes are enough to carry from. */
static int
root_read(struct cursor *at, struct matrix *m)
{
	struct matrix_root *root = &m->roots[m->nroots];
	const struct cache_root *of = take(at, sizeof *of);
	const uint32_t *nums;
	const uint8_t *cells;

	if (of == NULL || (nums = take(at, (size_t)of->ncolumns * sizeof *nums)) == NULL ||
	    (cells = take(at, cells_bytes(m->capacity, of->ncolumns))) == NULL)
		return (-1);
	root->id = of->id;
	root->ncolumns = of->ncolumns;
	root->nums = arena_array(m->arena, uint32_t, of->ncolumns + 1);
	root->cells = arena_alloc(m->arena, (size_t)of->ncolumns * m->nrows + 1);
	if (root->nums == NULL || root->cells == NULL)
		return (-1);
	memcpy(root->nums, nums, of->ncolumns * sizeof *nums);
	for (size_t i = 0; i < (size_t)of->ncolumns * m->nrows; i++)
		root->cells[i] = cells[i] & CELL_STATE;
	for (uint32_t c = 0; c < of->ncolumns; c++)
		if (nums[c] < m->nplace_of)
			m->place_of[nums[c]] = (struct matrix_place){ m->nroots, c };
	m->nroots++;
	return (0);
}

/* Room for every number that a root of the file has. */
static uint32_t
largest_requirement(struct cursor at, uint32_t nrows, uint32_t nroots)
{
	uint32_t most = 0;

	for (uint32_t r = 0; r < nroots; r++) {
		const struct cache_root *of = take(&at, sizeof *of);
		const uint32_t *nums = of == NULL ? NULL : take(&at, (size_t)of->ncolumns * sizeof *nums);
		uint32_t here = nums == NULL ? 0 : largest(nums, of->ncolumns);

		most = here > most ? here : most;
		if (nums == NULL || take(&at, cells_bytes(nrows, of->ncolumns)) == NULL)
			break;
	}
	return (most);
}

static struct matrix *
matrix_read(struct cursor at, const struct cache_head *head)
{
	const uint32_t *nums = take(&at, (size_t)head->nrows * sizeof *nums);
	const int32_t *touched = nums == NULL ? NULL : take(&at, (size_t)head->nrows * sizeof *touched);
	struct matrix *m = touched == NULL ? NULL : matrix_new(largest(nums, head->nrows), largest_requirement(at, head->nrows, head->nroots));
	bool good = m != NULL && matrix_rows(m, head->nrows) == 0;

	for (uint32_t i = 0; good && i < head->nrows; i++) {
		m->rows[i].num = nums[i];
		m->rows[i].touched = touched[i];
		m->row_of[nums[i]] = i;
		m->nrows++;
	}
	for (uint32_t r = 0; good && r < head->nroots; r++)
		good = root_read(&at, m) == 0;
	if (!good) {
		matrix_free(m);
		return (NULL);
	}
	return (m);
}

struct matrix *
cache_read(const char *file, struct db *db, int64_t now, int64_t *ret_seq, int64_t *ret_now)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	struct matrix *m = NULL;
	struct stat st;
	uint8_t *p = MAP_FAILED;

	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > (off_t)(sizeof(struct cache_head) + DIGEST_BYTES))
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (fd >= 0)
		close(fd);
	if (p == MAP_FAILED)
		return (NULL);
	const struct cache_head *head = (const struct cache_head *)(const void *)p;
	struct cursor at = { p + sizeof *head, (size_t)st.st_size - sizeof *head - DIGEST_BYTES };

	if (head_good(head, (size_t)st.st_size, db, now) && digest_good(p, (size_t)st.st_size)) {
		m = matrix_read(at, head);
		*ret_seq = head->seq;
		*ret_now = head->now;
	}
	munmap(p, (size_t)st.st_size);
	return (m);
}
