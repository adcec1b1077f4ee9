/* SPDX-License-Identifier: Apache-2.0 */
#include "standards/sheet_zip.h"

#include <unzip.h>

enum { NAME_BYTES = 512, FLAG_ENCRYPTED = 1, CHUNK = 64 * 1024 };

struct zip {
	struct str bytes;
	uint64_t at;                 /* of minizip's only stream */
	unzFile file;
};

/* ---- Memory as minizip's file ---- */

static voidpf
memory_open(voidpf opaque, const void *name, int mode)
{
	struct zip *zip = opaque;

	(void)name;
	zip->at = 0;
	return ((mode & ZLIB_FILEFUNC_MODE_WRITE) == 0 ? zip : NULL);
}

static uLong
memory_read(voidpf opaque, voidpf stream, void *buffer, uLong n)
{
	struct zip *zip = opaque;
	uint64_t left = zip->at < zip->bytes.n ? zip->bytes.n - zip->at : 0;

	(void)stream;
	n = n < left ? n : (uLong)left;
	if (n > 0)
		memcpy(buffer, zip->bytes.p + zip->at, n);
	zip->at += n;
	return (n);
}

static ZPOS64_T
memory_tell(voidpf opaque, voidpf stream)
{
	(void)stream;
	return (((struct zip *)opaque)->at);
}

static long
memory_seek(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
	struct zip *zip = opaque;
	uint64_t base = origin == ZLIB_FILEFUNC_SEEK_CUR ? zip->at : origin == ZLIB_FILEFUNC_SEEK_END ? zip->bytes.n : 0;

	(void)stream;
	if (offset > zip->bytes.n || base + offset > zip->bytes.n)
		return (-1);
	zip->at = base + offset;
	return (0);
}

static int
memory_close(voidpf opaque, voidpf stream)
{
	(void)opaque, (void)stream;
	return (0);
}

/* ---- What is refused ---- */

static int
malformed(struct problem *why, const char *expected)
{
	problem_set(why, SHEET_MALFORMED, NULL);
	problem_arg(why, "expected", str_c(expected));
	return (-1);
}

static int
bomb(struct problem *why, struct str name)
{
	problem_set(why, SHEET_BOMB, NULL);
	problem_arg(why, "name", str_sub(name, 0, str_utf8_prefix(name)));
	problem_arg_i64(why, "max", ZIP_PART_BYTES_MAX >> 20);
	return (-1);
}

/* A name that, taken as a file's, would stand outside the folder it is unpacked to. */
static bool
leads_outside(struct str name)
{
	struct str rest = name, step;

	if (name.n == 0 || name.p[0] == '/' || memchr(name.p, '\\', name.n) != NULL || memchr(name.p, ':', name.n) != NULL ||
	    memchr(name.p, '\0', name.n) != NULL)
		return (true);
	while (str_cut(&rest, '/', &step))
		if (str_eq_c(step, ".."))
			return (true);
	return (false);
}

static int
check_part(struct zip *zip, uint64_t *total, struct problem *why)
{
	unz_file_info64 info;
	char room[NAME_BYTES];
	struct str name;

	if (unzGetCurrentFileInfo64(zip->file, &info, room, sizeof room, NULL, 0, NULL, 0) != UNZ_OK || info.size_filename >= sizeof room)
		return (malformed(why, "sheet.expected.parts"));
	name = (struct str){ room, info.size_filename };
	if (leads_outside(name)) {
		problem_set(why, SHEET_PATH, NULL);
		problem_arg(why, "name", str_sub(name, 0, str_utf8_prefix(name)));
		return (-1);
	}
	if (info.flag & FLAG_ENCRYPTED)
		return (problem_set(why, SHEET_LOCKED, NULL));
	*total += info.uncompressed_size;
	if (info.uncompressed_size > ZIP_PART_BYTES_MAX || *total > ZIP_BYTES_MAX || info.compressed_size > zip->bytes.n ||
	    (info.uncompressed_size > 1 << 20 && info.uncompressed_size / ZIP_RATIO_MAX > info.compressed_size))
		return (bomb(why, name));
	return (0);
}

static int
check_parts(struct zip *zip, struct problem *why)
{
	uint64_t total = 0;
	int status = unzGoToFirstFile(zip->file);

	for (int n = 0; status == UNZ_OK; n++) {
		if (n == ZIP_PARTS_MAX) {
			problem_set(why, LIMIT_REACHED, NULL);
			problem_arg_i64(why, "max", ZIP_PARTS_MAX);
			return (-1);
		}
		if (check_part(zip, &total, why))
			return (-1);
		status = unzGoToNextFile(zip->file);
	}
	return (status == UNZ_END_OF_LIST_OF_FILE ? 0 : malformed(why, "sheet.expected.parts"));
}

/* ---- In ---- */

int
zip_open(struct str bytes, struct zip **ret, struct problem *why)
{
	struct zip *zip = calloc(1, sizeof *zip);
	zlib_filefunc64_def memory = { memory_open, memory_read, NULL, memory_tell, memory_seek, memory_close, memory_close, zip };

	*ret = NULL;
	if (zip == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	zip->bytes = bytes;
	zip->file = unzOpen2_64("", &memory);
	if (zip->file == NULL)
		malformed(why, "sheet.expected.zip");
	if (zip->file == NULL || check_parts(zip, why)) {
		zip_close(zip);
		return (-1);
	}
	*ret = zip;
	return (0);
}

void
zip_close(struct zip *zip)
{
	if (zip == NULL)
		return;
	if (zip->file != NULL)
		unzClose(zip->file);
	free(zip);
}

/* The open part into OUT; however much it claimed to be. */
static int
unpack(struct zip *zip, struct str name, struct buf *out, struct problem *why)
{
	size_t before = out->n;

	for (;;) {
		char *room = buf_reserve(out, CHUNK);
		int n;

		if (room == NULL)
			return (bomb(why, name));
		n = unzReadCurrentFile(zip->file, room, CHUNK);
		if (n == 0)
			return (0);
		if (n < 0)
			return (malformed(why, "sheet.expected.parts"));
		out->n += (size_t)n;
		if (out->n - before > ZIP_PART_BYTES_MAX)
			return (bomb(why, name));
	}
}

int
zip_part(struct zip *zip, struct str name, struct buf *out, struct problem *why)
{
	char path[NAME_BYTES];
	int status, closed;

	if (name.n >= sizeof path)
		return (1);
	memcpy(path, name.p, name.n);
	path[name.n] = '\0';
	/* Names of parts are the same in either case (ECMA-376 part 2). */
	if (unzLocateFile(zip->file, path, 2) != UNZ_OK)
		return (1);
	if (unzOpenCurrentFile(zip->file) != UNZ_OK)
		return (malformed(why, "sheet.expected.parts"));
	status = unpack(zip, name, out, why);
	closed = unzCloseCurrentFile(zip->file);
	return (status == 0 && closed != UNZ_OK ? malformed(why, "sheet.expected.parts") : status);
}
