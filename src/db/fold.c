#include "db/fold.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

/* In pages of the log. */
enum {
    STEP = 16000,       /* so many without their place are a pass's work */
    LENGTH_MAX = 64000, /* then the log should begin anew, as it does when every page has its place before the next commit */
    REST_MAX = 1000,    /* for that a writer folds the rest itself when it is so short … */
};

/* … and a longer one the longer the log has become: in the end any, behind a thread that cannot keep up. */
static int rest_max(int pages) { return REST_MAX + 2 * (pages - LENGTH_MAX); }

struct fold {
    fold_pass pass;
    void *connection;
    pthread_t thread;
    pthread_mutex_t turn;  /* held during a pass */
    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t wake;
    bool stopping;
    unsigned lap; /* how often the log began anew */
    int pages;    /* in the log */
    int folded;   /* of them */
    int tried;    /* pages in the log at the last pass; a reader may have held some of them back */
    int next_at;  /* length at which a writer may fold the rest */
};

static void make_pass(struct fold *fold, void *connection)
{
    (void)pthread_mutex_lock(&fold->turn);
    (void)pthread_mutex_lock(&fold->mutex);
    unsigned lap = fold->lap;
    fold->tried = fold->pages;
    (void)pthread_mutex_unlock(&fold->mutex);
    int folded = fold->pass(connection);
    (void)pthread_mutex_lock(&fold->mutex);
    if (fold->lap == lap)
        fold->folded = folded;
    (void)pthread_mutex_unlock(&fold->mutex);
    (void)pthread_mutex_unlock(&fold->turn);
}

static bool has_work(const struct fold *fold) { return fold->pages - fold->tried >= STEP; }

static void *fold_main(void *argument)
{
    struct fold *fold = argument;
    (void)pthread_mutex_lock(&fold->mutex);
    while (!fold->stopping) {
        if (has_work(fold)) {
            (void)pthread_mutex_unlock(&fold->mutex);
            make_pass(fold, fold->connection);
            (void)pthread_mutex_lock(&fold->mutex);
        } else {
            (void)pthread_cond_wait(&fold->wake, &fold->mutex);
        }
    }
    (void)pthread_mutex_unlock(&fold->mutex);
    return NULL;
}

static void fold_free(struct fold *fold)
{
    (void)pthread_cond_destroy(&fold->wake);
    (void)pthread_mutex_destroy(&fold->mutex);
    (void)pthread_mutex_destroy(&fold->turn);
    free(fold);
}

enum result fold_start(fold_pass pass, void *connection, struct fold **ret_fold)
{
    struct fold *fold = calloc(1, sizeof(*fold));
    if (fold == NULL)
        return RESULT_NO_MEMORY;
    fold->pass = pass;
    fold->connection = connection;
    fold->next_at = LENGTH_MAX;
    (void)pthread_mutex_init(&fold->turn, NULL);
    (void)pthread_mutex_init(&fold->mutex, NULL);
    (void)pthread_cond_init(&fold->wake, NULL);
    if (pthread_create(&fold->thread, NULL, fold_main, fold) != 0) {
        fold_free(fold);
        return RESULT_NO_MEMORY;
    }
    *ret_fold = fold;
    return RESULT_OK;
}

static void begin_lap(struct fold *fold)
{
    fold->lap++;
    fold->folded = fold->tried = 0;
    fold->next_at = LENGTH_MAX;
}

void fold_committed(struct fold *fold, void *writer, int pages)
{
    (void)pthread_mutex_lock(&fold->mutex);
    if (pages < fold->pages)
        begin_lap(fold);
    fold->pages = pages;
    bool own = pages >= fold->next_at && pages - fold->folded <= rest_max(pages);
    if (own)
        fold->next_at = pages + REST_MAX;
    else if (has_work(fold))
        (void)pthread_cond_signal(&fold->wake);
    (void)pthread_mutex_unlock(&fold->mutex);
    if (own)
        make_pass(fold, writer);
}

void fold_stop(struct fold *fold)
{
    if (fold == NULL)
        return;
    (void)pthread_mutex_lock(&fold->mutex);
    fold->stopping = true;
    (void)pthread_cond_signal(&fold->wake);
    (void)pthread_mutex_unlock(&fold->mutex);
    (void)pthread_join(fold->thread, NULL);
    fold_free(fold);
}
