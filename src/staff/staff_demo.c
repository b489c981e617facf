/* The demonstration accounts: one password, hashed once, and names of people who do not exist. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/text.h"
#include "calendar/calendar.h"
#include "db/writer.h"
#include "places/places.h"
#include "staff/staff.h"
#include "staff/staff_store.h"

#define DEMO_PASSWORD "tongban-demo"

/* A name that is always the same for the same user name. */
static const char *made_up_name(struct arena *arena, const char *username)
{
    static const char *const families[] = {
        "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭",
        "何", "高", "林", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾",
        "沈", "陆", "顾", "施", "金", "钱", "潘", "蔡", "丁", "姚", "严", "倪",
    };
    static const char *const given[] = {
        "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "霞", "平", "刚", "佳",
        "文", "雯", "琳", "晨", "颖", "斌", "婷", "慧", "莉", "峰", "芸", "怡", "晓", "海", "志", "国", "建", "玉",
        "春", "秋", "思", "嘉", "俊", "伟", "欣", "瑞", "宁", "悦",
    };
    uint64_t hash = text_hash(username);
    hash ^= hash >> 29; /* neighbours differ in the low bits only */
    const char *family = families[hash % ARRAY_COUNT(families)];
    const char *first = given[(hash >> 12) % ARRAY_COUNT(given)];
    const char *second = given[(hash >> 24) % ARRAY_COUNT(given)];
    bool single = (hash >> 40) % 3 == 0 || text_equal(first, second);
    return arena_format(arena, "%s%s%s", family, first, single ? "" : second);
}

struct demo {
    struct command command; /* first: cast back */
    struct db_session *session;
    const struct places *places;
    struct arena *arena;
    const char *hash;
    char new_hash[PASSWORD_HASH_SIZE];
    int64_t now_ms;
};

static enum result add(struct demo *demo, unsigned role, const char *place)
{
    char *username = place == NULL ? arena_copy_text(demo->arena, role_name(role)) : arena_format(demo->arena, "%s.%s", role_name(role), place);
    if (username == NULL)
        return RESULT_NO_MEMORY;
    for (char *at = username; *at != '\0'; at++) /* clerk.310106101-s1: user names are in lower case */
        *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
    struct account account = {
        .staff = {.username = username, .name = made_up_name(demo->arena, username), .role = role, .active = true, .demo = true},
        .password = demo->hash,
    };
    enum scope_level scope = role_scope(role);
    if (scope == SCOPE_CENTRE) {
        account.staff.centre = place;
        account.staff.district = place_centre(demo->places, place)->district->code;
    } else if (scope == SCOPE_DISTRICT) {
        account.staff.district = place;
    }
    return demo_put(demo->session, &account, demo->now_ms);
}

static enum result add_all(struct demo *demo)
{
    static const unsigned centre_roles[] = {ROLE_CLERK, ROLE_REVIEWER, ROLE_LEAD};
    static const unsigned city_roles[] = {ROLE_CITY, ROLE_KEEPER, ROLE_AUDITOR, ROLE_ADMIN};
    const struct places *places = demo->places;
    enum result result = RESULT_OK;
    for (size_t i = 0; i < places->centre_count; i++) {
        const struct place_centre *centre = &places->centres[i];
        size_t roles = centre->kind == CENTRE_SUB ? 1 : ARRAY_COUNT(centre_roles); /* a sub-centre has clerks only */
        if (!place_centre_is_valid(centre, day_of_ms(demo->now_ms)))
            continue;
        for (size_t k = 0; k < roles && result == RESULT_OK; k++)
            result = add(demo, centre_roles[k], centre->code);
    }
    for (size_t i = 0; i < places->district_count && result == RESULT_OK; i++)
        result = add(demo, ROLE_DISTRICT, places->districts[i].code);
    for (size_t i = 0; i < ARRAY_COUNT(city_roles) && result == RESULT_OK; i++)
        result = add(demo, city_roles[i], NULL);
    return result;
}

/* The hash that is there already when it is the demonstration's, so that a start costs one check and no write. */
static enum result choose_hash(struct demo *demo)
{
    struct account account;
    enum result result = account_read(demo->session, demo->arena, role_name(ROLE_CITY), &account);
    if (result == RESULT_OK && account.staff.demo && crypto_password_matches(DEMO_PASSWORD, account.password)) {
        demo->hash = account.password;
        return RESULT_OK;
    }
    if (result != RESULT_OK && result != RESULT_NOT_FOUND)
        return result;
    demo->hash = demo->new_hash;
    return crypto_password_hash(DEMO_PASSWORD, demo->new_hash);
}

static enum result demo_run(struct command *command, struct db_session *session)
{
    struct demo *demo = (struct demo *)command;
    demo->session = session;
    arena_reset(demo->arena);
    enum result result = choose_hash(demo);
    return result == RESULT_OK ? add_all(demo) : result;
}

enum result staff_make_demo(struct writer *writer, const struct places *places, int64_t now_ms)
{
    struct demo demo = {.command = {.run = demo_run}, .places = places, .arena = arena_new(1 << 20), .now_ms = now_ms};
    if (demo.arena == NULL)
        return RESULT_NO_MEMORY;
    enum result result = writer_execute(writer, &demo.command);
    arena_free(demo.arena);
    return result;
}

enum result staff_count_demo(struct db_session *session, int64_t *ret_count)
{
    return demo_count(session, ret_count);
}
