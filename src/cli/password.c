/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/password.h"

#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <termios.h>
#include <unistd.h>

#include "cli/cli.h"

static int
failed(struct problem *why)
{
	problem_set(why, IO_FAILED, NULL);
	problem_arg(why, "reason", str_c(strerror(errno)));
	return (-1);
}

/* One line of standard input without its end; "" at the end of the input.  Byte by byte: what follows is not ours to take. */
static int
line_read(char ret[CLI_PASSWORD_BYTES], struct problem *why)
{
	size_t n = 0;
	char c;

	for (;;) {
		ssize_t got = read(STDIN_FILENO, &c, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return (failed(why));
		if (got == 0 || c == '\n')
			break;
		if (n == CLI_PASSWORD_BYTES - 1)
			return (problem_set(why, LIMIT_REACHED, "password"));
		ret[n++] = c;
	}
	if (n > 0 && ret[n - 1] == '\r')
		n--;
	ret[n] = '\0';
	return (str_is_utf8((struct str){ ret, n }) ? 0 : problem_set(why, TEXT_NOT_UTF8, "password"));
}

static void
ask(const char *key)
{
	struct str text = locale_text(cli_lang(), key);

	fprintf(stderr, "%.*s ", STR_FMT(text));
}

/* Signals wait meanwhile, so that the terminal is never left silent. */
static int
line_ask(const char *key, char ret[CLI_PASSWORD_BYTES], struct problem *why)
{
	struct termios shown, silent;
	sigset_t wait, before;
	int status;

	ask(key);
	if (tcgetattr(STDIN_FILENO, &shown) != 0)
		return (failed(why));
	sigemptyset(&wait);
	sigaddset(&wait, SIGINT);
	sigaddset(&wait, SIGTERM);
	sigaddset(&wait, SIGTSTP);
	sigprocmask(SIG_BLOCK, &wait, &before);
	silent = shown;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
	status = tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) != 0 ? failed(why) : line_read(ret, why);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
	sigprocmask(SIG_SETMASK, &before, NULL);
	fputc('\n', stderr);
	return (status);
}

int
cli_password_read(char ret[CLI_PASSWORD_BYTES], struct problem *why)
{
	char again[CLI_PASSWORD_BYTES];
	int status;

	if (!isatty(STDIN_FILENO))
		return (line_read(ret, why));
	if (line_ask("cli.user.password", ret, why) || ret[0] == '\0')
		return (ret[0] == '\0' ? 0 : -1);
	status = line_ask("cli.user.password_again", again, why);
	if (status == 0 && strcmp(ret, again) != 0)
		status = problem_set(why, PASSWORD_DIFFERS, NULL);
	sodium_memzero(again, sizeof again);
	return (status);
}
