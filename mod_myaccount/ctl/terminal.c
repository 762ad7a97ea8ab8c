/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/terminal.c: a password from a person or a pipe, never from the command line */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <apr_strings.h>

#include "ctl/ctl.h"

/* Longer than any password that is taken, so that a longer one is refused and not cut. */
#define LINE 4096

/* As the terminal was; whoever ends us while it is silent shall not leave it so. */
static struct termios as_it_was;
static volatile sig_atomic_t is_silent;

static void speak_again(void)
{
    if (is_silent) {
        tcsetattr(STDIN_FILENO, TCSANOW, &as_it_was);
        is_silent = 0;
    }
}

static void interrupted(int number)
{
    speak_again();
    signal(number, SIG_DFL);
    raise(number);
}

static int be_silent(void)
{
    struct termios silent;

    if (tcgetattr(STDIN_FILENO, &as_it_was) != 0) {
        return 0;
    }
    signal(SIGINT, interrupted);
    signal(SIGTERM, interrupted);
    signal(SIGQUIT, interrupted);
    silent = as_it_was;
    silent.c_lflag &= ~(tcflag_t)ECHO;
    is_silent = 1;
    return tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
}

static apr_status_t read_line(const char **line, mya_result_t *why, apr_pool_t *pool)
{
    char *buffer = apr_pcalloc(pool, LINE);

    if (!fgets(buffer, LINE, stdin)) {
        return mya_result_tell(why, MYA_EINVALID, "no password was given");
    }
    if (strlen(buffer) == LINE - 1) {
        return mya_result_tell(why, MYA_EINVALID, "the password is too long");
    }
    buffer[strcspn(buffer, "\r\n")] = '\0';
    *line = buffer;
    return APR_SUCCESS;
}

static apr_status_t ask(const char **answer, const char *question, mya_result_t *why,
                        apr_pool_t *pool)
{
    apr_status_t rv;

    fputs(question, stderr);
    fflush(stderr);
    rv = read_line(answer, why, pool);
    fputc('\n', stderr);
    return rv;
}

apr_status_t mya_ctl_password(const char **password, mya_result_t *why, apr_pool_t *pool)
{
    const char *again;
    apr_status_t rv;

    if (!isatty(STDIN_FILENO)) {
        return read_line(password, why, pool);
    }
    if (!be_silent()) {
        speak_again();
        return mya_result_tell(why, MYA_EINVALID, "the terminal cannot be kept from showing it");
    }
    rv = ask(password, "Password: ", why, pool);
    if (rv == APR_SUCCESS) {
        rv = ask(&again, "The same again: ", why, pool);
    }
    speak_again();
    if (rv == APR_SUCCESS && strcmp(*password, again) != 0) {
        rv = mya_result_tell(why, MYA_EINVALID, "the two passwords differ; nothing was done");
    }
    return rv;
}
