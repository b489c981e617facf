/* The writer: a thread (on engines that let several write: a few, its lanes) that takes every waiting command, runs each whole
 * or not at all, commits them together, once, and then answers each. Nobody is answered before the commit is durable. */
#ifndef TONGBAN_DB_WRITER_H
#define TONGBAN_DB_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "db/db.h"

struct writer;

struct command {
    /* On the lane's thread, inside the transaction. Anything but RESULT_OK undoes what it did. It may be called again
     * for the same command (another one failed halfway, a conflict is retried), so it begins anew every time and has no effect
     * outside the database but in itself. */
    enum result (*run)(struct command *command, struct db_session *session);
    /* On the lane's thread, after the commit is durable or has failed; the command may be freed here. */
    void (*done)(struct command *command, enum result result);
    int64_t lane; /* a district, or 0: commands with the same number are committed in the order in which they came */
    struct command *next;
};

struct writer_limits {
    size_t queue_max;    /* waiting commands, in all lanes */
    size_t batch_max;
    size_t lanes;        /* 0 is 1; an engine may allow fewer */
    int64_t wait_max_ms; /* a command that would wait longer for its turn is refused; 0: as long as it takes */
};
#define WRITER_SIZES 10 /* batches of 1, 2, 4 … 256 commands at most, and larger ones */
struct writer_figures {
    uint64_t batches, commands, refused, failed_commits, sizes[WRITER_SIZES];
    size_t waiting, queue_max, lanes;
    const struct tally *commits; /* how long each batch took, its commit included; lives as long as the writer */
};

enum result writer_start(struct db *db, struct writer_limits limits, struct writer **ret_writer);
/* RESULT_BUSY when the queue is full, or too long in time, or the writer is stopping: `done` is not called then. */
enum result writer_submit(struct writer *writer, struct command *command);
/* Would a command be refused now, in whatever lane? For those who want to refuse before the work of preparing one; counts
 * among the refused. */
bool writer_would_refuse(struct writer *writer);
/* Submits and waits, however many wait before it; for followers and the command line. `done` may be NULL. */
enum result writer_execute(struct writer *writer, struct command *command);
void writer_figures(struct writer *writer, struct writer_figures *ret_figures);
/* Takes nothing more, finishes what waits; the writer can still be asked for its figures. */
void writer_finish(struct writer *writer);
/* The same, and frees it. Accepts NULL. */
void writer_stop(struct writer *writer);

#endif
