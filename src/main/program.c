/* The sum of the rooms. */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "cases/cases.h"
#include "catalogue/catalogue.h"
#include "catalogue/catalogue_api.h"
#include "main/commands.h"
#include "people/people.h"
#include "places/places.h"
#include "places/places_api.h"

const db_statement_list program_statements[] = {http_statements, places_statements, catalogue_statements, people_statements,
                                                cases_statements, cases_check_statements, NULL};

const struct route *const program_routes[] = {http_routes, places_routes, catalogue_routes, people_routes, cases_routes, NULL};

/* The folder of a database file is made when it is missing; deeper ones are not. */
static void make_folder(const char *url)
{
    char path[PATH_MAX];
    if (!text_starts_with(url, "sqlite:") || !text_copy(path, sizeof(path), url + strlen("sqlite:")))
        return;
    char *slash = strrchr(path, '/');
    if (slash == NULL || slash == path)
        return;
    *slash = '\0';
    (void)mkdir(path, 0750);
}

enum result program_open_db(const struct settings *settings, struct db **ret_db)
{
    char fault[300] = "";
    make_folder(settings->db);
    enum result result = db_open(settings->db, program_statements, ret_db, fault, sizeof(fault));
    if (result != RESULT_OK)
        (void)fprintf(stderr, "tongban: %s\n", fault[0] != '\0' ? fault : result_name(result));
    return result;
}

enum result program_migrate(struct db *db, bool say)
{
    char fault[300] = "";
    int applied = 0, version = 0;
    enum result result = db_migrate(db, &applied, fault, sizeof(fault));
    if (result != RESULT_OK) {
        (void)fprintf(stderr, "tongban: %s\n", fault[0] != '\0' ? fault : result_name(result));
        return result;
    }
    if (say && db_version(db, &version) == RESULT_OK)
        (void)printf("%d migrations applied; the database is at version %d\n", applied, version);
    return RESULT_OK;
}
