/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/blob.h"

static struct blobs *
fresh(char dir[256])
{
	struct problem why = { 0 };
	struct blobs *blobs;

	snprintf(dir, 256, "%s/blobs", test_dir());
	assert_int_equal(blobs_open(dir, &blobs, &why), 0);
	return (blobs);
}

static struct digest
put(struct blobs *blobs, const char *text)
{
	struct problem why = { 0 };
	struct digest sha256;

	assert_int_equal(blob_put(blobs, str_c(text), &sha256, &why), 0);
	return (sha256);
}

static void
file_of(const char *dir, struct digest sha256, char ret[512])
{
	char text[DIGEST_TEXT_BYTES + 1];

	digest_text(sha256, text);
	snprintf(ret, 512, "%s/%.2s/%s", dir, text, text + 2);
}

static void
damage(const char *dir, struct digest sha256)
{
	char path[512];
	int fd;

	file_of(dir, sha256, path);
	fd = open(path, O_WRONLY);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, "!", 1, 0), 1);
	close(fd);
}

static size_t
entries(const char *dir, const char *below)
{
	char path[512];
	DIR *d;
	size_t n = 0;

	snprintf(path, sizeof path, "%s/%s", dir, below);
	d = opendir(path);
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		n += e->d_name[0] != '.';
	closedir(d);
	return (n);
}

TEST(what_was_put_comes_back)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct problem why = { 0 };
	char dir[256];
	struct blobs *blobs = fresh(dir);
	struct digest sha256 = put(blobs, "evidence");
	struct str bytes;

	assert_true(digest_eq(sha256, hash_bytes("evidence", 8)));
	assert_int_equal(blob_get(blobs, sha256, 100, arena, &bytes, &why), 0);
	assert_true(str_eq_c(bytes, "evidence"));
	blobs_close(blobs);
}

TEST(a_blob_in_pieces_is_the_blob_as_a_whole)
{
	struct problem why = { 0 };
	char dir[256], chunk[1000];
	struct blobs *blobs = fresh(dir);
	struct blob_writer *writer;
	struct digest sha256, found;
	struct hash hash;
	uint64_t size, open_size;
	int fd;

	hash_begin(&hash);
	assert_int_equal(blob_begin(blobs, 1 << 20, &writer, &why), 0);
	for (int i = 0; i < 300; i++) {
		memset(chunk, i, sizeof chunk);
		hash_add(&hash, chunk, sizeof chunk);
		assert_int_equal(blob_write(writer, chunk, sizeof chunk, &why), 0);
	}
	assert_int_equal(blob_commit(writer, &sha256, &size, &why), 0);
	assert_int_equal(size, 300000);
	found = hash_end(&hash);
	assert_true(digest_eq(sha256, found));
	assert_int_equal(blob_open(blobs, sha256, &fd, &open_size, &why), 0);
	assert_int_equal(open_size, 300000);
	assert_int_equal(lseek(fd, 0, SEEK_CUR), 0);
	close(fd);
	assert_int_equal(entries(dir, "tmp"), 0);
	blobs_close(blobs);
}

TEST(the_same_bytes_are_stored_once)
{
	char dir[256];
	struct blobs *blobs = fresh(dir);
	struct digest first = put(blobs, "same"), second = put(blobs, "same");

	assert_true(digest_eq(first, second));
	assert_int_equal(entries(dir, ""), 2); /* tmp and one folder */
	assert_int_equal(entries(dir, "tmp"), 0);
	blobs_close(blobs);
}

TEST(an_empty_blob_is_a_blob)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct problem why = { 0 };
	char dir[256];
	struct blobs *blobs = fresh(dir);
	struct digest sha256 = put(blobs, "");
	struct str bytes;

	assert_int_equal(blob_get(blobs, sha256, 0, arena, &bytes, &why), 0);
	assert_int_equal(bytes.n, 0);
	assert_non_null(bytes.p);
	blobs_close(blobs);
}

TEST(a_damaged_blob_is_never_given_out)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct problem why = { 0 };
	char dir[256], text[DIGEST_TEXT_BYTES + 1];
	struct blobs *blobs = fresh(dir);
	struct digest sha256 = put(blobs, "evidence");
	struct str bytes;
	uint64_t size;
	int fd;

	damage(dir, sha256);
	assert_int_equal(blob_get(blobs, sha256, 100, arena, &bytes, &why), -1);
	assert_true(problem_is(&why, BLOB_DAMAGED));
	digest_text(sha256, text);
	assert_string_equal(why.head.args[0].value, text);
	assert_int_equal(blob_open(blobs, sha256, &fd, &size, &why), -1);
	assert_true(problem_is(&why, BLOB_DAMAGED));
	blobs_close(blobs);
}

TEST(putting_a_damaged_blob_again_mends_it)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct problem why = { 0 };
	char dir[256];
	struct blobs *blobs = fresh(dir);
	struct digest sha256 = put(blobs, "evidence");
	struct str bytes;

	damage(dir, sha256);
	put(blobs, "evidence");
	assert_int_equal(blob_get(blobs, sha256, 100, arena, &bytes, &why), 0);
	assert_true(str_eq_c(bytes, "evidence"));
	blobs_close(blobs);
}

TEST(an_unknown_blob_is_unknown)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct problem why = { 0 };
	char dir[256];
	struct blobs *blobs = fresh(dir);
	struct str bytes;

	assert_int_equal(blob_get(blobs, hash_bytes("x", 1), 100, arena, &bytes, &why), -1);
	assert_true(problem_is(&why, BLOB_UNKNOWN));
	blobs_close(blobs);
}

TEST(more_than_was_agreed_is_refused_and_leaves_nothing)
{
	struct problem why = { 0 };
	char dir[256];
	struct blobs *blobs = fresh(dir);
	struct blob_writer *writer;
	struct digest sha256;
	uint64_t size;

	assert_int_equal(blob_begin(blobs, 10, &writer, &why), 0);
	assert_int_equal(blob_write(writer, "12345", 5, &why), 0);
	assert_int_equal(blob_write(writer, "678901", 6, &why), -1);
	assert_true(problem_is(&why, EVIDENCE_TOO_LARGE));
	assert_int_equal(blob_write(writer, "6", 1, &why), -1);
	assert_int_equal(blob_commit(writer, &sha256, &size, &why), -1);
	assert_true(problem_is(&why, EVIDENCE_TOO_LARGE));
	assert_int_equal(entries(dir, ""), 1);
	assert_int_equal(entries(dir, "tmp"), 0);
	blobs_close(blobs);
}

TEST(what_is_larger_than_the_reader_wants_is_not_read)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new(1 << 20);
	struct problem why = { 0 };
	char dir[256];
	struct blobs *blobs = fresh(dir);
	struct digest sha256 = put(blobs, "evidence");
	struct str bytes;

	assert_int_equal(blob_get(blobs, sha256, 7, arena, &bytes, &why), -1);
	assert_true(problem_is(&why, LIMIT_REACHED));
	blobs_close(blobs);
}

TEST(an_abandoned_blob_leaves_nothing)
{
	struct problem why = { 0 };
	char dir[256];
	struct blobs *blobs = fresh(dir);
	struct blob_writer *writer;

	assert_int_equal(blob_begin(blobs, 10, &writer, &why), 0);
	assert_int_equal(blob_write(writer, "12345", 5, &why), 0);
	assert_int_equal(entries(dir, "tmp"), 1);
	blob_abandon(writer);
	assert_int_equal(entries(dir, "tmp"), 0);
	blobs_close(blobs);
}

TEST(what_a_killed_writer_left_is_removed_after_a_day)
{
	struct problem why = { 0 };
	struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };
	char dir[256], path[512];
	struct blobs *blobs = fresh(dir);

	snprintf(path, sizeof path, "%s/tmp/left", dir);
	close(open(path, O_WRONLY | O_CREAT, 0600));
	blobs_close(blobs);
	assert_int_equal(blobs_open(dir, &blobs, &why), 0);
	assert_int_equal(entries(dir, "tmp"), 1);
	blobs_close(blobs);
	assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
	assert_int_equal(blobs_open(dir, &blobs, &why), 0);
	assert_int_equal(entries(dir, "tmp"), 0);
	blobs_close(blobs);
}

struct collected {
	struct digest last;
	size_t n, stop_after;
};

static int
collect(void *context, struct digest sha256)
{
	struct collected *c = context;

	assert_true(c->n == 0 || memcmp(c->last.b, sha256.b, sizeof sha256.b) < 0);
	c->last = sha256;
	c->n++;
	return (c->n == c->stop_after ? 7 : 0);
}

TEST(each_visits_all_blobs_in_order_and_stops_when_told)
{
	char dir[256], path[512], text[16];
	struct blobs *blobs = fresh(dir);
	struct collected all = { .stop_after = 0 }, some = { .stop_after = 3 };

	for (int i = 0; i < 1000; i++) {
		snprintf(text, sizeof text, "blob %d", i);
		file_of(dir, put(blobs, text), path);
	}
	snprintf(strrchr(path, '/') + 1, 16, "stranger.txt");
	close(open(path, O_WRONLY | O_CREAT, 0600));
	assert_int_equal(blob_each(blobs, collect, &all), 0);
	assert_int_equal(all.n, 1000);
	assert_int_equal(blob_each(blobs, collect, &some), 7);
	assert_int_equal(some.n, 3);
	blobs_close(blobs);
}

TEST(a_folder_that_cannot_be_made_is_a_problem_with_its_path)
{
	struct problem why = { 0 };
	struct blobs *blobs;

	assert_int_equal(blobs_open("/nonexistent/deeper/blobs", &blobs, &why), -1);
	assert_true(problem_is(&why, IO_FAILED));
	assert_string_equal(why.head.args[0].value, "/nonexistent/deeper/blobs");
	assert_null(blobs);
}
