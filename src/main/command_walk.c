#include "main/command_walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json_write.h"
#include "base/settings.h"
#include "base/text.h"
#include "main/walk.h"

#define DEMO_PASSWORD "tongban-demo"

/* ---- telling ---- */

static void tell_line(const char *number, const char *place, const char *colon, const char *text)
{
    printf("%4s  %s%s%s\n", number, place, place[0] == '\0' ? "" : colon, text);
}

/* One thing that happened, numbered, in the languages asked for. */
static void tell(struct walk *walk, const struct json *centre, const char *zh, const char *en)
{
    static const char *const tails[] = {"社区事务受理服务中心", " Community Affairs Service Centre"};
    char number[16], places[2][160];
    const char *names[] = {json_get_text(centre, "name"), json_get_text(centre, "name_en")};
    for (size_t i = 0; i < 2; i++) { /* the short name */
        (void)text_copy(places[i], sizeof(places[i]), names[i] == NULL ? "" : names[i]);
        char *tail = strstr(places[i], tails[i]);
        if (tail != NULL)
            *tail = '\0';
    }
    (void)snprintf(number, sizeof(number), "%d", ++walk->step);
    if (walk->languages & WALK_ZH)
        tell_line(number, places[0], "：", zh == NULL ? "" : zh);
    if (walk->languages & WALK_EN)
        tell_line(walk->languages & WALK_ZH ? "" : number, places[1], ": ", en == NULL ? "" : en);
    (void)fflush(stdout);
}

static void tell_title(struct walk *walk, const char *zh, const char *en)
{
    walk->step = 0;
    if (walk->languages & WALK_ZH)
        printf("\n%s\n", zh);
    if (walk->languages & WALK_EN)
        printf("%s%s\n", walk->languages & WALK_ZH ? "" : "\n", en);
}

static bool fail(const struct walk *walk, const struct walk_request *request, const char *why)
{
    (void)fflush(stdout);
    char where[40] = "The walk cannot begin";
    if (walk->step > 0)
        (void)snprintf(where, sizeof(where), "\nThe walk stops after step %d", walk->step);
    fprintf(stderr, "%s: %s %s: %s\n", where, request->method, request->path, why);
    return false;
}

bool walk_ask(struct walk *walk, const struct walk_request *request, int status, const struct json **ret_body)
{
    struct walk_reply reply = {0};
    char why[600];
    enum result result = walk_client_send(&walk->client, request, &reply);
    if (result == RESULT_IO)
        return fail(walk, request, "nobody answers there; is the server running?");
    if (result != RESULT_OK)
        return fail(walk, request, result_name(result));
    if (reply.status != status) {
        const struct json *error = json_at(json_get(reply.body, "errors"), 0);
        const char *detail = json_get_text(reply.body, "detail_en"), *field = json_get_text(error, "field"), *en = json_get_text(error, "en");
        (void)snprintf(why, sizeof(why), "answered %d. %s%s%s%s%s", reply.status, detail == NULL ? "" : detail,
                       field == NULL ? "" : " ", field == NULL ? "" : field, en == NULL ? "" : ": ", en == NULL ? "" : en);
        return fail(walk, request, why);
    }
    if (ret_body != NULL)
        *ret_body = reply.body;
    return true;
}

bool walk_get(struct walk *walk, const char *token, const char *path, const struct json **ret_body)
{
    if (path == NULL)
        return false;
    return walk_ask(walk, &(struct walk_request){.method = "GET", .path = path, .token = token}, 200, ret_body);
}

/* ---- the stage ---- */

/* One centre with the people who act there. */
struct stage {
    const struct json *centre;
    const char *clerk, *reviewer; /* tokens */
};

static const char *sign_in(struct walk *walk, const char *role, const char *centre)
{
    const struct json *session = NULL;
    char body[200];
    (void)snprintf(body, sizeof(body), "{\"username\":\"%s.%s\",\"password\":\"" DEMO_PASSWORD "\"}", role, centre);
    struct walk_request request = {.method = "POST", .path = "/v1/sessions", .body = body};
    if (walk_ask(walk, &request, 201, &session))
        return json_get_text(session, "token");
    fputs("The walk signs in with the demonstration accounts; they exist where the server runs with --demo.\n", stderr);
    return NULL;
}

static void sign_out(struct walk *walk, const char *token)
{
    if (token != NULL)
        (void)walk_ask(walk, &(struct walk_request){.method = "DELETE", .path = "/v1/sessions/current", .token = token}, 204, NULL);
}

static bool enter(struct walk *walk, struct stage *stage, const char *centre)
{
    if (!walk_get(walk, NULL, arena_format(walk->arena, "/v1/centres/%s", centre == NULL ? "" : centre), &stage->centre))
        return false;
    stage->clerk = sign_in(walk, "clerk", centre);
    stage->reviewer = stage->clerk == NULL ? NULL : sign_in(walk, "reviewer", centre);
    return stage->reviewer != NULL;
}

static void leave(struct walk *walk, struct stage *stage)
{
    sign_out(walk, stage->clerk);
    sign_out(walk, stage->reviewer);
    *stage = (struct stage){0};
}

/* The first full centre of a district. */
static const struct json *first_centre(struct walk *walk, const char *district)
{
    const struct json *list = NULL;
    const char *path = arena_format(walk->arena, "/v1/centres?kind=centre&limit=1&district=%s", district == NULL ? "" : district);
    return walk_get(walk, NULL, path, &list) ? json_at(json_get(list, "items"), 0) : NULL;
}

/* The preferred item where the city has it in this mode, else its first one with a guide. */
static const struct json *find_item(struct walk *walk, const char *mode, const char *preferred)
{
    const struct json *list = NULL, *item = NULL;
    const char *code = NULL;
    if (!walk_get(walk, NULL, arena_format(walk->arena, "/v1/items?mode=%s&limit=200", mode), &list))
        return NULL;
    const struct json *items = json_get(list, "items");
    for (size_t i = 0; i < json_count(items); i++) {
        const struct json *one = json_at(items, i);
        bool is_preferred = text_equal(json_get_text(one, "code"), preferred);
        if (is_preferred || (code == NULL && json_get_bool(one, "materials_described", false)))
            code = json_get_text(one, "code");
        if (is_preferred)
            break;
    }
    return walk_get(walk, NULL, arena_format(walk->arena, "/v1/items/%s", code == NULL ? "" : code), &item) ? item : NULL;
}

/* ---- the story ---- */

struct scene {
    const char *action;
    bool split_only;  /* the house it came from is another one */
    bool by_reviewer;
    const char *more; /* further members of the request */
    const char *state;
    const char *zh, *en;
};

static const struct scene scenes[] = {
    {"take_over", true, false, "", "taken_over", "接收，不用居民再跑一趟", "takes it over; nobody has to travel"},
    {"accept", false, false, "", "accepted", "受理，材料齐全，承诺时限开始计算", "accepts it: complete, the promised limit runs"},
    {"decide", false, true, ",\"outcome\":\"granted\",\"reason\":\"符合条件\"", "decided", "审核后决定：准予", "reviews and decides: granted"},
    {"issue", false, false, "", "issued", "制作结果", "makes out the result"},
    {"deliver", false, false, "", "delivered", "送达居民，办结", "delivers it to the resident: done"},
};

static bool play(struct walk *walk, const char *number, const struct stage *stage, bool split)
{
    const struct json *reply = NULL;
    const char *path = arena_format(walk->arena, "/v1/cases/%s/actions", number);
    for (size_t i = 0; i < ARRAY_COUNT(scenes); i++) {
        const struct scene *scene = &scenes[i];
        if (scene->split_only && !split)
            continue;
        struct walk_request request = {
            .method = "POST", .path = path, .token = scene->by_reviewer ? stage->reviewer : stage->clerk,
            .body = arena_format(walk->arena, "{\"action\":\"%s\"%s}", scene->action, scene->more)};
        if (!walk_ask(walk, &request, 200, &reply))
            return false;
        if (!text_equal(json_get_text(reply, "state"), scene->state))
            return fail(walk, &request, "the case is in another state than expected");
        tell(walk, stage->centre, scene->zh, scene->en);
    }
    return true;
}

/* What the resident sees with number and query password, without signing in. */
static bool look_as_resident(struct walk *walk, const char *number, const char *password)
{
    const struct json *seen = NULL;
    struct walk_request request = {
        .method = "GET", .path = arena_format(walk->arena, "/v1/cases/%s", number), .query_password = password};
    if (!walk_ask(walk, &request, 200, &seen))
        return false;
    const char *state = json_get_text(seen, "state"), *name = json_get_text(json_get(seen, "applicant"), "name");
    if (!text_equal(state, "delivered"))
        return fail(walk, &request, "the resident does not see that it is delivered");
    tell(walk, NULL, arena_format(walk->arena, "居民凭编号和查询密码 %s 看到：%s，已送达", password, name == NULL ? "" : name),
         arena_format(walk->arena, "With number and query password %s the resident sees: %s, delivered", password, name == NULL ? "" : name));
    return true;
}

/* The clerk at `receiver` takes the application; *ret_case is what that answers. */
static bool apply(struct walk *walk, const struct stage *receiver, const struct json *item, const struct walk_person *person,
                  const struct json **ret_case)
{
    struct walk_request request = {
        .method = "POST", .path = "/v1/cases", .token = receiver->clerk, .body = walk_application(walk, receiver->clerk, item, person)};
    if (request.body == NULL || !walk_ask(walk, &request, 201, ret_case))
        return false;
    const char *number = json_get_text(*ret_case, "case_number"), *due = json_get_text(*ret_case, "promised_due");
    if (number == NULL || json_get_text(*ret_case, "query_password") == NULL)
        return fail(walk, &request, "the answer has no number or no query password");
    tell(walk, receiver->centre, arena_format(walk->arena, "窗口收件 %s，承诺 %s 前办结", number, due == NULL ? "?" : due),
         arena_format(walk->arena, "the window takes it in as %s, promised by %s", number, due == NULL ? "?" : due));
    return true;
}

/* One case from application to delivery. The responsible centre is whoever the server says. */
static bool follow_case(struct walk *walk, const struct stage *receiver, const struct json *item, const struct walk_person *person)
{
    const struct json *taken = NULL;
    struct stage other = {0};
    if (!apply(walk, receiver, item, person, &taken))
        return false;
    const char *number = json_get_text(taken, "case_number");
    const char *responsible = json_get_text(taken, "responsible_centre");
    bool split = !text_equal(responsible, json_get_text(receiver->centre, "code"));
    if (split && !enter(walk, &other, responsible))
        return false;
    bool played = play(walk, number, split ? &other : receiver, split) &&
                  look_as_resident(walk, number, json_get_text(taken, "query_password"));
    leave(walk, &other);
    return played;
}

static void tell_case(struct walk *walk, const char *mode_zh, const char *mode_en, const struct json *item,
                      const struct walk_person *person, const struct json *home)
{
    const char *zh = json_get_text(item, "name"), *en = json_get_text(item, "name_en");
    const char *from = json_get_text(home, "name"), *from_en = json_get_text(home, "name_en");
    tell_title(walk, arena_format(walk->arena, "%s  %s（户籍%s）：%s", mode_zh, person->name, from, zh == NULL ? "" : zh),
               arena_format(walk->arena, "%s  %s, hukou in %s: %s", mode_en, person->name, from_en, en == NULL ? "" : en));
}

static bool tell_all(struct walk *walk)
{
    const struct json *city = NULL, *districts = NULL;
    struct stage receiver = {0};
    struct walk_person person;
    if (!walk_get(walk, NULL, "/v1/city", &city) || !walk_get(walk, NULL, "/v1/districts", &districts))
        return false;
    const struct json *list = json_get(districts, "items");
    const struct json *here = json_at(list, 0), *home = json_at(list, json_count(list) - 1);
    const struct json *near = first_centre(walk, json_get_text(here, "code"));
    const struct json *far = first_centre(walk, json_get_text(home, "code"));
    const struct json *direct = find_item(walk, "direct", "MZ-023"), *split = find_item(walk, "split", "MZ-001");
    const char *today = json_get_text(city, "today");
    const char *lives = json_get_text(near, "division"), *registered = json_get_text(far, "division");
    if (direct == NULL || split == NULL)
        return false;
    if (lives == NULL || registered == NULL || today == NULL) {
        fputs("The city has no centres to walk between.\n", stderr);
        return false;
    }
    if (!enter(walk, &receiver, json_get_text(near, "code")))
        return false;
    walk_person_make(&person, today, registered, lives);
    tell_case(walk, "直接受理", "Decided where it was received:", direct, &person, home);
    bool done = follow_case(walk, &receiver, direct, &person);
    walk_person_make(&person, today, registered, lives);
    if (done)
        tell_case(walk, "收受分离", "Received here, decided there:", split, &person, home);
    done = done && follow_case(walk, &receiver, split, &person);
    leave(walk, &receiver);
    return done;
}

static unsigned languages_of(const char *lang)
{
    if (text_is_empty(lang))
        lang = getenv("LANG");
    if (lang != NULL && text_starts_with(lang, "zh"))
        return WALK_ZH;
    if (lang != NULL && text_starts_with(lang, "en"))
        return WALK_EN;
    return WALK_ZH | WALK_EN;
}

int command_walk(const struct settings *settings, int argc, char **argv)
{
    (void)argv;
    if (argc > 0) {
        fputs("usage: tongban walk [--listen ADDRESS] [--lang zh|en|both]\n", stderr);
        return 2;
    }
    struct walk walk = {.arena = arena_new((size_t)64 << 20), .languages = languages_of(settings->lang)};
    bool done = false;
    if (walk.arena == NULL)
        fputs("There is no memory to walk with.\n", stderr);
    else if (walk_client_open(&walk.client, walk.arena, settings->listen) != RESULT_OK)
        fprintf(stderr, "%s is no address such as 127.0.0.1:8310\n", settings->listen);
    else
        done = tell_all(&walk);
    arena_free(walk.arena);
    return done ? 0 : 1;
}
