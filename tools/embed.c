/* SPDX-License-Identifier: Apache-2.0 */
/*
 * embed NAME OUT.c FILE…: files as constant data of the program: const struct embedded NAME[] and NAME_count (base/embedded.h).
 */
#include <stdio.h>
#include <string.h>

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return (slash == NULL ? path : slash + 1);
}

/* As a string literal; octal escapes always have three digits, so what follows cannot join them. */
static long
write_bytes(FILE *in, FILE *out)
{
	long n = 0;
	int c;

	fputs("\n\t\"", out);
	while ((c = getc(in)) != EOF) {
		n++;
		if (c == '\n')
			fputs("\\n\"\n\t\"", out);
		else if (c == '"' || c == '\\' || c == '?')
			fprintf(out, "\\%c", c);
		else if (c >= ' ' && c < 127)
			putc(c, out);
		else
			fprintf(out, "\\%03o", (unsigned)c);
	}
	fputs("\"", out);
	return (n);
}

int
main(int argc, char **argv)
{
	FILE *out;

	if (argc < 3)
		return (fputs("usage: embed NAME OUT.c FILE...\n", stderr), 2);
	out = fopen(argv[2], "w");
	if (out == NULL)
		return (perror(argv[2]), 3);
	fprintf(out, "/* Made by tools/embed. */\n#include \"base/embedded.h\"\n\nconst struct embedded %s[] = {\n", argv[1]);
	for (int i = 3; i < argc; i++) {
		FILE *in = fopen(argv[i], "rb");
		long n;

		if (in == NULL)
			return (perror(argv[i]), 3);
		fprintf(out, "\t{ \"%s\", ", base_name(argv[i]));
		n = write_bytes(in, out);
		fprintf(out, ", %ld },\n", n);
		if (ferror(in))
			return (perror(argv[i]), 3);
		fclose(in);
	}
	fprintf(out, "};\nconst size_t %s_count = %d;\n", argv[1], argc - 3);
	return (ferror(out) || fclose(out) != 0 ? (perror(argv[2]), 3) : 0);
}
