/* Folds a write-ahead log back into its database on a thread of its own, so that no commit waits while pages go to their
 * scattered places. Knows the lengths and the turns; the engine knows how a page gets there. */
#ifndef TONGBAN_DB_FOLD_H
#define TONGBAN_DB_FOLD_H

#include "base/result.h"

struct fold;

/* Brings pages of the log to their places through this connection, from the first on, without waiting for readers; tells how
 * many of the log are there now. Called by one thread at a time. */
typedef int (*fold_pass)(void *connection);

/* `connection` is the thread's own and must outlive it. RESULT_NO_MEMORY. */
enum result fold_start(fold_pass pass, void *connection, struct fold **ret_fold);
/* After a commit, by the thread that committed on `writer`: so many pages has the log now. Most times only tells the thread. */
void fold_committed(struct fold *fold, void *writer, int pages);
/* NULL is fine. What is in the log stays there. */
void fold_stop(struct fold *fold);

#endif
