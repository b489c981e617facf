#include "db/db_sqlite_file.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define PACED_PAGES 128 /* half a megabyte */

static sqlite3_io_methods *methods_of(struct sqlite_file *file, sqlite3 *handle)
{
    sqlite3_file *opened = NULL;
    if (sqlite3_file_control(handle, "main", SQLITE_FCNTL_FILE_POINTER, &opened) != SQLITE_OK || opened->pMethods == NULL)
        return NULL;
    file->methods = *opened->pMethods;
    file->plain = opened->pMethods;
    opened->pMethods = &file->methods;
    return &file->methods;
}

static struct sqlite_file *file_of(const sqlite3_file *opened) { return (struct sqlite_file *)(uintptr_t)opened->pMethods; }

/* ---- writing ---- */

/* A checkpoint writes tens of megabytes and has them brought to the disk once, at its end: commits beside it would stand behind
 * all of them in the disk's queue. So it waits for the disk after each half megabyte. */
static int paced_write(sqlite3_file *opened, const void *bytes, int size, sqlite3_int64 at)
{
    struct sqlite_file *file = file_of(opened);
    int code = file->plain->xWrite(opened, bytes, size, at);
    if (code == SQLITE_OK && ++file->written % PACED_PAGES == 0)
        code = file->plain->xSync(opened, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
    return code;
}

void sqlite_file_pace(struct sqlite_file *file, sqlite3 *handle)
{
    sqlite3_io_methods *methods = methods_of(file, handle);
    if (methods != NULL)
        methods->xWrite = paced_write;
}

/* ---- reading ahead ---- */

/* A page within a tree names the pages below it, and whoever goes through the tree will want them next. Asked for one after the
 * other, each is a wait for the disk; asked for together they are few large reads, for the pages of a tree that grew with time lie
 * in order, between those of others (https://www.sqlite.org/fileformat2.html#b_tree_pages). */
enum { INDEX_WITHIN = 2, TABLE_WITHIN = 5, HEADER_SIZE = 12, CELLS = 3 /* their number */, RIGHTMOST = 8, CHILDREN_MAX = (PAGE_SIZE - HEADER_SIZE) / 6 + 1 };

#define GAP_MAX 8 /* pages read for nothing rather than wait for the disk once more */

static uint32_t number_at(const uint8_t *bytes) { return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3]; }

static int compare_numbers(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* The pages below this one; 0 when there are none. What a damaged page says is followed as far as it stands within the page. */
static size_t children_of(const uint8_t *page, uint32_t children[CHILDREN_MAX])
{
    if (page[0] != INDEX_WITHIN && page[0] != TABLE_WITHIN)
        return 0;
    size_t cells = (size_t)page[CELLS] << 8 | page[CELLS + 1], count = 0;
    for (size_t i = 0; i < cells && count < CHILDREN_MAX - 1; i++) {
        const uint8_t *pointer = page + HEADER_SIZE + 2 * i;
        size_t cell = (size_t)pointer[0] << 8 | pointer[1];
        if (cell >= HEADER_SIZE && cell <= PAGE_SIZE - sizeof(uint32_t))
            children[count++] = number_at(page + cell);
    }
    children[count++] = number_at(page + RIGHTMOST);
    return count;
}

static void ask_for(int fd, uint32_t first, uint32_t last)
{
    if (first > 0) /* an advice that cannot be followed is none */
        (void)posix_fadvise(fd, (off_t)(first - 1) * PAGE_SIZE, (off_t)(last - first + 1) * PAGE_SIZE, POSIX_FADV_WILLNEED);
}

static int ahead_read(sqlite3_file *opened, void *bytes, int size, sqlite3_int64 at)
{
    struct sqlite_file *file = file_of(opened);
    uint32_t children[CHILDREN_MAX];
    int code = file->plain->xRead(opened, bytes, size, at);
    size_t count = code == SQLITE_OK && size == PAGE_SIZE && at > 0 ? children_of(bytes, children) : 0;
    if (count == 0)
        return code;
    qsort(children, count, sizeof(children[0]), compare_numbers);
    for (size_t i = 0, first = 0; i < count; i++) {
        if (i + 1 < count && children[i + 1] - children[i] <= GAP_MAX)
            continue;
        ask_for(file->ahead, children[first], children[i]);
        first = i + 1;
    }
    return code;
}

void sqlite_file_read_ahead(struct sqlite_file *file, sqlite3 *handle, int ahead)
{
    sqlite3_io_methods *methods = methods_of(file, handle);
    file->ahead = ahead;
    if (methods != NULL)
        methods->xRead = ahead_read;
}
