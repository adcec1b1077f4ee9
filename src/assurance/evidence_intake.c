/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes that come in: what they are, and what they may be called.
 */
#include "assurance/evidence.h"

/* ---- What they are ---- */

/* By the first bytes; SUFFIX (may be NULL) tells apart what is packed alike.  A NULL type: programs, which are no evidence. */
struct mark {
	size_t at, n;
	const char *bytes;
	const char *suffix;
	const char *type;
};

#define OOXML "application/vnd.openxmlformats-officedocument."
#define ODF "application/vnd.oasis.opendocument."
#define OLE "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

static const struct mark marks[] = {
	{ 0, 2, "MZ", NULL, NULL },
	{ 0, 4, "\x7f" "ELF", NULL, NULL },
	{ 0, 2, "#!", NULL, NULL },
	{ 0, 4, "\xfe\xed\xfa\xce", NULL, NULL },
	{ 0, 4, "\xfe\xed\xfa\xcf", NULL, NULL },
	{ 0, 4, "\xce\xfa\xed\xfe", NULL, NULL },
	{ 0, 4, "\xcf\xfa\xed\xfe", NULL, NULL },
	{ 0, 4, "\xca\xfe\xba\xbe", NULL, NULL },
	{ 0, 8, "L\0\0\0\x01\x14\x02\0", NULL, NULL }, /* a shortcut */
	{ 0, 5, "%PDF-", NULL, "application/pdf" },
	{ 0, 8, "\x89PNG\r\n\x1a\n", NULL, "image/png" },
	{ 0, 3, "\xff\xd8\xff", NULL, "image/jpeg" },
	{ 0, 6, "GIF87a", NULL, "image/gif" },
	{ 0, 6, "GIF89a", NULL, "image/gif" },
	{ 8, 4, "WEBP", NULL, "image/webp" },
	{ 0, 4, "II*\0", NULL, "image/tiff" },
	{ 0, 4, "MM\0*", NULL, "image/tiff" },
	{ 4, 4, "ftyp", ".heic", "image/heic" },
	{ 4, 4, "ftyp", NULL, "video/mp4" },
	{ 0, 4, "PK\x03\x04", ".docx", OOXML "wordprocessingml.document" },
	{ 0, 4, "PK\x03\x04", ".xlsx", OOXML "spreadsheetml.sheet" },
	{ 0, 4, "PK\x03\x04", ".pptx", OOXML "presentationml.presentation" },
	{ 0, 4, "PK\x03\x04", ".odt", ODF "text" },
	{ 0, 4, "PK\x03\x04", ".ods", ODF "spreadsheet" },
	{ 0, 4, "PK\x03\x04", ".odp", ODF "presentation" },
	{ 0, 4, "PK\x03\x04", NULL, "application/zip" },
	{ 0, 8, OLE, ".doc", "application/msword" },
	{ 0, 8, OLE, ".xls", "application/vnd.ms-excel" },
	{ 0, 8, OLE, ".ppt", "application/vnd.ms-powerpoint" },
	{ 0, 8, OLE, ".msg", "application/vnd.ms-outlook" },
	{ 0, 8, OLE, ".msi", NULL },
	{ 0, 5, "{\\rtf", NULL, "application/rtf" },
	{ 0, 2, "\x1f\x8b", NULL, "application/gzip" },
	{ 0, 6, "7z\xbc\xaf\x27\x1c", NULL, "application/x-7z-compressed" },
	{ 0, 2, "\xff\xfe", NULL, "text/plain; charset=utf-16" },
	{ 0, 2, "\xfe\xff", NULL, "text/plain; charset=utf-16" },
};

static char
lower(char c)
{
	return (c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
}

static bool
has_suffix(struct str name, const char *suffix)
{
	size_t n = strlen(suffix);

	if (name.n < n)
		return (false);
	for (size_t i = 0; i < n; i++)
		if (lower(name.p[name.n - n + i]) != suffix[i])
			return (false);
	return (true);
}

/* Text: UTF-8 without controls but those of lines; the last code point may be cut where HEAD is the beginning of more. */
static bool
is_text(const uint8_t *head, size_t n)
{
	struct str s = { (const char *)head, n };

	for (size_t i = 0; i < n; i++)
		if ((head[i] < 0x20 && head[i] != '\t' && head[i] != '\n' && head[i] != '\r' && head[i] != '\f') || head[i] == 0x7f)
			return (false);
	for (int cut = 0; cut < 4 && s.n > 0; cut++, s.n--)
		if (str_is_utf8(s))
			return (cut == 0 || n == EVIDENCE_HEAD_BYTES);
	return (false);
}

const char *
evidence_media_type(const uint8_t *head, size_t n, struct str name)
{
	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		const struct mark *mark = &marks[i];

		if (n >= mark->at + mark->n && memcmp(head + mark->at, mark->bytes, mark->n) == 0 &&
		    (mark->suffix == NULL || has_suffix(name, mark->suffix)))
			return (mark->type);
	}
	if (!is_text(head, n))
		return ("application/octet-stream");
	if (has_suffix(name, ".csv"))
		return ("text/csv; charset=utf-8");
	/* Markup too: what a browser would draw or run is shown as its source. */
	return (has_suffix(name, ".json") ? "application/json" : "text/plain; charset=utf-8");
}

/* ---- Intake ---- */

int
evidence_begin(struct blobs *blobs, struct evidence_intake *intake, struct problem *why)
{
	memset(intake, 0, sizeof *intake);
	return (blob_begin(blobs, EVIDENCE_BYTES_MAX, &intake->writer, why));
}

int
evidence_write(struct evidence_intake *intake, const void *p, size_t n, struct problem *why)
{
	size_t room = EVIDENCE_HEAD_BYTES - intake->nhead, some = n < room ? n : room;

	if (some > 0)
		memcpy(intake->head + intake->nhead, p, some);
	intake->nhead += some;
	intake->size += n;
	return (blob_write(intake->writer, p, n, why));
}

int
evidence_finish(struct evidence_intake *intake, struct str name, struct evidence_bytes *ret, struct problem *why)
{
	ret->media_type = evidence_media_type(intake->head, intake->nhead, name);
	if (intake->size == 0 || ret->media_type == NULL) {
		evidence_abandon(intake);
		return (problem_set(why, intake->size == 0 ? EVIDENCE_EMPTY : MEDIA_UNSUPPORTED, NULL));
	}
	return (blob_commit(intake->writer, &ret->sha256, &ret->size, why));
}

void
evidence_abandon(struct evidence_intake *intake)
{
	blob_abandon(intake->writer);
	intake->writer = NULL;
}

/* ---- Names ---- */

/* One code point of well-formed UTF-8 at P; *RET_N is its length. */
static uint32_t
code_point(const char *p, size_t *ret_n)
{
	uint8_t c = (uint8_t)*p;
	uint32_t value;

	*ret_n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	if (*ret_n == 1)
		return (c);
	value = c & (0x7fu >> *ret_n);
	for (size_t i = 1; i < *ret_n; i++)
		value = value << 6 | ((uint8_t)p[i] & 0x3fu);
	return (value);
}

/* Controls, and marks that change how the rest of a name is read.  The joiners U+200C and U+200D stay: Urdu needs them. */
static bool
is_hidden(uint32_t c)
{
	return (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || c == 0x200b || c == 0x200e || c == 0x200f ||
	    (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb));
}

static struct str
last_part(struct str path)
{
	for (size_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/' || path.p[i - 1] == '\\')
			return ((struct str){ path.p + i, path.n - i });
	return (path);
}

/* RAW without what must not be seen or saved, into OUT, which has room for all of it. */
static struct str
name_filter(struct str raw, char *out)
{
	size_t n = 0, step;

	for (size_t i = 0; i < raw.n; i += step) {
		uint32_t c = code_point(raw.p + i, &step);

		if (is_hidden(c))
			continue;
		if (c < 0x80 && char_in("<>:\"|?*", (char)c))
			out[n++] = '_';
		else
			for (size_t k = 0; k < step; k++)
				out[n++] = raw.p[i + k];
	}
	return ((struct str){ out, n });
}

static struct str
name_trim(struct str name)
{
	while (name.n > 0 && (name.p[0] == '.' || name.p[0] == ' '))
		name = (struct str){ name.p + 1, name.n - 1 };
	while (name.n > 0 && (name.p[name.n - 1] == '.' || name.p[name.n - 1] == ' '))
		name.n--;
	return (name);
}

/* Names that one family of systems keeps for devices, whatever their suffix. */
static bool
is_device(struct str name)
{
	static const char *const devices[] = { "con", "prn", "aux", "nul", "com", "lpt" };
	size_t stem = 0;

	while (stem < name.n && name.p[stem] != '.')
		stem++;
	while (stem > 0 && name.p[stem - 1] == ' ')
		stem--;
	if (stem != 3 && !(stem == 4 && name.p[3] >= '1' && name.p[3] <= '9'))
		return (false);
	for (size_t i = 0; i < ARRAY_SIZE(devices); i++)
		if ((stem == 3) == (i < 4) && lower(name.p[0]) == devices[i][0] && lower(name.p[1]) == devices[i][1] &&
		    lower(name.p[2]) == devices[i][2])
			return (true);
	return (false);
}

/* At most EVIDENCE_NAME_MAX bytes, cut before the suffix and never inside a code point. */
static struct str
name_shorten(struct str name, struct arena *arena)
{
	size_t dot = name.n, stem;

	if (name.n <= EVIDENCE_NAME_MAX)
		return (arena_str(arena, name));
	while (dot > 0 && name.p[dot - 1] != '.')
		dot--;
	dot = dot > 1 && name.n - dot < 20 ? dot - 1 : name.n;
	stem = EVIDENCE_NAME_MAX - (name.n - dot);
	while (stem > 0 && ((uint8_t)name.p[stem] & 0xc0) == 0x80)
		stem--;
	return (arena_fmt(arena, "%.*s%.*s", (int)stem, name.p, (int)(name.n - dot), name.p + dot));
}

int
evidence_name(struct str raw, struct arena *arena, struct str *ret, struct problem *why)
{
	struct str name;
	char *room;

	if (raw.n == 0 || raw.n > 4096 || !str_is_utf8(raw))
		return (problem_set(why, EVIDENCE_NAME, "filename"));
	room = arena_alloc(arena, raw.n);
	if (room == NULL)
		return (problem_set(why, LIMIT_REACHED, NULL));
	name = name_trim(name_filter(last_part(raw), room));
	if (name.n == 0)
		return (problem_set(why, EVIDENCE_NAME, "filename"));
	name = name_trim(name_shorten(name, arena));
	if (is_device(name))
		name = name_trim(name_shorten(arena_fmt(arena, "_%.*s", STR_FMT(name)), arena));
	*ret = name;
	return (ret->p == NULL ? problem_set(why, LIMIT_REACHED, NULL) : 0);
}
