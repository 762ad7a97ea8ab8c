/* SPDX-License-Identifier: Apache-2.0 */
/* tests/harness/fail-step.c: loaded before SQLite: one step of a statement fails as if the disk had
 *
 * The file that MYA_FAIL_STEP names holds how many steps are still good; at 0 one fails, and it says -1 then. Each step that is the
 * first of its statement counts; the transaction is the database's own affair, as ever.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct sqlite3_stmt sqlite3_stmt;
typedef int step_fn(sqlite3_stmt *);
int sqlite3_step(sqlite3_stmt *statement);
int sqlite3_stmt_busy(sqlite3_stmt *statement);

static int is_due(void)
{
    const char *name = getenv("MYA_FAIL_STEP");
    int file = name ? open(name, O_RDWR | O_CLOEXEC) : -1;
    char text[16] = "";
    int left = -1;

    if (file >= 0 && pread(file, text, sizeof(text) - 1, 0) > 0) {
        left = atoi(text);
    }
    if (left >= 0) {
        int size = snprintf(text, sizeof(text), "%-8d", left - 1);
        if (pwrite(file, text, (size_t)size, 0) != size) {
            abort();
        }
    }
    if (file >= 0) {
        close(file);
    }
    return left == 0;
}

int sqlite3_step(sqlite3_stmt *statement)
{
    static step_fn *real;

    if (!real) {
        *(void **)&real = dlsym(RTLD_NEXT, "sqlite3_step");
    }
    return !sqlite3_stmt_busy(statement) && is_due() ? 10 /* SQLITE_IOERR */ : real(statement);
}
