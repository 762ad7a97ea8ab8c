/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/say.c: how the commands of myaccountctl say that something did not work */
#include "ctl/ctl.h"

#include <stdarg.h>
#include <stdio.h>

static void complain(const char *format, va_list args) __attribute__((format(printf, 1, 0)));

static void complain(const char *format, va_list args)
{
    char said[4000];
    const int len = vsnprintf(said, sizeof(said), format, args);
    const size_t last = len < 1 ? 0 : len < (int)sizeof(said) ? (size_t)len - 1 : sizeof(said) - 2;

    fflush(stdout);
    fprintf(stderr, "myaccountctl: %s%s\n", said, said[last] == '?' ? "" : ".");
}

int mya_ctl_fail(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    complain(format, args);
    va_end(args);
    return MYA_CTL_FAILED;
}

int mya_ctl_why(const mya_ctl_t *ctl)
{
    const char *detail = ctl->why->detail;

    return mya_ctl_fail("%s", detail ? detail : "it did not work, and nobody said why");
}

int mya_ctl_misused(const mya_ctl_t *ctl, const char *format, ...)
{
    const mya_ctl_command_t *command = ctl->command;
    va_list args;

    va_start(args, format);
    complain(format, args);
    va_end(args);
    fprintf(stderr, "Say \"myaccountctl %s%s%s --help\" for more.\n", command->name,
            command->verb ? " " : "", command->verb ? command->verb : "");
    return MYA_CTL_USAGE;
}
