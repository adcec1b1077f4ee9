/* SPDX-License-Identifier: Apache-2.0 */
#include <xlsxwriter.h> /* first: its macros use what base/banned.h refuses */

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/xlsx.h"

enum { CELL_CHARACTERS_MAX = 32767, NAME_CHARACTERS_MAX = 31, COLUMNS_MAX = 256, WIDTH_MIN = 8, WIDTH_MAX = 60, CHOICE_ROWS = 5000 };

struct xlsx {
	int fd;                      /* where the file is made, in memory */
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *heading, *body;
	uint32_t row, column;
	size_t widths[COLUMNS_MAX];  /* of the open sheet, in characters */
	unsigned nsheets;
	bool failed;
};

static int
failed(struct problem *why, const char *reason)
{
	problem_set(why, SHEET_WRITE, NULL);
	problem_arg(why, "reason", str_c(reason));
	return (-1);
}

int
xlsx_new(struct xlsx **ret, struct problem *why)
{
	struct xlsx *workbook = calloc(1, sizeof *workbook);
	char path[64];

	*ret = NULL;
	if (workbook == NULL)
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	workbook->fd = memfd_create("workbook", MFD_CLOEXEC);
	if (workbook->fd < 0) {
		free(workbook);
		return (failed(why, strerrordesc_np(errno)));
	}
	snprintf(path, sizeof path, "/proc/self/fd/%d", workbook->fd);
	workbook->book = workbook_new_opt(path, NULL);
	if (workbook->book == NULL) {
		close(workbook->fd);
		free(workbook);
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	}
	workbook->heading = workbook_add_format(workbook->book);
	workbook->body = workbook_add_format(workbook->book);
	if (workbook->heading == NULL || workbook->body == NULL) {
		xlsx_free(workbook);
		return (problem_set(why, OUT_OF_MEMORY, NULL));
	}
	format_set_bold(workbook->heading);
	format_set_bottom(workbook->heading, LXW_BORDER_THIN);
	format_set_text_wrap(workbook->body);
	format_set_align(workbook->body, LXW_ALIGN_VERTICAL_TOP);
	*ret = workbook;
	return (0);
}

/* The first MOST characters of TEXT, with a NUL; NULL: no memory. */
static char *
cut(struct str text, size_t most)
{
	char *copy;
	size_t n = 0;

	for (size_t characters = 0; n < text.n && characters < most; characters++)
		do
			n++;
		while (n < text.n && ((unsigned char)text.p[n] & 0xc0) == 0x80);
	copy = malloc(n + 1);
	if (copy == NULL)
		return (NULL);
	if (n > 0)
		memcpy(copy, text.p, n);
	copy[n] = '\0';
	return (copy);
}

/* The widths of a sheet that is complete. */
static void
end_sheet(struct xlsx *workbook)
{
	for (lxw_col_t i = 0; workbook->sheet != NULL && i < COLUMNS_MAX && workbook->widths[i] > 0; i++) {
		size_t width = workbook->widths[i] + 2;

		width = width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
		worksheet_set_column(workbook->sheet, i, i, (double)width, NULL);
	}
	memset(workbook->widths, 0, sizeof workbook->widths);
}

void
xlsx_sheet(struct xlsx *workbook, struct str name, bool right_to_left)
{
	char *copy = cut(name, NAME_CHARACTERS_MAX);

	end_sheet(workbook);
	for (char *p = copy; p != NULL && *p != '\0'; p++)
		if (char_in("[]:*?/\\'", *p) || (unsigned char)*p < 0x20)
			*p = ' ';
	workbook->sheet = copy == NULL ? NULL : workbook_add_worksheet(workbook->book, copy[0] == '\0' ? NULL : copy);
	if (workbook->sheet == NULL) /* a name that is taken */
		workbook->sheet = workbook_add_worksheet(workbook->book, NULL);
	free(copy);
	workbook->row = workbook->column = 0;
	workbook->nsheets++;
	workbook->failed = workbook->failed || workbook->sheet == NULL;
	if (workbook->failed)
		return;
	worksheet_freeze_panes(workbook->sheet, 1, 0);
	if (right_to_left)
		worksheet_right_to_left(workbook->sheet);
}

static void
widen(struct xlsx *workbook, struct str text)
{
	struct str rest = text, line;

	while (workbook->column < COLUMNS_MAX && str_cut(&rest, '\n', &line)) {
		size_t n = str_codepoints(line);

		if (n > workbook->widths[workbook->column])
			workbook->widths[workbook->column] = n;
	}
}

void
xlsx_cell(struct xlsx *workbook, struct str text, bool number)
{
	lxw_format *format = workbook->row == 0 ? workbook->heading : workbook->body;
	lxw_col_t column = (lxw_col_t)workbook->column;
	char *copy, *end;
	double value;

	if (!workbook->failed && workbook->sheet != NULL && text.n > 0 && workbook->column < LXW_COL_MAX) {
		widen(workbook, text);
		copy = cut(text, CELL_CHARACTERS_MAX);
		value = copy == NULL || !number ? 0 : strtod(copy, &end);
		if (copy == NULL)
			workbook->failed = true;
		else if (number && *end == '\0')
			workbook->failed = worksheet_write_number(workbook->sheet, workbook->row, column, value, format) != LXW_NO_ERROR;
		else
			workbook->failed = worksheet_write_string(workbook->sheet, workbook->row, column, copy, format) != LXW_NO_ERROR;
		free(copy);
	}
	workbook->column++;
}

void
xlsx_row(struct xlsx *workbook)
{
	if (workbook->row == 0 && workbook->column > 0 && workbook->sheet != NULL)
		worksheet_autofilter(workbook->sheet, 0, 0, LXW_ROW_MAX - 1, (lxw_col_t)(workbook->column - 1));
	workbook->row++;
	workbook->column = 0;
	workbook->failed = workbook->failed || workbook->row >= LXW_ROW_MAX;
}

void
xlsx_choices(struct xlsx *workbook, uint32_t column, const char *const *list, size_t n)
{
	lxw_data_validation validation = { .validate = LXW_VALIDATION_TYPE_LIST, .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING };
	char *values[32] = { NULL };

	for (size_t i = 0; i < n && i < ARRAY_SIZE(values) - 1; i++)
		values[i] = (char *)(uintptr_t)list[i]; /* only read */
	validation.value_list = values;
	if (!workbook->failed && workbook->sheet != NULL)
		worksheet_data_validation_range(workbook->sheet, 1, (lxw_col_t)column, CHOICE_ROWS, (lxw_col_t)column, &validation);
}

static int
take_file(int fd, struct buf *out, struct problem *why)
{
	off_t size = lseek(fd, 0, SEEK_END), at = 0;

	while (size > 0 && at < size) {
		char *room = buf_reserve(out, (size_t)(size - at));
		ssize_t n = room == NULL ? -1 : pread(fd, room, (size_t)(size - at), at);

		if (room == NULL)
			return (problem_set(why, LIMIT_REACHED, NULL));
		if (n <= 0)
			return (failed(why, strerrordesc_np(errno)));
		out->n += (size_t)n;
		at += n;
	}
	return (size > 0 ? 0 : failed(why, "memfd"));
}

int
xlsx_finish(struct xlsx *workbook, struct buf *out, struct problem *why)
{
	bool bad = workbook->failed;
	lxw_error error;
	int status;

	end_sheet(workbook);
	error = workbook_close(workbook->book); /* frees it either way */
	workbook->book = NULL;
	status = error != LXW_NO_ERROR ? failed(why, lxw_strerror(error)) : bad ? problem_set(why, LIMIT_REACHED, NULL) :
	    take_file(workbook->fd, out, why);
	xlsx_free(workbook);
	return (status);
}

void
xlsx_free(struct xlsx *workbook)
{
	if (workbook == NULL)
		return;
	if (workbook->book != NULL)
		lxw_workbook_free(workbook->book);
	close(workbook->fd);
	free(workbook);
}
