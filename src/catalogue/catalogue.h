/* Catalogue 事项目录: the service items with their periods, and the guide (办事指南) that every channel is fed from.
 * The tables are the truth; at start-up they are read into one immutable snapshot (guides parsed once).
 * Every array is sorted by code; texts live as long as the snapshot; unknown texts are NULL.
 * Days are days since 1970-01-01; valid_from inclusive, valid_to exclusive, DAY_NONE = open. */
#ifndef TONGBAN_CATALOGUE_CATALOGUE_H
#define TONGBAN_CATALOGUE_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "base/result.h"
#include "base/spec.h"
#include "places/places.h"

struct arena;
struct db_session;
struct db_statement;
struct room;
struct json_writer;

/* ---- words, each list written as it stands in data and API ---- */
#define ITEM_MODES(X) X(direct) X(split) /* 直接受理, 收受分离 */
#define ITEM_BASES(X) X(hukou) X(residence)
#define ITEM_KINDS(X) X(immediate) X(promised) /* 即办件, 承诺件 */
#define AUDIENCES(X) X(hukou) X(permit_holder) X(non_resident) X(organisation)
#define CHANNELS(X) X(window) X(online) X(kiosk) X(point)
#define ELEMENT_TYPES(X) \
    X(text) X(person_name) X(long_text) X(integer) X(money) X(date) X(phone) X(id_number) X(choice) X(division) X(address) X(bank_account) X(bool)
/* What may be shown of a value without a logged look: a mask of it, all of it, nothing. */
#define ELEMENT_EXPOSURES(X) X(personal) X(public) X(free)
#define MATERIAL_FORMS(X) X(paper) X(electronic) X(either)
#define MATERIAL_SOURCES(X) X(applicant) X(government)

#define MODE_ENUM(name) MODE_##name,
#define BASIS_ENUM(name) BASIS_##name,
#define KIND_ENUM(name) KIND_##name,
#define AUDIENCE_ENUM(name) AUDIENCE_##name,
#define CHANNEL_ENUM(name) CHANNEL_##name,
#define ELEMENT_ENUM(name) ELEMENT_##name,
#define EXPOSURE_ENUM(name) EXPOSURE_##name,
#define FORM_ENUM(name) FORM_##name,
#define SOURCE_ENUM(name) SOURCE_##name,
enum item_mode { ITEM_MODES(MODE_ENUM) };
enum item_basis { ITEM_BASES(BASIS_ENUM) };
enum item_kind { ITEM_KINDS(KIND_ENUM) };
enum audience { AUDIENCES(AUDIENCE_ENUM) };
enum channel { CHANNELS(CHANNEL_ENUM) };
enum element_type { ELEMENT_TYPES(ELEMENT_ENUM) };
enum element_exposure { ELEMENT_EXPOSURES(EXPOSURE_ENUM) };
enum material_form { MATERIAL_FORMS(FORM_ENUM) };
enum material_source { MATERIAL_SOURCES(SOURCE_ENUM) };
/* The names above, each closed by NULL; index = enum value. */
extern const char *const item_mode_names[], *const item_basis_names[], *const item_kind_names[], *const audience_names[],
    *const channel_names[], *const element_type_names[], *const element_exposure_names[], *const material_form_names[], *const material_source_names[];
/* Index in such a list, or -1. */
int catalogue_word(const char *const *names, const char *text);

struct catalogue_department { const char *code, *name, *name_en, *uscc, *certainty, *note; };

struct catalogue_system {
    const char *code, *name, *name_en;
    const struct catalogue_department *department;
    int32_t valid_from, valid_to;
};

struct catalogue_choice { const char *code, *name, *name_en; };
struct catalogue_codelist {
    const char *code;
    const struct catalogue_choice *choices; /* in the order of the pack */
    size_t count;
};

/* Data element 数据元: shared by all items. */
struct catalogue_element {
    const char *code, *name, *name_en;
    enum element_type type;
    enum element_exposure exposure; /* personal, unless the pack says otherwise */
    int64_t max_length; /* characters; 0 = the type's own */
    const struct catalogue_codelist *codelist; /* of a choice; else NULL */
    const char *standard, *certainty;
    const char *shown; /* how a case tells of it: JSON members, written once */
};

/* Material type 材料: shared by all items. */
struct catalogue_material {
    const char *code, *name, *name_en;
    const char *pinyin, *initials; /* of the name, in lower case; NULL until a pack that has them is loaded */
    enum material_form form;
    const char *licence_type; /* e-licence that can replace it, or NULL */
    const char *certainty;
    const char *shown; /* as an element's */
};

/* ---- the guide of an item; `when` NULL = always ---- */
struct guide_option { const char *code, *zh, *en; };
struct guide_question {
    const char *code, *zh, *en;
    const struct guide_option *options; size_t option_count;
    const struct json *when;
};
struct guide_situation { const char *code, *zh, *en; const struct json *when; };
struct guide_material {
    const struct catalogue_material *material;
    bool required, deferrable;
    const struct json *when;
    enum material_source source;
    int64_t originals, copies;
    const char *basis, *rule_zh, *rule_en;
    const char *shown; /* as an element's, behind the material's */
};
struct guide_field {
    const struct catalogue_element *element;
    bool required;
    const struct json *when;
    const char *prefill;
};
struct catalogue_guide {
    const char *stem, *certainty, *note_zh, *note_en;
    const char *conditions_zh, *conditions_en, *fee_zh, *fee_en;
    const struct json *process, *legal_basis; /* arrays as in the pack */
    const struct json *agent; /* condition: somebody else (代办人) acts for the applicant, and is asked who; NULL = never */
    const struct guide_question *questions;   size_t question_count;
    const struct guide_situation *situations; size_t situation_count;
    const struct guide_material *materials;   size_t material_count;
    const struct guide_field *fields;         size_t field_count;
    const char *result_zh, *result_en, *result_kind;
    const struct json *result_delivery;       /* array of texts */
};

/* One period of an item in which nothing of it changes. */
struct catalogue_version {
    const struct catalogue_item *item;
    int32_t valid_from, valid_to;
    bool citywide;
    enum item_mode mode;
    enum item_basis basis;
    enum item_kind kind;
    int legal_days, promised_days; /* working days; 0 = on the spot */
    const struct catalogue_system *system;
    unsigned audiences, channels; /* bit 1 << enum value */
    const struct catalogue_guide *guide; /* NULL: the pack has no guide for it */
};

struct catalogue_item {
    const char *code, *name, *name_en, *pinyin, *initials, *old_code, *code15, *basic_code, *handle_code, *certainty, *note;
    const struct catalogue_department *department;
    const char *shown; /* as an element's */
    const struct catalogue_version *versions; size_t version_count; /* oldest first, never overlapping */
};

struct catalogue {
    struct arena *arena;
    struct catalogue_department *departments; size_t department_count;
    struct catalogue_system *systems;         size_t system_count;
    struct catalogue_codelist *codelists;     size_t codelist_count;
    struct catalogue_element *elements;       size_t element_count;
    struct catalogue_material *materials;     size_t material_count;
    struct catalogue_guide *guides;           size_t guide_count;
    struct catalogue_item *items;             size_t item_count;
    struct sorted_index by_item;              /* of `items` */
    struct catalogue_version *versions;       size_t version_count;
};

/* How a value may be shown without a logged look. */
enum showing { SHOWN_CLEAR, SHOWN_MASKED, SHOWN_HIDDEN };

/* Reads everything. RESULT_CORRUPT when a reference hangs; a sentence in `fault` (may be NULL). catalogue_close accepts NULL. */
enum result catalogue_open(struct db_session *session, struct catalogue **ret_catalogue, char *fault, size_t fault_size);
void catalogue_close(struct catalogue *catalogue);

extern const struct room catalogue_room;
extern struct db_statement *const catalogue_statements[];

/* ---- questions; all pure, NULL for an unknown (or NULL) code ---- */
const struct catalogue_department *catalogue_department(const struct catalogue *catalogue, const char *code);
const struct catalogue_system *catalogue_system(const struct catalogue *catalogue, const char *code);
const struct catalogue_codelist *catalogue_codelist(const struct catalogue *catalogue, const char *code);
const struct catalogue_element *catalogue_element(const struct catalogue *catalogue, const char *code);
const struct catalogue_material *catalogue_material(const struct catalogue *catalogue, const char *code);
const struct catalogue_item *catalogue_item(const struct catalogue *catalogue, const char *code);
/* What forbids this exposure for a type, or NULL: only what is chosen or counted can be public, what is told at length
 * is free. */
const char *catalogue_exposure_fault(enum element_type type, enum element_exposure exposure);
/* By what the value is, not by what its element was when it was filled in: NULL for an element that is not declared;
 * what does not look like its type is masked, lists and objects are hidden. */
enum showing catalogue_showing(const struct catalogue_element *element, const struct json *value);
/* The choice of this code in the element's list, or NULL. */
const struct catalogue_choice *catalogue_choice_of(const struct catalogue_element *element, const char *code);
bool catalogue_is_open_to(const struct catalogue_version *version, enum audience audience);
/* The period of an item on a day; NULL when it is not in the catalogue on that day. */
const struct catalogue_version *catalogue_version_on(const struct catalogue_item *item, int32_t day);

/* Figures of one day, counted from the rows. direct and split count the citywide items by mode, permit_holder and
 * non_resident those that are open to holders of a residence permit and to people from elsewhere without one;
 * departments those with an item on that day; systems those connected on that day. */
struct catalogue_figures { int items, citywide, direct, split, permit_holder, non_resident, departments, systems; };
struct catalogue_figures catalogue_figures_on(const struct catalogue *catalogue, int32_t day);

/* Items of a day, best match first (by code without `text`). A NULL or empty text and -1 do not restrict.
 * `text`: words in Chinese or English, pinyin, initials, any code; every word must match. */
struct item_query {
    const char *text, *department;
    int mode, kind, audience, channel;
    const struct place_centre *centre; /* that takes them, or NULL */
    int32_t day;
};
/* The array lives in `arena`; NULL with *ret_count 0 when nothing matches. */
const struct catalogue_version **catalogue_search(const struct catalogue *catalogue, struct arena *arena,
                                                  const struct item_query *query, size_t *ret_count);

/* ---- who may apply (catalogue_audience_rules.c) ---- */

/* Where a person's household is registered; none: no register of the mainland stands behind the document (a pass, for
 * instance). */
enum hukou { HUKOU_UNKNOWN, HUKOU_HERE, HUKOU_ELSEWHERE, HUKOU_NONE };
/* What is known of who applies. */
struct applicant_standing {
    bool organisation;
    enum hukou hukou;            /* of a person */
    enum yes_or_no residence_permit; /* of a person: holds this city's */
};
/* What somebody says of themselves by naming an audience. */
struct applicant_standing catalogue_standing_of(enum audience audience);
/* The audiences that somebody of this standing may belong to: bits 1 << enum audience; one bit when enough is known. */
unsigned catalogue_audiences_of(const struct applicant_standing *standing);

#define FITTINGS(X) X(yes) X(no) X(unknown) /* unknown: it depends on what is not known yet */
#define FITTING_ENUM(name) FITTING_##name,
enum fitting { FITTINGS(FITTING_ENUM) };
extern const char *const fitting_names[];
/* May somebody who belongs to one of these audiences apply for the item in this period? */
enum fitting catalogue_fits(const struct catalogue_version *version, unsigned audiences);

/* Items of the same department on that day that such a person may apply for and whose titles share telling words with
 * this one's, the nearest first. Returns how many. */
#define INSTEAD_MAX 3
size_t catalogue_instead(const struct catalogue *catalogue, const struct catalogue_version *version, unsigned audiences, int32_t day,
                         const struct catalogue_version *ret_instead[INSTEAD_MAX]);
/* An item that is not for somebody. `hotline`: the city's, for whom no other item comes near. */
struct misfit {
    const struct catalogue_version *version;
    struct applicant_standing standing;
    bool to_applicant; /* spoken to, 您; else spoken of, to staff */
    const char *hotline;
    const struct catalogue_version *const *instead; size_t instead_count;
};
/* For whom the item is, what about the applicant excludes them as far as it is known, and what else there is, or whom to
 * ask: one text in each language, in `arena`. False: no memory. */
bool catalogue_tell_misfit(struct arena *arena, const struct misfit *misfit, const char **ret_zh, const char **ret_en);

/* What a resident who reads the guide is told; nothing (zero) to whoever the item is for. False: no memory. */
struct misfit_told { const char *zh, *en; const struct catalogue_version *instead[INSTEAD_MAX]; size_t instead_count; };
bool catalogue_tell_reader(const struct catalogue *catalogue, struct arena *arena,
                           const struct catalogue_version *version,
                           enum audience reader, int32_t day, const char *hotline, struct misfit_told *ret_told);

/* "instead": [{code, name, name_en}], as the guide and the preview tell of it. */
void catalogue_write_instead(struct json_writer *json, const struct catalogue_version *const *instead, size_t count);
extern const struct field catalogue_instead_item[];
#define CATALOGUE_INSTEAD_FIELD                                                                                        \
    {.name = "instead", .type = FIELD_LIST, .flags = FIELD_REQUIRED, .max = INSTEAD_MAX, .fields = catalogue_instead_item, \
     .description = "items of the same matter that the applicant may apply for"}

/* The materials of the dictionary that fit all words of `text` (characters, English, pinyin, initials), best first; all
 * of them for no words. NULL when the arena is full. */
const struct catalogue_material **catalogue_search_materials(const struct catalogue *catalogue, struct arena *arena, const char *text,
                                                             size_t *ret_count);

/* ---- rules of a guide over one application (catalogue_rules.c) ---- */

/* What the applicant's identity says; used by conditions as applicant.age … */
struct applicant_facts {
    int age;          /* -1 = not known */
    const char *sex;  /* "1" male, "2" female, NULL not known */
    bool local_hukou;
    const char *id_type;
};
/* `name` is that of a line of its own, which only an item without a guide may have; NULL: the code is of the
 * dictionary. */
struct given_material { const char *code; int64_t copies; const char *name; };
struct application {
    struct applicant_facts applicant;
    const struct json *answers; /* object or NULL */
    const struct json *form;    /* object or NULL */
    const struct given_material *materials; size_t material_count;
};
struct application_checks {
    const struct places *places; /* for division values */
    int32_t today;               /* bounds dates of birth */
};

/* What the guide says for these answers. Arrays run beside the guide's own (NULL where the guide has none). */
struct guide_outcome {
    const bool *question_applies, *material_applies, *field_applies;
    const struct guide_situation *situation; /* the first that holds; NULL when none, or no guide */
    bool agent_needed;           /* by these answers somebody acts for the applicant */
    bool agent_excluded;         /* what decides that is answered, and nobody does */
    const struct json *answers;  /* only of questions that apply */
    const struct json *form;     /* only of fields that apply; integers as integers, money as text with two decimals */
};
/* Decides what applies and checks everything given; every fault is added to `errors` (paths answers.X, form.X,
 * materials.N.material_code). Unknown answers, fields and material codes are refused; values of questions and fields that
 * do not apply are left out of the outcome. With `guide` NULL nothing may be answered or filled, and any material of the
 * dictionary may be given. Missing materials are not faults (they are asked for as a supplement): see material_applies.
 * `checks` NULL: everything given was checked before; what applies and what is missing is found, nothing else.
 * RESULT_NO_MEMORY, else RESULT_OK; look at errors->count. */
enum result catalogue_apply_guide(const struct catalogue *catalogue, const struct catalogue_guide *guide, struct arena *arena,
                                  const struct application *application, const struct application_checks *checks,
                                  struct field_errors *errors, struct guide_outcome *ret_outcome);

#endif
