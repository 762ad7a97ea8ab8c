/* SPDX-License-Identifier: Apache-2.0 */
/* ctl/options.c: what was said on the command line, and what may be said */
#include "ctl/ctl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <apr_strings.h>

#ifndef MYA_SHARE
#define MYA_SHARE "/usr/local/share/mod_myaccount"
#endif

static const struct {
    const char *name;
    const char *argument;
    const char *help;
} options[] = {
#define MYA_ROW(symbol, name, argument, help) { name, argument, help },
    MYA_CTL_OPTIONS(MYA_ROW)
#undef MYA_ROW
};

static void print_option(mya_ctl_option_e option)
{
    char left[40];

    snprintf(left, sizeof(left), "--%s%s%s", options[option].name,
             options[option].argument ? " " : "",
             options[option].argument ? options[option].argument : "");
    printf("  %-24s %s\n", left, options[option].help);
}

void mya_ctl_help(const mya_ctl_command_t *command)
{
    printf("myaccountctl %s%s%s%s%s [OPTION…]\n%s.\n\n%s\n", command->name,
           command->verb ? " " : "", command->verb ? command->verb : "",
           command->words ? " " : "", command->words ? command->words : "", command->summary,
           command->help);
    for (const mya_ctl_option_e *o = command->options; *o != MYA_CTL_OPTION_COUNT; o++) {
        print_option(*o);
    }
    print_option(MYA_CTL_HELP);
}

const char *mya_ctl_share(const mya_ctl_t *ctl)
{
    const char *share = ctl->options[MYA_CTL_SHARE];

    if (!share) {
        share = getenv("MYACCOUNT_SHARE");
    }
    return share && *share ? share : MYA_SHARE;
}

/* Which option WORD ("--name" or "--name=value") is for the command; MYA_CTL_OPTION_COUNT: none. */
static mya_ctl_option_e find(const mya_ctl_command_t *command, const char *word)
{
    const apr_size_t len = strcspn(word + 2, "=");
    const int output = !strcmp(word, "-o");     /* what everybody types without looking */
    const mya_ctl_option_e *o = command->options;

    for (;; o++) {
        const mya_ctl_option_e option = *o == MYA_CTL_OPTION_COUNT ? MYA_CTL_HELP : *o;

        if (output ? option == MYA_CTL_OUTPUT
                   : strlen(options[option].name) == len
                         && !strncmp(options[option].name, word + 2, len)) {
            return option;
        }
        if (*o == MYA_CTL_OPTION_COUNT) {
            return MYA_CTL_OPTION_COUNT;
        }
    }
}

/* Take the option at ARGV[0]; *USED says how many words it was. */
static int take_option(mya_ctl_t *ctl, int argc, const char *const *argv, int *used)
{
    const mya_ctl_option_e option = find(ctl->command, argv[0]);
    const char *equals = strchr(argv[0], '=');

    *used = 1;
    if (option == MYA_CTL_OPTION_COUNT) {
        return mya_ctl_misused(ctl, "there is no option %.*s here",
                               (int)strcspn(argv[0], "="), argv[0]);
    }
    if (ctl->options[option]) {
        return mya_ctl_misused(ctl, "--%s was said twice", options[option].name);
    }
    if (!options[option].argument) {
        ctl->options[option] = "";
        return equals ? mya_ctl_misused(ctl, "--%s takes no value", options[option].name)
                      : MYA_CTL_DONE;
    }
    if (!equals && argc < 2) {
        return mya_ctl_misused(ctl, "--%s wants a value: %s", options[option].name,
                               options[option].argument);
    }
    ctl->options[option] = equals ? equals + 1 : argv[1];
    *used = equals ? 1 : 2;
    return MYA_CTL_DONE;
}

static int most_words(const mya_ctl_command_t *command)
{
    int n = command->nwords;

    for (const char *c = command->words; c && *c; c++) {
        n += *c == '[';
    }
    return n;
}

int mya_ctl_read(mya_ctl_t *ctl, int argc, const char *const *argv)
{
    const char **words = apr_pcalloc(ctl->pool, sizeof(*words) * (apr_size_t)(argc + 1));
    int n = 0, used, code = MYA_CTL_DONE;

    for (; argc > 0 && code == MYA_CTL_DONE; argc -= used, argv += used) {
        used = 1;
        if (!strncmp(argv[0], "--", 2) || !strcmp(argv[0], "-o")) {
            code = take_option(ctl, argc, argv, &used);
        }
        else {
            words[n++] = argv[0];
        }
    }
    ctl->words = words;
    if (code == MYA_CTL_DONE && !ctl->options[MYA_CTL_HELP]
        && (n < ctl->command->nwords || n > most_words(ctl->command))) {
        code = n > ctl->command->nwords
                   ? mya_ctl_misused(ctl, "\"%s\" is one word too many",
                                     words[most_words(ctl->command)])
                   : mya_ctl_misused(ctl, "%s is missing", ctl->command->words);
    }
    return code;
}
