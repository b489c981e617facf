#include "db/together.h"

#include <pthread.h>
#include <unistd.h>

#define THREADS_MAX 8

struct together {
    struct db *db;
    void (*work)(void *context, struct db_session *session);
    void *context;
};

static void *work_beside(void *argument)
{
    const struct together *together = argument;
    struct db_session *session = NULL;
    if (db_session_open(together->db, DB_READ, &session) == RESULT_OK)
        together->work(together->context, session);
    db_session_close(session);
    return NULL;
}

static size_t others_wanted(const struct db *db)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (db == NULL || processors < 2)
        return 0;
    return processors > THREADS_MAX ? THREADS_MAX - 1 : (size_t)processors - 1;
}

void db_together(struct db *db, struct db_session *session, void (*work)(void *context, struct db_session *session), void *context)
{
    struct together together = {db, work, context};
    pthread_t others[THREADS_MAX];
    size_t wanted = others_wanted(db), started = 0;
    while (started < wanted && pthread_create(&others[started], NULL, work_beside, &together) == 0)
        started++;
    work(context, session);
    for (size_t i = 0; i < started; i++)
        (void)pthread_join(others[i], NULL);
}
