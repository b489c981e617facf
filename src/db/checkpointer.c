#include "db/checkpointer.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

/* In pages of the log. */
enum {
    STEP = 16000,       /* so many without their place are a pass's work */
    LENGTH_MAX = 64000, /* then the log should begin anew, as it does when every page has its place before the next commit */
    REST_MAX = 1000,    /* for that a writer brings the rest there itself when it is so short … */
};

/* … and a longer one the longer the log has become: in the end any, behind a thread that cannot keep up. */
static int rest_max(int pages) { return REST_MAX + 2 * (pages - LENGTH_MAX); }

struct checkpointer {
    checkpoint_pass pass;
    void *connection;
    pthread_t thread;
    pthread_mutex_t turn;  /* held during a pass */
    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t wake;
    bool stopping;
    unsigned lap;     /* how often the log began anew */
    int pages;        /* in the log */
    int checkpointed; /* of them */
    int tried;        /* pages in the log at the last pass; a reader may have held some of them back */
    int next_at;      /* length at which a writer may bring the rest there */
};

static void make_pass(struct checkpointer *checkpointer, void *connection)
{
    (void)pthread_mutex_lock(&checkpointer->turn);
    (void)pthread_mutex_lock(&checkpointer->mutex);
    unsigned lap = checkpointer->lap;
    checkpointer->tried = checkpointer->pages;
    (void)pthread_mutex_unlock(&checkpointer->mutex);
    int checkpointed = checkpointer->pass(connection);
    (void)pthread_mutex_lock(&checkpointer->mutex);
    if (checkpointer->lap == lap)
        checkpointer->checkpointed = checkpointed;
    (void)pthread_mutex_unlock(&checkpointer->mutex);
    (void)pthread_mutex_unlock(&checkpointer->turn);
}

static bool has_work(const struct checkpointer *checkpointer) { return checkpointer->pages - checkpointer->tried >= STEP; }

static void *checkpointer_main(void *argument)
{
    struct checkpointer *checkpointer = argument;
    (void)pthread_mutex_lock(&checkpointer->mutex);
    while (!checkpointer->stopping) {
        if (has_work(checkpointer)) {
            (void)pthread_mutex_unlock(&checkpointer->mutex);
            make_pass(checkpointer, checkpointer->connection);
            (void)pthread_mutex_lock(&checkpointer->mutex);
        } else {
            (void)pthread_cond_wait(&checkpointer->wake, &checkpointer->mutex);
        }
    }
    (void)pthread_mutex_unlock(&checkpointer->mutex);
    return NULL;
}

static void checkpointer_free(struct checkpointer *checkpointer)
{
    (void)pthread_cond_destroy(&checkpointer->wake);
    (void)pthread_mutex_destroy(&checkpointer->mutex);
    (void)pthread_mutex_destroy(&checkpointer->turn);
    free(checkpointer);
}

enum result checkpointer_start(checkpoint_pass pass, void *connection, struct checkpointer **ret_checkpointer)
{
    struct checkpointer *checkpointer = calloc(1, sizeof(*checkpointer));
    if (checkpointer == NULL)
        return RESULT_NO_MEMORY;
    checkpointer->pass = pass;
    checkpointer->connection = connection;
    checkpointer->next_at = LENGTH_MAX;
    (void)pthread_mutex_init(&checkpointer->turn, NULL);
    (void)pthread_mutex_init(&checkpointer->mutex, NULL);
    (void)pthread_cond_init(&checkpointer->wake, NULL);
    if (pthread_create(&checkpointer->thread, NULL, checkpointer_main, checkpointer) != 0) {
        checkpointer_free(checkpointer);
        return RESULT_NO_MEMORY;
    }
    *ret_checkpointer = checkpointer;
    return RESULT_OK;
}

static void begin_lap(struct checkpointer *checkpointer)
{
    checkpointer->lap++;
    checkpointer->checkpointed = checkpointer->tried = 0;
    checkpointer->next_at = LENGTH_MAX;
}

void checkpointer_committed(struct checkpointer *checkpointer, void *writer, int pages)
{
    (void)pthread_mutex_lock(&checkpointer->mutex);
    if (pages < checkpointer->pages)
        begin_lap(checkpointer);
    checkpointer->pages = pages;
    bool own = pages >= checkpointer->next_at && pages - checkpointer->checkpointed <= rest_max(pages);
    if (own)
        checkpointer->next_at = pages + REST_MAX;
    else if (has_work(checkpointer))
        (void)pthread_cond_signal(&checkpointer->wake);
    (void)pthread_mutex_unlock(&checkpointer->mutex);
    if (own)
        make_pass(checkpointer, writer);
}

void checkpointer_stop(struct checkpointer *checkpointer)
{
    if (checkpointer == NULL)
        return;
    (void)pthread_mutex_lock(&checkpointer->mutex);
    checkpointer->stopping = true;
    (void)pthread_cond_signal(&checkpointer->wake);
    (void)pthread_mutex_unlock(&checkpointer->mutex);
    (void)pthread_join(checkpointer->thread, NULL);
    checkpointer_free(checkpointer);
}
