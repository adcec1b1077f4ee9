/* SPDX-License-Identifier: Apache-2.0 */
#include "packed.h"

#include <sys/mman.h>
#include <unistd.h>
#include <zip.h>

/* Nothing here fails but for want of memory or descriptors. */
static void
must(bool done)
{
	if (!done)
		abort();
}

struct buf
packed(const struct packed_part *parts, size_t n)
{
	int fd = memfd_create("packed", 0);
	struct buf ret = BUF((size_t)64 << 20);
	char path[64], *room;
	zipFile file;
	off_t size;

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	file = zipOpen64(path, APPEND_STATUS_CREATE);
	must(file != NULL);
	for (size_t i = 0; i < n; i++) {
		must(zipOpenNewFileInZip(file, parts[i].name, NULL, NULL, 0, NULL, 0, NULL, Z_DEFLATED, 6) == ZIP_OK);
		must(zipWriteInFileInZip(file, parts[i].bytes.p, (unsigned)parts[i].bytes.n) == ZIP_OK);
		must(zipCloseFileInZip(file) == ZIP_OK);
	}
	must(zipClose(file, NULL) == ZIP_OK);
	size = lseek(fd, 0, SEEK_END);
	room = buf_reserve(&ret, (size_t)size);
	must(room != NULL);
	must(pread(fd, room, (size_t)size, 0) == size);
	ret.n = (size_t)size;
	close(fd);
	return (ret);
}

#define RELS "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define SHEETML "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""

struct buf
packed_book(const char *sheet, const char *strings, const char *styles)
{
	struct packed_part parts[] = {
		{ "_rels/.rels", STR(RELS "<Relationship Id=\"r\" Type=\"" OFFICE "officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>") },
		{ "xl/_rels/workbook.xml.rels", STR(RELS "<Relationship Id=\"r1\" Type=\"" OFFICE "worksheet\" Target=\"worksheets/sheet1.xml\"/>"
		    "<Relationship Id=\"r2\" Type=\"" OFFICE "sharedStrings\" Target=\"sharedStrings.xml\"/>"
		    "<Relationship Id=\"r3\" Type=\"" OFFICE "styles\" Target=\"/xl/styles.xml\"/>"
		    "<Relationship Id=\"r4\" Type=\"" OFFICE "hyperlink\" Target=\"https://example.org/\" TargetMode=\"External\"/></Relationships>") },
		{ "xl/workbook.xml", STR("<workbook " SHEETML " xmlns:r=\"" OFFICE "\"><sheets>"
		    "<sheet name=\"Rules\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>") },
		{ "xl/worksheets/sheet1.xml", str_c(sheet) },
		{ "xl/sharedStrings.xml", str_c(strings == NULL ? "<sst/>" : strings) },
		{ "xl/styles.xml", str_c(styles == NULL ? "<styleSheet/>" : styles) },
	};

	return (packed(parts, ARRAY_SIZE(parts)));
}
