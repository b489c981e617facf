/* Checkpoints of a write-ahead log on a thread of its own, so that no commit waits while pages go from the log to their
 * scattered places in the database. Knows the lengths and the turns; the engine knows how a page gets there. */
#ifndef TONGBAN_DB_CHECKPOINTER_H
#define TONGBAN_DB_CHECKPOINTER_H

#include "base/result.h"

struct checkpointer;

/* Brings pages of the log to their places through this connection, from the first on, without waiting for readers; tells how
 * many of the log are there now. Called by one thread at a time. */
typedef int (*checkpoint_pass)(void *connection);

/* `connection` is the thread's own and must outlive it. RESULT_NO_MEMORY. */
enum result checkpointer_start(checkpoint_pass pass, void *connection, struct checkpointer **ret_checkpointer);
/* After a commit, by the thread that committed on `writer`: so many pages has the log now. Most times only tells the thread. */
void checkpointer_committed(struct checkpointer *checkpointer, void *writer, int pages);
/* NULL is fine. What is in the log stays there. */
void checkpointer_stop(struct checkpointer *checkpointer);

#endif
