/* Receipts: of an acceptance the number of the case, of an action none; then numbers apart by commas, the responsible centre last. They
 * have to be read as long as a key is kept. */
#include "base/arena.h"
#include "base/text.h"
#include "cases/case_use.h"

#include <stdlib.h>
#include <string.h>

enum { RECEIPT_NUMBERS = 21 };

const char *case_receipt_of_acceptance(struct arena *arena, const struct case_acceptance *a)
{
    return arena_format(arena, "%s,%u,%d,%d,%d,%d,%d,%s", a->number, a->role, a->legal_days, a->promised_days, a->immediate, a->mode,
                        a->routed_by, a->responsible);
}

enum { ACCEPTANCE_NUMBERS = 6 };

static bool is_named(const char *const *names, int64_t value)
{
    int64_t count = 0;
    while (names[count] != NULL)
        count++;
    return value >= 0 && value < count;
}

bool case_receipt_read_acceptance(struct arena *arena, const char *receipt, struct case_acceptance *ret_acceptance)
{
    int64_t n[ACCEPTANCE_NUMBERS] = {0};
    size_t size = strcspn(receipt, ","), count = 0;
    const char *number = arena_copy_bytes(arena, receipt, size), *rest = receipt + size;
    while (*rest == ',' && count < ACCEPTANCE_NUMBERS) {
        char *end = NULL;
        n[count] = strtoll(rest + 1, &end, 10);
        if (end == rest + 1 || (*end != ',' && *end != '\0'))
            return false;
        count++;
        rest = end;
    }
    bool whole = count == ACCEPTANCE_NUMBERS && rest[0] == ',' && rest[1] != '\0';
    if (!case_number_is_valid(number) || !(whole || (count <= 1 && rest[0] == '\0')) || n[0] < 0 || (count > 0 && n[0] == 0))
        return false;
    if (whole && (!is_named(item_mode_names, n[4]) || !is_named(routed_by_names, n[5])))
        return false;
    *ret_acceptance = (struct case_acceptance){
        .number = number, .role = (unsigned)n[0], .whole = whole, .legal_days = (int)n[1], .promised_days = (int)n[2], .immediate = n[3] != 0,
        .mode = (int)n[4], .routed_by = (int)n[5], .responsible = whole ? arena_copy_text(arena, rest + 1) : NULL};
    return true;
}

const char *case_receipt_write(struct arena *arena, const struct case_record *record, struct case_actor actor)
{
    const struct case_facts *f = &record->facts;
    const int64_t numbers[RECEIPT_NUMBERS] = {
        record->revision, f->state, f->outcome, record->routed_by, record->accepted_at, record->decided_at, f->accepted_on,
        f->decided_on, f->notice_due, f->supplement_due, f->legal_due, f->promised_due, f->issue_due, f->stopped_on,
        case_marks(f), f->legal_days, f->promised_days, f->one_house, record->complete, actor.roles, actor.sides};
    size_t last = strlen(record->responsible) + 1;
    char *text = arena_alloc(arena, (size_t)RECEIPT_NUMBERS * (TEXT_INTEGER_MAX + 1) + last), *end = text;
    if (text == NULL)
        return NULL;
    for (size_t i = 0; i < RECEIPT_NUMBERS; i++) {
        end = text_put_integer(end, numbers[i]);
        *end++ = ',';
    }
    memcpy(end, record->responsible, last);
    return text;
}

static bool read_numbers(const char **text, int64_t numbers[RECEIPT_NUMBERS])
{
    for (size_t i = 0; i < RECEIPT_NUMBERS; i++) {
        char *end = NULL;
        numbers[i] = strtoll(*text, &end, 10);
        if (end == *text || *end != ',')
            return false;
        *text = end + 1;
    }
    return true;
}

bool case_receipt_read(struct arena *arena, const char *receipt, struct case_record *record, struct case_actor *ret_actor)
{
    struct case_facts *f = &record->facts;
    int64_t n[RECEIPT_NUMBERS];
    if (!read_numbers(&receipt, n) || n[1] < 0 || n[1] >= CASE_STATE_COUNT || n[2] < 0 || n[2] > OUTCOME_DENIED)
        return false;
    record->revision = n[0];
    f->state = (enum case_state)n[1];
    f->outcome = (enum case_outcome)n[2];
    record->routed_by = (int)n[3];
    record->accepted_at = n[4];
    record->decided_at = n[5];
    f->accepted_on = (int32_t)n[6];
    f->decided_on = (int32_t)n[7];
    f->notice_due = (int32_t)n[8];
    f->supplement_due = (int32_t)n[9];
    f->legal_due = (int32_t)n[10];
    f->promised_due = (int32_t)n[11];
    f->issue_due = (int32_t)n[12];
    f->stopped_on = (int32_t)n[13];
    case_set_marks(f, (int)n[14]);
    f->legal_days = (int)n[15];
    f->promised_days = (int)n[16];
    f->one_house = n[17] != 0;
    record->complete = n[18] != 0;
    *ret_actor = (struct case_actor){.kind = PRINCIPAL_STAFF, .roles = (unsigned)n[19], .sides = (unsigned)n[20]};
    record->responsible = arena_copy_text(arena, receipt);
    return record->responsible != NULL;
}
