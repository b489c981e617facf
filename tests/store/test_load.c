/* tongban load: the city pack of the repository, and packs with one fault each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/settings.h"
#include "base/text.h"
#include "catalogue/catalogue.h"
#include "catalogue/catalogue_load.h"
#include "crypto/crypto.h"
#include "main/command_load.h"
#include "places/places.h"
#include "places/places_load.h"
#include "scratch.h"

#define PACK "data/shanghai"

static char folder[] = "/tmp/tongban-load-XXXXXX";
static char pack_folder[64];

/* ---- one wrong cell ---- */

struct wrong {
    const char *file;
    const char *row;     /* the line begins with it; in JSON the text to replace */
    const char *column;  /* NULL in JSON */
    const char *value;
    const char *says;    /* part of the one fault */
    const char *at;      /* "file:line begins with" when the fault is told elsewhere; NULL: here */
};

#define TAKEN "sub_centre_items.tsv:310106101-S1\t"
static const struct wrong wrongs[] = {
    {"districts.tsv", "310151", "lon", "1a", "lon \"1a\" is not a number", NULL},
    {"districts.tsv", "310151", "name", "", "name is empty", NULL},
    {"districts.tsv", "310151", "name", "黄浦区", "is already in line 2", NULL},
    {"districts.tsv", "310151", "default_centre", "310101013", "no centre of this district", NULL},
    {"districts.tsv", "310151", "default_centre", "310151999", "is not in centres.tsv", NULL},
    {"districts.tsv", "310151", "lat", "40.1", "outside the district's outline", NULL},
    {"abolished.tsv", "310103", "successor", "310102", "successor \"310102\" is not in districts.tsv", NULL},
    {"abolished.tsv", "310103", "abolished_on", "2011-02-30", "is not a day", NULL},
    {"abolished.tsv", "310103", "code", "310151", "310151 is a district of today", NULL},
    {"divisions.tsv", "310101013", "kind", "village", "is none of street, town, township, zone", NULL},
    {"divisions.tsv", "310101013", "kind", "town", "is not the code of a town", NULL},
    {"divisions.tsv", "310101013", "name", "南京东路街道", "is already in line 2", NULL},
    {"divisions.tsv", "310101013", "district", "310104", "does not begin with its district 310104", NULL},
    {"committees.tsv", "310101002001", "code", "31010100200", "does not have the form 999999999999", NULL},
    {"committees.tsv", "310101002002", "code", "310101002001", "is already in line 2", NULL},
    {"committees.tsv", "310101002001", "division", "310101999", "does not begin with its division 310101999", NULL},
    {"committees.tsv", "310101002001", "name", "贵州路居委会", "is already", "committees.tsv:310101002003"},
    {"calendar.tsv", "2018-01-01", "kind", "holiday", "is none of off, work", NULL},
    {"calendar.tsv", "2018-01-01", "kind", "work", "only Saturdays and Sundays", NULL},
    {"calendar.tsv", "2018-02-15", "date", "2018-01-01", "is already in line 2", NULL},
    {"calendar.tsv", "2018-06-18", "date", "2018-07-18", "2018 is not arranged as a whole: no day off for Dragon Boat Festival", "calendar.tsv:2019-01-01"},
    {"calendar.tsv", "2018-02-11", "in_lieu", "2", "is not a whole number from 0 to 1", NULL},
    {"hours.tsv", "standard", "workday_open", "17:30", "closes before it opens", NULL},
    {"hours.tsv", "standard", "workday_open", "8h", "is not a time", NULL},
    {"hours.tsv", "standard", "restday_close", "", "together or not at all", NULL},
    {"centres.tsv", "310101013", "hours", "night", "hours \"night\" is not in hours.tsv", NULL},
    {"centres.tsv", "310101013", "district", "310104", "does not begin with its district 310104", NULL},
    {"centres.tsv", "310101013", "lat", "", "lon and lat are given together", NULL},
    {"centres.tsv", "310101013", "position", "", "the three are given together", NULL},
    {"centres.tsv", "310101013", "lon", "131.4870", "outside the city", NULL},
    {"centres.tsv", "310101013", "lat", "31.1500", "outside the outline of its district", NULL},
    {"centres.tsv", "310101013", "phone", "call us", "no telephone number", NULL},
    {"centres.tsv", "310101013", "phone", "021-6321281", "no telephone number", NULL},
    {"centres.tsv", "310101013", "parent", "310101002", "a centre has no parent", NULL},
    {"centres.tsv", "310106101-S1", "parent", "", "names its centre as parent", NULL},
    {"centres.tsv", "310106101-S1", "parent", "310101002", "not the centre that the code begins with", NULL},
    {"centres.tsv", "310106101-S1", "parent", "310106014", "not the centre that the code begins with", NULL}, /* of the same district */
    {"centres.tsv", "310101013", "name_en", " The Bund", "begins or ends with a space", NULL},
    {"centres.tsv", "310106101-S1", "valid_to", "2017-01-01", "is not after valid_from", NULL},
    {"centres.tsv", "310101013", "certainty", "Z", "is none of F, S, P, M, X", NULL},
    {"centres.tsv", "310101013", "pilot_from", "2019-01-01", "only a sub_centre has a pilot", NULL},
    {"centres.tsv", "310106101-S1", "pilot_from", "2017-12-31", "does not exist", NULL},
    {"centres.tsv", "310106101-S1", "valid_to", "2030-01-01", "sub_centre does not exist through the whole period", TAKEN "CL-001"},
    {"sub_centre_items.tsv", "310106101-S1\tCL-001", "sub_centre", "310106101", "only a sub_centre has a list", NULL},
    {"sub_centre_items.tsv", "310106101-S1\tCL-001", "sub_centre", "310106101-S9", "is not in centres.tsv", NULL},
    {"sub_centre_items.tsv", "310106101-S1\tCL-001", "item", "CL-999", "is not in items.tsv", NULL},
    {"sub_centre_items.tsv", "310106101-S1\tDA-001", "item", "CL-001", "is already in line 2", NULL},
    {"sub_centre_items.tsv", "310106101-S1\tMZ-027", "item", "MZ-024", "overlaps the one in line", NULL},
    {"sub_centre_items.tsv", "310106101-S1\tJX-003", "valid_to", "", "JX-003 is not in the catalogue through the whole period", NULL},
    {"sub_centre_items.tsv", "310106101-S1\tMZ-027", "valid_from", "2019-04-30", "MZ-027 is not in the catalogue", NULL},
    {"sub_centre_items.tsv", "310106101-S1\tJX-003", "valid_to", "2018-01-01", "is not after valid_from", NULL},
    {"sub_centre_items.tsv", "310106101-S1\tJX-003", "certainty", "Z", "is none of F, S, P, M, X", NULL},
    {"item_versions.tsv", "MZ-027\t2021-01-01", "valid_from", "2021-02-01", "MZ-027 is not in the catalogue", TAKEN "MZ-027"},
    {"duty.tsv", "310101002", "centre", "310106101-S1", "is responsible for nobody", NULL},
    {"duty.tsv", "310101002", "centre", "310101999", "is not in centres.tsv", NULL},
    {"duty.tsv", "310101002", "valid_from", "2019-01-01", "no centre is responsible for 310101002 before 2019-01-01", NULL},
    {"duty.tsv", "310101002", "valid_to", "2030-01-01", "nothing is said of 310101002 from 2030-01-01 on", NULL},
    {"departments.tsv", "YB", "uscc", "11310000MB2F306610", "check character", NULL},
    {"departments.tsv", "YB", "certainty", "", "certainty is empty", NULL},
    {"systems.tsv", "MZ-1", "department", "RS", "does not begin with its department RS", NULL},
    {"systems.tsv", "JX-1", "valid_from", "2018-06-01", "not connected through the whole period", "item_versions.tsv:JX-"},
    {"codelists.tsv", "sex\t1", "code", "0", "code \"0\" is already", NULL},
    {"elements.tsv", "household_size", "type", "number", "is none of text", NULL},
    {"elements.tsv", "household_size", "codelist", "sex", "only a choice has a codelist", NULL},
    {"elements.tsv", "household_size", "max_length", "0", "is not a whole number from 1 to 4000", NULL},
    {"elements.tsv", "household_size", "exposure", "", "exposure is empty", NULL},
    {"elements.tsv", "household_size", "exposure", "secret", "is none of personal, public, free", NULL},
    {"elements.tsv", "household_members", "exposure", "personal", "what is told at length is free", NULL},
    {"elements.tsv", "spouse_name", "exposure", "public", "whatever can be written into it is not public", NULL},
    {"elements.tsv", "hospital_name", "exposure", "public", "whatever can be written into it is not public", NULL},
    {"elements.tsv", "household_size", "exposure", "free", "only a text is free", NULL},
    {"materials.tsv", "id_card", "form", "stone", "is none of paper, electronic, either", NULL},
    {"items.tsv", "MZ-002", "department", "RS", "does not begin with its department RS", NULL},
    {"items.tsv", "MZ-002", "pinyin", "Cheng Xiang", "does not have the form", NULL},
    {"items.tsv", "MZ-002", "code", "MZ-2", "does not have the form AA-999", NULL},
    {"items.tsv", "GA-002", "code15", "531200019500001", "code15 does not hold basic_code", NULL},
    {"items.tsv", "GA-002", "old_code", "31209000200", "does not have the form", NULL},
    {"item_versions.tsv", "GA-001\t2018-01-01", "promised_days", "11", "promised_days are more than legal_days", NULL},
    {"item_versions.tsv", "GA-001\t2018-01-01", "valid_to", "2018-08-01", "overlaps the one in line 2", "item_versions.tsv:GA-001\t2018-07-01"},
    {"item_versions.tsv", "GA-001\t2018-01-01", "kind", "immediate", "its days are 0", NULL},
    {"item_versions.tsv", "GA-002\t2018-01-01", "kind", "promised", "needs legal_days", NULL},
    {"item_versions.tsv", "GA-001\t2018-01-01", "system", "MZ-1", "belongs to another department", NULL},
    {"item_versions.tsv", "GA-001\t2018-01-01", "audiences", "hukou,hukou", "list of different words", NULL},
    {"item_versions.tsv", "GA-001\t2018-01-01", "channels", "window,fax", "list of different words", NULL},
    {"item_versions.tsv", "GA-001\t2018-01-01", "audiences", "permit_holder,everybody", "list of different words", NULL},
    {"item_versions.tsv", "GA-001\t2018-01-01", "citywide", "yes", "is not a whole number", NULL},
    {"item_versions.tsv", "GA-001\t2018-01-01", "mode", "both", "is none of direct, split", NULL},
    {"item_versions.tsv", "GA-002\t2018-01-01", "guide", "nothing", "there is no guides/nothing.json", NULL},
    {"pack.json", "Asia/Shanghai", NULL, "Asia/Tokyo", "time_zone", NULL},
    {"pack.json", "\"code\": \"31\"", NULL, "\"code\": \"3a\"", "is not 2 digits", NULL},
    {"districts.geojson", "[121.45801,31.2207]]", NULL, "[121.45801,31.2208]]", "closed rings", NULL},
    {"districts.geojson", "\"MultiPolygon\"", NULL, "\"Polygons\"", "geometry.type", NULL},
    {"guides/senior-card.json", "\"certainty\": \"P\"", NULL, "\"certainty\": \"Q\"", "certainty", NULL},
    {"guides/senior-card.json", "\"material\": \"id_card\"", NULL, "\"material\": \"id_cart\"", "\"id_cart\" is not in materials.tsv", NULL},
    {"guides/senior-card.json", "\"item\": \"MZ-023\"", NULL, "\"item\": \"MZ-999\"", "is not in items.tsv", NULL},
    {"guides/archives-marriage.json", "{\"==\": [{\"var\": \"answers.who_asks\"}, \"lawyer\"]}", NULL,
     "{\"is\": [{\"var\": \"answers.who_asks\"}, \"lawyer\"]}", "there is no operator \"is\"", NULL},
    {"guides/senior-card.json", "\"agent\": {\"==\": [{\"var\": \"answers.who\"}", NULL, "\"agent\": {\"==\": [{\"var\": \"answers.whose\"}",
     "there is no question answers.whose", NULL},
    {"guides/archives-marriage.json", "\"answers.deceased\"", NULL, "\"answers.dead\"", "there is no question answers.dead", NULL},
    {"guides/archives-marriage.json", "{\"==\": [{\"var\": \"answers.deceased\"}, \"yes\"]}", NULL,
     "{\"==\": [{\"var\": \"answers.deceased\"}, \"oui\"]}", "\"oui\" is no option of answers.deceased", NULL},
    {"guides/archives-marriage.json", "{\"var\": \"answers.who_asks\"}, \"interest\"]}\n    },\n    {\n      \"code\": \"deceased\"", NULL,
     "{\"var\": \"answers.deceased\"}, \"yes\"]}\n    },\n    {\n      \"code\": \"deceased\"", "answers.deceased is asked only later", NULL},
    {"guides/archives-marriage.json", "{\"code\": \"child\", \"text\"", NULL, "{\"code\": \"heir\", \"text\"", "is already", NULL},
    {"guides/archives-marriage.json", "[\"party\", \"agent\"]", NULL, "[\"party\"]", "none holds when who_asks = agent",
     "guides/archives-marriage.json:  \"situations\""},
    {"guides/archives-marriage.json", "\"element\": \"archive_year\"", NULL, "\"element\": \"archive_yeah\"", "is not in elements.tsv", NULL},
    {"guides/archives-marriage.json", "\"prefill\": \"applicant.name\"", NULL, "\"prefill\": \"applicant.nick\"", "prefill", NULL},
    {"guides/archives-marriage.json", "\"originals\": 1,", NULL, "\"originals\": 1 1,", "", NULL},
    {"guides/archives-marriage.json", "\"originals\": 1,", NULL, "\"originals\": 0,", "neither an original nor a copy", NULL},
};

static char *read_whole(struct arena *arena, const char *root, const char *file, size_t *ret_size)
{
    char path[256];
    char *bytes = NULL;
    (void)snprintf(path, sizeof(path), "%s/%s", root, file);
    assert_int_equal(file_read(arena, path, 1 << 20, &bytes, ret_size), RESULT_OK);
    return bytes;
}

static void write_whole(const char *file, const char *bytes, size_t size)
{
    char path[256];
    (void)snprintf(path, sizeof(path), "%s/%s", pack_folder, file);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, size, out), size);
    assert_int_equal(fclose(out), 0);
}

static size_t column_index(const char *header, const char *column)
{
    size_t index = 0;
    for (const char *at = header;; at += strcspn(at, "\t\n") + 1, index++) {
        size_t size = strcspn(at, "\t\n");
        if (size == strlen(column) && memcmp(at, column, size) == 0)
            return index;
        assert_int_not_equal(at[size], '\n');
    }
}

/* The line that begins so, at a cell's end. */
static const char *find_line(const char *text, const char *begin)
{
    for (const char *at = strstr(text, begin); at != NULL; at = strstr(at + 1, begin))
        if (at > text && at[-1] == '\n' && strchr("\t-:0123456789", at[strlen(begin)]) != NULL)
            return at;
    fail_msg("no line begins with %s", begin);
    return NULL;
}

static int line_of(const char *text, const char *at)
{
    int line = 1;
    for (; text < at; text++)
        line += *text == '\n';
    return line;
}

/* Writes the file with its one fault and gives the line where it stands. */
static int write_wrong(struct arena *arena, const struct wrong *wrong)
{
    size_t size = 0;
    char *text = read_whole(arena, PACK, wrong->file, &size);
    const char *from, *to;
    int line;
    if (wrong->column == NULL) {
        from = strstr(text, wrong->row);
        assert_non_null(from);
        to = from + strlen(wrong->row);
        size_t same = 0; /* what is the same at the beginning belongs to lines before the fault */
        while (wrong->row[same] != '\0' && wrong->row[same] == wrong->value[same])
            same++;
        line = line_of(text, from + same);
    } else {
        from = find_line(text, wrong->row);
        line = line_of(text, from);
        for (size_t skip = column_index(text, wrong->column); skip > 0; skip--)
            from += strcspn(from, "\t\n") + 1;
        to = from + strcspn(from, "\t\n");
    }
    struct buffer out;
    buffer_init(&out, 1 << 20);
    buffer_add(&out, text, (size_t)(from - text));
    buffer_add_text(&out, wrong->value);
    buffer_add_text(&out, to);
    write_whole(wrong->file, out.bytes, out.size);
    buffer_free(&out);
    return line;
}

/* Exactly this fault and no other; one that is told elsewhere may be told for several rows there. */
static bool is_told(const struct pack *pack, const struct wrong *wrong, const char *file, int line)
{
    bool told = pack->fault_count > 0 && text_equal(pack->faults[0].file, file) && pack->faults[0].line == line &&
                strstr(pack->faults[0].text, wrong->says) != NULL;
    for (size_t i = 1; i < pack->fault_count; i++)
        told = told && wrong->at != NULL && strstr(pack->faults[i].text, wrong->says) != NULL;
    for (size_t i = 0; i < pack->fault_count && !told; i++)
        print_error("%s %s = %s: told %s:%d: %s\n", wrong->file, wrong->row, wrong->value, pack->faults[i].file, pack->faults[i].line,
                    pack->faults[i].text);
    if (!told)
        print_error("expected %s:%d: %s\n", file, line, wrong->says);
    return told;
}

static bool check_wrong(const struct wrong *wrong)
{
    struct arena *arena = arena_new((size_t)128 << 20);
    struct pack pack;
    struct pack_sheet places[PLACES_SHEETS], catalogue[CATALOGUE_SHEETS];
    const char *file = wrong->file;
    size_t size = 0;
    int line = write_wrong(arena, wrong);
    char there[64];
    if (wrong->at != NULL) {
        (void)text_copy(there, sizeof(there), wrong->at);
        *strchr(there, ':') = '\0';
        file = there;
        const char *text = read_whole(arena, pack_folder, file, &size);
        line = line_of(text, find_line(text, wrong->at + strlen(there) + 1));
    }
    pack_begin(&pack, arena, pack_folder);
    places_load(&pack, places);
    catalogue_load(&pack, &places[PLACES_TAKEN], catalogue);
    bool told = is_told(&pack, wrong, file, line);
    pack_end(&pack);
    char *right = read_whole(arena, PACK, wrong->file, &size);
    write_whole(wrong->file, right, size);
    arena_free(arena);
    return told;
}

static void each_wrong_cell_is_told(void **state)
{
    size_t told = 0;
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(wrongs); i++)
        told += check_wrong(&wrongs[i]);
    assert_int_equal(told, ARRAY_COUNT(wrongs));
}

/* ---- the whole command ---- */

static int load(const char *data)
{
    const struct settings settings = {.db = scratch_url, .data = data};
    int out = dup(1), err = dup(2);
    (void)fflush(stdout);
    assert_non_null(freopen("/dev/null", "w", stdout));
    assert_non_null(freopen("/dev/null", "w", stderr));
    int status = command_load(&settings, 0, NULL);
    (void)fflush(stdout);
    (void)fflush(stderr);
    assert_true(dup2(out, 1) >= 0 && dup2(err, 2) >= 0);
    (void)close(out);
    (void)close(err);
    return status;
}

struct city {
    struct db *db;
    struct db_session *session;
    struct places *places;
    struct catalogue *catalogue;
};

static struct city open_city(void)
{
    static const db_statement_list statements[] = {places_statements, catalogue_statements, places_load_statements,
                                                   catalogue_load_statements, NULL};
    struct city city = {0};
    char fault[200] = "";
    assert_int_equal(db_open(scratch_url, statements, &city.db, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(db_session_open(city.db, DB_WRITE, &city.session), RESULT_OK);
    assert_int_equal(places_open(city.session, &city.places, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(catalogue_open(city.session, &city.catalogue, fault, sizeof(fault)), RESULT_OK);
    return city;
}

static void close_city(struct city *city)
{
    places_close(city->places);
    catalogue_close(city->catalogue);
    db_session_close(city->session);
    db_close(city->db);
}

static int32_t day(const char *text)
{
    int32_t value = 0;
    assert_true(day_parse(text, &value));
    return value;
}

static void figures_are_those_of_the_sources(void **state)
{
    static const struct { const char *on; struct catalogue_figures figures; } rows[] = { /* -1: the sources do not say */
        {"2018-02-27", {174, -1, -1, -1, -1, -1, -1, -1}}, {"2018-03-01", {174, 161, 135, 26, 51, 0, -1, -1}},
        {"2018-07-01", {174, 172, -1, -1, -1, 11, -1, -1}}, {"2019-01-09", {169, -1, -1, -1, -1, -1, 11, 22}},
        {"2024-05-28", {198, 197, -1, -1, -1, -1, -1, -1}},
    };
    (void)state;
    assert_int_equal(load(PACK), 0);
    struct city city = open_city();
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct catalogue_figures found = catalogue_figures_on(city.catalogue, day(rows[i].on));
        const int *expected = (const int *)&rows[i].figures, *got = (const int *)&found;
        for (size_t k = 0; k < sizeof(found) / sizeof(int); k++)
            if (expected[k] >= 0)
                assert_int_equal(got[k], expected[k]);
    }
    assert_int_equal(city.places->district_count, 16);
    assert_int_equal(city.places->division_count, 215 + 19);
    assert_int_equal(city.places->committee_count, 6509);
    size_t full = 0, sub = 0;
    for (size_t i = 0; i < city.places->centre_count; i++)
        *(city.places->centres[i].kind == CENTRE_FULL ? &full : &sub) += place_centre_is_valid(&city.places->centres[i], day("2026-11-21"));
    assert_int_equal(full, 220);
    assert_int_equal(sub, 67);
    for (int year = 2018; year <= 2026; year++)
        assert_true(calendar_year_is_known(&city.places->calendar, year));
    close_city(&city);
}

static int64_t total_changes(struct pack_counts *counts)
{
    return counts->added + counts->changed + counts->removed;
}

/* Reads the pack and brings the open database to it; gives the counts of one sheet and of all. */
static int64_t sync_all(struct city *city, const char *data, size_t sheet, struct pack_counts *ret_counts)
{
    struct arena *arena = arena_new((size_t)128 << 20);
    struct pack pack;
    struct pack_sheet sheets[PLACES_SHEETS + CATALOGUE_SHEETS];
    int64_t changes = 0;
    pack_begin(&pack, arena, data);
    places_load(&pack, sheets);
    catalogue_load(&pack, &sheets[PLACES_TAKEN], sheets + PLACES_SHEETS);
    assert_int_equal(pack.fault_count, 0);
    assert_int_equal(db_begin(city->session), RESULT_OK);
    for (size_t i = 0; i < ARRAY_COUNT(sheets); i++) {
        struct pack_counts counts;
        assert_int_equal(pack_sync(city->session, arena, &sheets[i], &counts), RESULT_OK);
        changes += total_changes(&counts);
        if (i == sheet)
            *ret_counts = counts;
    }
    assert_int_equal(db_commit(city->session), RESULT_OK);
    pack_end(&pack);
    arena_free(arena);
    return changes;
}

static void only_differences_are_written(void **state)
{
    struct pack_counts counts;
    const size_t centres = PLACES_CENTRES;
    (void)state;
    assert_int_equal(load(PACK), 0);
    assert_int_equal(load(PACK), 0);
    struct city city = open_city();
    assert_int_equal(sync_all(&city, PACK, centres, &counts), 0);
    assert_int_equal(counts.total, 287);

    const struct wrong phone = {"centres.tsv", "310101013", "phone", "63210000", NULL, NULL};
    struct arena *arena = arena_new(4 << 20);
    size_t size = 0;
    char *right = read_whole(arena, PACK, phone.file, &size);
    (void)write_wrong(arena, &phone);
    assert_int_equal(sync_all(&city, pack_folder, centres, &counts), 1);
    assert_int_equal(counts.changed, 1);

    char *end = strstr(right, "\n310112108-2"); /* one centre less, and one that has no duty */
    assert_non_null(end);
    size_t line = strcspn(end + 1, "\n") + 1;
    memmove(end, end + line, strlen(end + line) + 1);
    write_whole(phone.file, right, strlen(right));
    assert_int_equal(sync_all(&city, pack_folder, centres, &counts), 2);
    assert_int_equal(counts.changed, 1);
    assert_int_equal(counts.removed, 1);

    assert_int_equal(sync_all(&city, PACK, centres, &counts), 1);
    assert_int_equal(counts.added, 1);
    right = read_whole(arena, PACK, phone.file, &size);
    write_whole(phone.file, right, size);
    arena_free(arena);
    close_city(&city);
}

/* Cut within its last line: by the line's end alone, and by half a cell more. */
static bool check_cut(const char *file, size_t missing)
{
    struct arena *arena = arena_new((size_t)128 << 20);
    struct pack pack;
    struct pack_sheet places[PLACES_SHEETS], catalogue[CATALOGUE_SHEETS];
    size_t size = 0;
    bool told = false;
    char *text = read_whole(arena, PACK, file, &size);
    int last = line_of(text, text + size - 1);
    write_whole(file, text, size - missing);
    pack_begin(&pack, arena, pack_folder);
    places_load(&pack, places);
    catalogue_load(&pack, &places[PLACES_TAKEN], catalogue);
    for (size_t i = 0; i < pack.fault_count; i++)
        told = told || (text_equal(pack.faults[i].file, file) && pack.faults[i].line == last && strstr(pack.faults[i].text, "the file was cut") != NULL);
    if (!told)
        print_error("%s without its last %zu: not told\n", file, missing);
    pack_end(&pack);
    write_whole(file, text, size);
    arena_free(arena);
    return told;
}

static void a_cut_file_is_told(void **state)
{
    static const char *const files[] = {"districts.tsv", "divisions.tsv", "committees.tsv", "calendar.tsv", "centres.tsv", "duty.tsv",
                                        "sub_centre_items.tsv", "items.tsv", "item_versions.tsv", "materials.tsv", "elements.tsv", "codelists.tsv"};
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(files); i++)
        assert_true(check_cut(files[i], 1) && check_cut(files[i], 2));
}

/* Loads what pack_folder is now; is this one of its faults? */
static bool is_refused(const char *file, int line, const char *says)
{
    struct arena *arena = arena_new((size_t)128 << 20);
    struct pack pack;
    struct pack_sheet places[PLACES_SHEETS], catalogue[CATALOGUE_SHEETS];
    bool told = false;
    pack_begin(&pack, arena, pack_folder);
    pack_read_counts(&pack);
    places_load(&pack, places);
    catalogue_load(&pack, &places[PLACES_TAKEN], catalogue);
    pack_check_counts(&pack);
    for (size_t i = 0; i < pack.fault_count; i++)
        told = told || (text_equal(pack.faults[i].file, file) && pack.faults[i].line == line && strstr(pack.faults[i].text, says) != NULL);
    if (!told)
        print_error("%s:%d: %s: not told, of %zu faults\n", file, line, says, pack.fault_count);
    pack_end(&pack);
    arena_free(arena);
    return told;
}

/* Cut at a line's end, with its last rows lost, or all of them; each table of the pack. */
static void a_table_that_lost_rows_is_told(void **state)
{
    struct arena *arena = arena_new(16 << 20);
    size_t counts_size = 0, tables = 0;
    (void)state;
    char *counts = read_whole(arena, PACK, PACK_COUNTS, &counts_size);
    for (const char *at = strchr(counts, '\n') + 1; *at != '\0'; at += strcspn(at, "\n") + 1, tables++) {
        const char *file = arena_copy_bytes(arena, at, strcspn(at, "\t"));
        size_t size = 0;
        char *text = read_whole(arena, PACK, file, &size);
        size_t head = strcspn(text, "\n") + 1, end = size - 1;
        while (text[end - 1] != '\n')
            end--;
        write_whole(file, text, end);
        assert_true(is_refused(file, line_of(text, text + end - 1), "a part is missing"));
        write_whole(file, text, head);
        assert_true(is_refused(file, 1, "ends here with 0 rows"));
        write_whole(file, text, size);
        write_whole(PACK_COUNTS, counts, (size_t)(at - counts)); /* the counts themselves, cut before it */
        assert_true(is_refused(PACK_COUNTS, 0, file));
        write_whole(PACK_COUNTS, counts, counts_size);
    }
    assert_int_equal(tables, 16);
    char *more = arena_format(arena, "%sother.tsv\t0\n", counts);
    write_whole(PACK_COUNTS, more, strlen(more));
    assert_true(is_refused(PACK_COUNTS, 18, "a pack has no table other.tsv"));
    assert_int_equal(load(pack_folder), 1);
    char path[300];
    (void)snprintf(path, sizeof(path), "%s/" PACK_COUNTS, pack_folder);
    assert_int_equal(unlink(path), 0);
    assert_true(is_refused(PACK_COUNTS, 0, "cannot be read"));
    assert_int_equal(load(pack_folder), 1);
    write_whole(PACK_COUNTS, counts, counts_size);
    assert_int_equal(load(pack_folder), 0);
    arena_free(arena);
}

static void a_wrong_pack_changes_nothing(void **state)
{
    const struct wrong wrong = {"items.tsv", "MZ-002", "department", "XX", NULL, NULL};
    struct arena *arena = arena_new(4 << 20);
    size_t size = 0;
    (void)state;
    (void)write_wrong(arena, &wrong);
    assert_int_equal(load(pack_folder), 1);
    assert_int_equal(load("/nowhere"), 1);
    struct city city = open_city();
    assert_string_equal(catalogue_item(city.catalogue, "MZ-002")->department->code, "MZ");
    close_city(&city);
    char *right = read_whole(arena, PACK, wrong.file, &size);
    write_whole(wrong.file, right, size);
    arena_free(arena);
}

/* ---- the city in memory ---- */

static void every_division_has_its_centre(void **state)
{
    (void)state;
    struct city city = open_city();
    const struct places *places = city.places;
    int32_t first = day("2018-01-01"), last = day("2030-12-31");
    for (size_t i = 0; i < places->division_count; i++) {
        const struct place_division *division = &places->divisions[i];
        struct place_address address = places_find_address(places, division->code);
        assert_int_equal(address.level, PLACE_DIVISION);
        assert_true(address.exact);
        assert_ptr_equal(address.division, division);
        for (int32_t on = first; on <= last; on += 97) {
            const struct place_centre *centre = place_duty_centre(places, division, on);
            assert_non_null(centre);
            assert_int_equal(centre->kind, CENTRE_FULL);
            assert_ptr_equal(centre->district, division->district);
            if (division->kind != DIVISION_zone)
                assert_ptr_equal(centre->division, division);
        }
        assert_null(place_duty_centre(places, division, first - 1));
        size_t count = 0;
        const struct place_committee *committees = place_committees_of(places, division, &count);
        for (size_t k = 0; k < count; k++)
            assert_ptr_equal(places_find_address(places, committees[k].code).division, division);
    }
    close_city(&city);
}

static const char *first_hit(const struct catalogue *catalogue, struct arena *arena, const char *text)
{
    size_t count = 0;
    const struct item_query query = {.text = text, .mode = -1, .kind = -1, .audience = -1, .channel = -1, .day = day("2026-11-21")};
    const struct catalogue_version **versions = catalogue_search(catalogue, arena, &query, &count);
    return count == 0 ? "" : versions[0]->item->code;
}

static void search_finds(void **state)
{
    static const struct { const char *text, *code; } rows[] = {
        {"MZ-023", "MZ-023"}, {"mz-023", "MZ-023"}, {"531200043200001", "MZ-023"}, {"312090002000", "GA-002"},
        {"居住证 签注", "GA-002"}, {"居住证签注", "GA-002"}, {"最低生活保障", "MZ-001"}, {"城乡低保", "MZ-001"},
        {"shsjzzqz", "GA-002"}, {"shanghaishijuzhuzhengqianzhu", "GA-002"}, {"residence permit endorsement", "GA-002"},
        {"居住证补办", "GA-005"}, {"xyzzy", ""}, {"%", ""}, {"'; DROP TABLE", ""},
    };
    (void)state;
    struct city city = open_city();
    struct arena *arena = arena_new(4 << 20);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++)
        assert_string_equal(first_hit(city.catalogue, arena, rows[i].text), rows[i].code);
    assert_string_not_equal(first_hit(city.catalogue, arena, ""), "");
    assert_string_not_equal(first_hit(city.catalogue, arena, "   "), "");
    arena_free(arena);
    close_city(&city);
}

/* Every guide, whatever is answered first, leads to a situation and asks for something. */
static void every_guide_leads_somewhere(void **state)
{
    (void)state;
    struct city city = open_city();
    const struct catalogue *catalogue = city.catalogue;
    struct arena *arena = arena_new(16 << 20);
    assert_true(catalogue->guide_count >= 15);
    for (size_t i = 0; i < catalogue->guide_count; i++) {
        const struct catalogue_guide *guide = &catalogue->guides[i];
        struct json_member *members = arena_array(arena, guide->question_count, sizeof(*members));
        for (size_t k = 0; k < guide->question_count; k++) {
            const char *code = guide->questions[k].options[0].code;
            members[k] = (struct json_member){guide->questions[k].code, {.type = JSON_TEXT, .text = {code, strlen(code)}}};
        }
        const struct json answers = {.type = JSON_OBJECT, .object = {members, guide->question_count}};
        const struct application application = {.applicant = {.age = 70, .sex = "1", .local_hukou = true, .id_type = "111"}, .answers = &answers};
        const struct application_checks checks = {.places = city.places, .today = day("2026-11-21")};
        struct field_errors errors = {.arena = arena};
        struct guide_outcome outcome;
        assert_int_equal(catalogue_apply_guide(catalogue, guide, arena, &application, &checks, &errors, &outcome), RESULT_OK);
        assert_non_null(outcome.situation);
        for (size_t k = 0; k < errors.count; k++) { /* only fields that wait to be filled */
            assert_true(text_starts_with(errors.items[k].field, "form."));
            assert_string_equal(errors.items[k].code, "required");
        }
    }
    arena_free(arena);
    close_city(&city);
}

static int start(void **state)
{
    char command[160];
    assert_int_equal(scratch_begin(state), 0);
    assert_non_null(mkdtemp(folder));
    (void)snprintf(pack_folder, sizeof(pack_folder), "%s/pack", folder);
    (void)snprintf(command, sizeof(command), "cp -r " PACK " %s", pack_folder);
    return system(command);
}

static int stop(void **state)
{
    char command[64];
    (void)snprintf(command, sizeof(command), "rm -rf %s", folder);
    return system(command) + scratch_end(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_wrong_cell_is_told),
        cmocka_unit_test(figures_are_those_of_the_sources),
        cmocka_unit_test(only_differences_are_written),
        cmocka_unit_test(a_cut_file_is_told),
        cmocka_unit_test(a_table_that_lost_rows_is_told),
        cmocka_unit_test(a_wrong_pack_changes_nothing),
        cmocka_unit_test(every_division_has_its_centre),
        cmocka_unit_test(search_finds),
        cmocka_unit_test(every_guide_leads_somewhere),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
