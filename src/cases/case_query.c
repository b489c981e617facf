/* The query password: six digits that open one case to the public, and how guessing them is slowed. Failures are counted, in
 * memory, three ways:
 *   of one case from one source: five (query_failures_max) are free, then waits of 15 minutes (query_lock) that double;
 *   of one source, whatever cases it tries, so that nobody tries one password on many numbers; sixteen times as many of the
 *   network it belongs to, for an IPv6 /48 has 65,536 sources;
 *   of one case from everywhere: 200 are free, and one is forgotten every 432 seconds, so that 200 a day are heard (the first day at
 *   most 400). Of a million passwords that is one in 5,000 a day, and seven in a hundred in a whole year of guessing from ever new
 *   addresses. Whenever there are 200 the case waits an hour, for its owner too, who can have a new password at any centre, and with
 *   it a new count.
 * These are the figures of one server that runs through: of N servers each has its own counts, so N times as much, and a restart
 * begins anew.
 * Numbers without a case are counted and answered in the same way. What cannot be a number, because its check character is
 * wrong, opens nothing whoever tries it: it is told and costs no try. */
#include <stdio.h>
#include <string.h>

#include "base/limit_table.h"
#include "base/settings.h"
#include "base/text.h"
#include "cases/case_use.h"
#include "identity/identity_rules.h"

const struct problem problem_wrong_query_password = {
    "not_found", 404, "没有找到该办件，或查询密码不正确", "No such case, or the query password is wrong"};
const struct problem problem_case_number_wrong = {
    "case_number_wrong", 404, "办件编号有一位不对，请对照凭证再看一遍", "One character of the case number is wrong, please compare it with your receipt"};
const struct problem problem_too_many_passwords = {
    "too_many_requests", 429, "查询密码错误次数过多，请稍后再试", "Too many wrong query passwords, please wait"};
const struct problem problem_query_closed = {
    "query_closed", 429, "这件办件的查询密码错误次数太多，暂停查询一小时。您可以稍后再试，或带身份证件到任一受理中心，当场换一个新的查询密码",
    "Too many wrong query passwords were tried for this case; it is closed for an hour. "
    "Try again later, or have a new one at any service centre against your identity document"};

#define DAY_S 86400
#define TRIES_OF_CASE_A_DAY 200

enum counting { OF_PAIR, OF_SOURCE, OF_NETWORK, OF_CASE, COUNTINGS };
static struct limit_table tables[COUNTINGS] = {LIMIT_TABLE_EMPTY, LIMIT_TABLE_EMPTY, LIMIT_TABLE_EMPTY, LIMIT_TABLE_EMPTY};

static void limits_of(const struct settings *settings, struct limit limits[COUNTINGS])
{
    int64_t free = settings->query_failures_max, day = 4 * free > TRIES_OF_CASE_A_DAY ? 4 * free : TRIES_OF_CASE_A_DAY;
    limits[OF_PAIR] = (struct limit){.free = free, .wait_s = settings->query_lock, .wait_max_s = DAY_S, .forget_s = 3600};
    limits[OF_SOURCE] = (struct limit){.free = settings->query_source_failures_max, .wait_s = 60, .wait_max_s = 3600, .forget_s = 60};
    limits[OF_NETWORK] = limit_times(limits[OF_SOURCE], SOURCES_OF_NETWORK);
    limits[OF_CASE] = (struct limit){.free = day, .wait_s = 3600, .wait_max_s = 3600, .forget_s = DAY_S / day > 0 ? DAY_S / day : 1};
}

/* What the password is made of, and its tries are counted under: a new one begins anew. */
#define ISSUE_SIZE 128
static const char *issue_of(const char *number, int64_t generation, char text[ISSUE_SIZE])
{
    if (generation == 0)
        return number;
    (void)snprintf(text, ISSUE_SIZE, "%.100s %lld", number, (long long)generation);
    return text;
}

void case_query_password(const struct keyring *keyring, const char *number, int64_t generation,
                         char password[QUERY_PASSWORD_SIZE])
{
    char text[ISSUE_SIZE];
    uint8_t blind[BLIND_SIZE];
    uint64_t value = 0;
    crypto_blind(keyring, "query_password", issue_of(number, generation, text), blind);
    for (size_t i = 0; i < 8; i++)
        value = value << 8 | blind[i];
    password[QUERY_PASSWORD_SIZE - 1] = '\0';
    for (size_t i = QUERY_PASSWORD_SIZE - 1; i-- > 0; value /= 10)
        password[i] = (char)('0' + value % 10);
}

/* As people type digits: full width, with blanks, with hyphens and dashes. */
static void tidy(const char *text, char tidied[IDENTITY_NUMBER_SIZE])
{
    static const char *const dashes[] = {"-", "\xE2\x80\x90", "\xE2\x80\x91", "\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x88\x92"};
    char normal[IDENTITY_NUMBER_SIZE], *to = tidied;
    identity_normalise(text, normal);
    for (const char *at = normal; *at != '\0';) {
        size_t skip = 0;
        for (size_t i = 0; (*at == '-' || *at == dashes[1][0]) && i < ARRAY_COUNT(dashes); i++)
            skip = text_starts_with(at, dashes[i]) ? strlen(dashes[i]) : skip;
        if (skip == 0)
            *to++ = *at++;
        else
            at += skip;
    }
    *to = '\0';
}

const char *case_text_tidied(struct arena *arena, const char *text)
{
    char tidied[IDENTITY_NUMBER_SIZE];
    if (case_number_is_valid(text) || !text_is_clean_utf8(text, strlen(text)))
        return text;
    tidy(text, tidied);
    return arena_copy_text(arena, tidied);
}

static bool is_right(const char *given, const char *right)
{
    char tidied[IDENTITY_NUMBER_SIZE];
    if (!text_is_clean_utf8(given, strlen(given)))
        return false;
    tidy(given, tidied);
    return strlen(tidied) == QUERY_PASSWORD_SIZE - 1 && crypto_equal(tidied, right, QUERY_PASSWORD_SIZE - 1);
}

static enum result refuse_while_waiting(struct act *act, const struct limit limits[COUNTINGS],
                                        const uint64_t keys[COUNTINGS])
{
    int64_t longest = 0;
    enum counting of = OF_PAIR;
    for (enum counting i = OF_PAIR; i < COUNTINGS; i++) {
        struct limit_count count = limit_table_look(&tables[i], limits[i], keys[i], act->now_ms);
        int64_t wait_s = limit_wait_s(&count, act->now_ms);
        if (wait_s > longest) {
            longest = wait_s;
            of = i;
        }
    }
    if (longest == 0)
        return RESULT_OK;
    act->retry_after_s = (int)longest;
    return act_refuse(act, of == OF_CASE ? &problem_query_closed : &problem_too_many_passwords);
}

/* Tells how many tries are left, and when there is none, how long to wait. */
static enum result refuse_and_count(struct act *act, const struct limit limits[COUNTINGS],
                                    const uint64_t keys[COUNTINGS])
{
    int64_t least = INT64_MAX, longest = 0;
    for (enum counting i = OF_PAIR; i < COUNTINGS; i++) {
        struct limit_count count = limit_table_failed(&tables[i], limits[i], keys[i], act->now_ms);
        int64_t left = limit_left(limits[i], &count), wait_s = limit_wait_s(&count, act->now_ms);
        least = left < least ? left : least;
        longest = wait_s > longest ? wait_s : longest;
    }
    act->tells_tries = true;
    act->tries_left = least;
    act->retry_after_s = (int)longest;
    return act_refuse(act, &problem_wrong_query_password);
}

enum result case_query_check(struct act *act, const struct case_asked *asked, const char *number,
                             const struct case_record *record)
{
    const struct keyring *keyring = act->context->keyring;
    int64_t generation = record != NULL ? record->query_generation : 0;
    char text[ISSUE_SIZE], pair[ISSUE_SIZE + 20], right[QUERY_PASSWORD_SIZE];
    struct limit limits[COUNTINGS];
    if (!case_number_is_valid(number))
        return act_refuse(act, &problem_case_number_wrong);
    const char *issue = issue_of(number, generation, text);
    (void)snprintf(pair, sizeof(pair), "%016llx %s", (unsigned long long)asked->source, issue);
    limits_of(act->context->settings, limits);
    const uint64_t keys[COUNTINGS] = {[OF_PAIR] = crypto_table_key(keyring, pair), [OF_SOURCE] = asked->source,
                                      [OF_NETWORK] = asked->network, [OF_CASE] = crypto_table_key(keyring, issue)};
    enum result result = refuse_while_waiting(act, limits, keys);
    if (result != RESULT_OK)
        return result;
    case_query_password(keyring, number, generation, right);
    return record != NULL && is_right(asked->query_password, right) ? RESULT_OK : refuse_and_count(act, limits, keys);
}
