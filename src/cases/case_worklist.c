/* The worklist: what a centre has to do, or what it sent elsewhere and follows, most urgent first. */
#include <stdio.h>
#include <string.h>

#include "base/reply_fields.h"
#include "base/text.h"
#include "cases/case_use.h"
#include "identity/identity_rules.h"

#define PAGE_MAX 200
#define STEP_OF_MANY 16 /* rows read at once from each of several centres */
#define LOOKED_MAX 2000 /* rows looked at for one page with a filter, and to count lights */

static const char *const sides[] = {[WORK_TO_DO] = "holder", [WORK_SENT] = "sent", NULL};

const struct field case_worklist_query[] = {
    {"state", FIELD_TEXT, .choices = case_state_names, .description = "only cases in this state", .otherwise = -1,
     AT(case_worklist_query, state)},
    {"light", FIELD_TEXT, .choices = case_light_names,
     .description = "only cases with this light", .otherwise = -1, AT(case_worklist_query, light)},
    {"side", FIELD_TEXT, .choices = sides,
     .description = "holder: to do here (the default); sent: with another centre", .otherwise = WORK_TO_DO,
     AT(case_worklist_query, side)},
    CENTRE_CODE_FIELD("centre", 0, .description = "for supervisors: one centre of their scope",
     AT(case_worklist_query, centre)),
    {"counts", FIELD_BOOL, .description = "count the lights too", AT(case_worklist_query, counts)},
    {"limit", FIELD_INTEGER, 0, 1, PAGE_MAX, .description = "50 when left away", .otherwise = 50,
     AT(case_worklist_query, limit)},
    {"cursor", FIELD_TEXT, 0, 1, 60, .description = "`next` of the page before", AT(case_worklist_query, cursor)}, {0}};

struct cursor { int32_t red_on; const char *number; };

/* The list of one centre, read some rows at a time. */
struct source {
    const char *centre;
    struct case_row *rows;
    size_t count, at;
    bool more;
    struct cursor after;
};

struct listing {
    struct act *act;
    struct json_writer *json;
    int32_t today;
    int side, state, light; /* -1 = any */
    struct source *sources; size_t source_count;
    size_t step;
    struct case_row *rows; size_t row_count; /* what a search found */
    int64_t counts[LIGHT_GREY + 1];
    bool counts_cut;
};

static enum case_light light_of(const struct listing *listing, const struct case_row *row)
{
    return case_light_on(row->blue_on, row->yellow_on, row->red_on == RED_NEVER ? DAY_NONE : row->red_on, listing->today);
}

/* ---- reading ---- */

static bool comes_before(const struct case_row *left, const struct case_row *right)
{
    return left->red_on != right->red_on ? left->red_on < right->red_on : strcmp(left->number, right->number) < 0;
}

static struct cursor place_of(const struct case_row *row) { return (struct cursor){row->red_on, row->number}; }

/* All sources stand after `place`; `wanted` rows will be asked for. */
static enum result begin(struct listing *listing, struct cursor place, size_t wanted)
{
    listing->step = listing->source_count == 1 ? wanted : STEP_OF_MANY;
    for (size_t i = 0; i < listing->source_count; i++) {
        struct source *source = &listing->sources[i];
        *source = (struct source){.centre = source->centre, .more = true, .after = place};
        source->rows = arena_array(listing->act->arena, listing->step, sizeof(*source->rows));
        if (source->rows == NULL)
            return RESULT_NO_MEMORY;
    }
    return RESULT_OK;
}

static enum result refill(struct listing *listing, struct source *source)
{
    struct act *act = listing->act;
    source->at = 0;
    enum result result = case_list_work(act->session, act->arena, source->centre, listing->side, listing->state,
                                        source->after.red_on, source->after.number, (int64_t)listing->step, source->rows, &source->count);
    source->more = source->count == listing->step;
    if (result == RESULT_OK && source->count > 0)
        source->after = place_of(&source->rows[source->count - 1]);
    return result;
}

/* The next row over all centres, NULL at the end; it stands until the next call. */
static enum result next_row(struct listing *listing, const struct case_row **ret_row)
{
    struct source *best = NULL;
    for (size_t i = 0; i < listing->source_count; i++) {
        struct source *source = &listing->sources[i];
        enum result result = source->at == source->count && source->more ? refill(listing, source) : RESULT_OK;
        if (result != RESULT_OK)
            return result;
        if (source->at < source->count && (best == NULL || comes_before(&source->rows[source->at], &best->rows[best->at])))
            best = source;
    }
    *ret_row = best != NULL ? &best->rows[best->at++] : NULL;
    return RESULT_OK;
}

/* Where rows of a light begin: red ones come first, stopped ones last. */
static struct cursor begin_of(const struct listing *listing)
{
    if (listing->light == LIGHT_GREY)
        return (struct cursor){RED_NEVER, ""};
    if (listing->light == LIGHT_GREEN || listing->light == LIGHT_BLUE || listing->light == LIGHT_YELLOW)
        return (struct cursor){listing->today + 1, ""};
    return (struct cursor){INT32_MIN, ""};
}

static enum result count_lights(struct listing *listing)
{
    enum result result = begin(listing, (struct cursor){INT32_MIN, ""}, LOOKED_MAX / 10);
    for (int looked = 0; result == RESULT_OK; looked++) {
        const struct case_row *row = NULL;
        result = next_row(listing, &row);
        if (result != RESULT_OK || row == NULL)
            break;
        if (looked == LOOKED_MAX) {
            listing->counts_cut = true;
            break;
        }
        listing->counts[light_of(listing, row)]++;
    }
    return result;
}

/* ---- writing ---- */

static void write_row(struct listing *listing, const struct case_row *row)
{
    struct act *act = listing->act;
    struct json_writer *json = listing->json;
    const struct catalogue_item *item = catalogue_item(act->context->catalogue, row->item);
    struct case_facts facts = {.state = row->state, .immediate = row->immediate, .one_house = text_equal(row->receiving, row->responsible)};
    case_set_marks(&facts, row->marks);
    facts.promised_due = row->due; /* where a row is promised anything */
    json_open_object(json, NULL);
    json_add_text(json, "case_number", row->number);
    json_add_text(json, "item_code", row->item);
    json_add_text(json, "item_name", item != NULL ? item->name : row->item);
    json_add_text(json, "item_name_en", item != NULL ? item->name_en : NULL);
    json_add_text(json, "state", case_state_names[row->state]);
    case_write_came_to(json, row->state, row->outcome);
    json_add_text(json, "light", case_light_names[light_of(listing, row)]);
    json_add_text(json, "mode", item_mode_names[row->mode]);
    json_add_text(json, "kind", item_kind_names[row->immediate ? KIND_immediate : KIND_promised]);
    json_add_text(json, "applicant_name", row->applicant);
    case_write_time(json, "received_at", row->received_at);
    day_write(json, "due", row->due);
    json_add_text(json, "due_kind", row->due_kind);
    json_add_bool(json, "calendar_warning", case_due_is_uncertain(places_calendar(act->context->places), day_of_ms(row->received_at), row->due));
    case_write_centre(act, json, "receiving_centre", row->receiving);
    case_write_centre(act, json, "responsible_centre", row->responsible);
    case_write_action_names(act, json, &facts, case_actor_of(act, row->receiving, row->responsible, row->item));
    json_close_object(json);
}

static void write_counts(const struct listing *listing)
{
    struct json_writer *json = listing->json;
    json_open_object(json, "counts");
    for (int light = 0; light <= LIGHT_GREY; light++)
        json_add_integer(json, case_light_names[light], listing->counts[light]);
    json_add_bool(json, "at_least", listing->counts_cut);
    json_close_object(json);
}

/* ---- what to list ---- */

static bool read_cursor(struct act *act, const char *cursor, struct cursor *place)
{
    if (cursor == NULL)
        return true;
    const char *dot = strchr(cursor, '.');
    char days[16];
    int64_t red_on = 0;
    bool good = dot != NULL && (size_t)(dot - cursor) < sizeof(days) && case_number_is_valid(dot + 1);
    if (good) {
        (void)snprintf(days, sizeof(days), "%.*s", (int)(dot - cursor), cursor);
        good = text_parse_int64(days, &red_on) && red_on >= INT32_MIN && red_on <= RED_NEVER;
    }
    if (!good) {
        field_error_add(&act->errors, "cursor", "cursor_invalid", "分页标记无效，请从第一页重新开始", "This cursor is not valid; begin with the first page");
        return false;
    }
    *place = (struct cursor){(int32_t)red_on, dot + 1};
    return true;
}

/* Of a centre's own staff: its list, and those of centres that no longer act for themselves and whose duty is theirs
 * now. `house`: the centre for which they work, or NULL. */
static bool is_listed(const struct listing *listing, const struct place_centre *house, const struct place_centre *centre)
{
    const struct act *act = listing->act;
    if (centre->kind != CENTRE_FULL)
        return false;
    if (house == NULL)
        return principal_reaches(&act->principal, SCOPE_CENTRE, centre->code);
    if (centre != house && place_centre_acts_itself(act->context->places, centre, listing->today)) /* nearly always */
        return false;
    return case_acts_for(act, centre->code);
}

static enum result choose_centres(struct listing *listing, const char *asked)
{
    struct act *act = listing->act;
    const struct places *places = act->context->places;
    const char *wanted = identity_code(act->arena, asked);
    listing->sources = arena_array(act->arena, places->centre_count + 1, sizeof(*listing->sources));
    if (listing->sources == NULL)
        return RESULT_NO_MEMORY;
    if (wanted != NULL) {
        const struct place_centre *centre = place_centre(places, wanted);
        if (centre == NULL || !(principal_reaches(&act->principal, SCOPE_CENTRE, wanted) || case_acts_for(act, wanted)))
            return RESULT_NOT_FOUND;
        listing->sources[listing->source_count++].centre = centre->code;
        return RESULT_OK;
    }
    const struct place_centre *house = place_centre(places, principal_centre(&act->principal));
    if (house != NULL && house->kind == CENTRE_SUB)
        house = house->parent;
    for (size_t i = 0; i < places->centre_count; i++)
        if (is_listed(listing, house, &places->centres[i]))
            listing->sources[listing->source_count++].centre = places->centres[i].code;
    return RESULT_OK;
}

/* No row from here on has the light that is looked for. */
static bool is_past(const struct listing *listing, const struct case_row *row)
{
    if (listing->light == LIGHT_RED)
        return light_of(listing, row) != LIGHT_RED;
    return listing->light >= 0 && listing->light != LIGHT_GREY && row->red_on == RED_NEVER;
}

static enum result list_page(struct listing *listing, const struct case_worklist_query *query)
{
    struct cursor last = begin_of(listing);
    int64_t limit = query->limit, written = 0;
    bool more = false;
    char next[60];
    if (!read_cursor(listing->act, query->cursor, &last))
        return act_refuse_fields(listing->act);
    enum result result = begin(listing, last, listing->light < 0 ? (size_t)limit + 1 : PAGE_MAX);
    for (int looked = 0; result == RESULT_OK && !more; looked++) {
        const struct case_row *row = NULL;
        result = next_row(listing, &row);
        if (result != RESULT_OK || row == NULL || is_past(listing, row))
            break;
        bool fits = listing->light < 0 || (int)light_of(listing, row) == listing->light;
        more = looked == LOOKED_MAX || (fits && written == limit);
        if (more)
            break;
        if (fits) {
            write_row(listing, row);
            written++;
        }
        last = place_of(row);
    }
    json_close_array(listing->json);
    (void)snprintf(next, sizeof(next), "%d.%s", last.red_on, last.number);
    json_add_text(listing->json, "next", more ? next : NULL);
    return result;
}

/* ---- search: a case number or an identity number ---- */

static enum result find_rows(struct listing *listing, const char *text)
{
    struct act *act = listing->act;
    struct identity identity;
    const char *code = NULL;
    text = case_text_tidied(act->arena, text);
    bool one = text != NULL && case_number_is_valid(text);
    listing->rows = arena_array(act->arena, one ? 1 : PAGE_MAX, sizeof(*listing->rows));
    if (listing->rows == NULL || text == NULL)
        return RESULT_NO_MEMORY;
    if (one) {
        struct case_record record;
        enum result result = case_load(act->session, act->arena, text, &record);
        if (result == RESULT_NOT_FOUND)
            return RESULT_OK;
        listing->rows[listing->row_count++] = case_row_of(&record);
        return result;
    }
    if (identity_check("111", text, listing->today, &identity, &code)) {
        uint8_t person[BLIND_SIZE];
        case_person_blind(act->context->keyring, act->arena, "111", identity.number, person);
        return case_list_of_person(act->session, act->arena, person, NULL, PAGE_MAX, listing->rows, &listing->row_count);
    }
    field_error_add(&act->errors, "q", "not_searchable", "请输入完整的办件编号或居民身份证号", "Enter a whole case number or identity number");
    return act_refuse_fields(act);
}

enum result case_search(struct act *act, const char *text, struct json_writer *json)
{
    struct listing listing = {.act = act, .json = json, .today = day_of_ms(act->now_ms)};
    enum result result = find_rows(&listing, text);
    if (result != RESULT_OK)
        return result;
    json_open_object(json, NULL);
    json_add_null(json, "counts");
    json_open_array(json, "items");
    for (size_t i = 0; i < listing.row_count; i++) {
        struct case_row *row = &listing.rows[i];
        if (!case_is_visible(act, row->receiving, row->responsible))
            continue;
        const struct case_lights lights = case_lights(&row->facts, places_calendar(act->context->places));
        case_row_light(row, &lights); /* does not come from the worklist */
        write_row(&listing, row);
    }
    json_close_array(json);
    json_add_null(json, "next");
    json_close_object(json);
    return RESULT_OK;
}

/* ---- the list ---- */

enum result case_worklist(struct act *act, const struct case_worklist_query *query, struct json_writer *json)
{
    struct listing listing = {.act = act, .json = json, .today = day_of_ms(act->now_ms), .side = query->side,
                              .state = query->state, .light = query->light};
    enum result result = choose_centres(&listing, query->centre);
    if (result == RESULT_OK && query->counts)
        result = count_lights(&listing);
    if (result != RESULT_OK)
        return result;
    json_open_object(json, NULL);
    if (query->counts)
        write_counts(&listing);
    else
        json_add_null(json, "counts");
    json_open_array(json, "items");
    result = list_page(&listing, query);
    json_close_object(json);
    return result;
}

/* ---- shape ---- */

static const struct field row_fields[] = {
    TEXT("case_number"), TEXT("item_code"), TEXT("item_name"), TEXT_OR_NULL("item_name_en"),
    CHOICE("state", case_state_names), OBJECT("outcome", case_came_to_fields, "what it came to"),
    CHOICE("light", case_light_names), CHOICE("mode", item_mode_names), CHOICE("kind", item_kind_names),
    TEXT("applicant_name"), TIME("received_at"), DAY_OR_NULL("due"), TEXT("due_kind"),
    FLAG("calendar_warning", "`due` lies in a year whose arrangement of days off is not known yet: it may still move"),
    CENTRE("receiving_centre"), CENTRE("responsible_centre"), LIST("allowed_actions", 20, case_text_item), {0}};
static const struct field count_fields[] = {
    NUMBER("green"), NUMBER("blue"), NUMBER("yellow"), NUMBER("red"), NUMBER("grey"),
    FLAG("at_least", "true: only the most urgent 2,000 were counted"), {0}};
const struct field case_worklist_fields[] = {
    OBJECT_OR_NULL("counts", count_fields, "when asked for with counts=true"), LIST("items", PAGE_MAX, ITEMS(row_fields)),
    TEXT_OR_NULL("next"), {0}};
