/* What is stored of a case. */
#ifndef TONGBAN_CASES_CASE_RECORD_H
#define TONGBAN_CASES_CASE_RECORD_H

#include "cases/case_rules.h"
#include "catalogue/catalogue.h"
#include "crypto/crypto.h"

/* A case as it is stored. Texts live in the arena it was read into. */
struct case_record {
    struct case_facts facts;
    int marks;                     /* what is yes or no of the facts, as it is stored (case_marks) */
    int64_t district;
    const char *number;
    int64_t revision;              /* counts events; the seq of the newest */
    const char *item;
    enum item_mode mode;
    const char *receiving, *responsible;
    int routed_by;                 /* enum routed_by */
    int64_t received_at, accepted_at, decided_at; /* ms; 0 = not yet */
    int64_t wake_at;               /* INT64_MAX = never */
    const char *task_centre;       /* where its worklist row stands; NULL = nowhere */
    int32_t task_red_on;
    uint8_t person[BLIND_SIZE];
    const char *situation;
    bool complete;                 /* every required material, answer and field is there */
    const char *applicant;         /* masked name */
    const uint8_t *sealed; size_t sealed_size; /* the application as JSON (case_application.h) */
    int64_t query_generation;      /* how often it was given a new query password */
};

struct case_event {
    int64_t district, position, seq, at; /* district, position, number and seq are given when it is added */
    const char *number;
    const char *action;
    int from_state;                /* -1 = none */
    int to_state;
    const char *actor, *actor_name, *centre, *reasons; /* actor: user name; NULL = the system */
    const uint8_t *sealed; size_t sealed_size;
    const char *facts;             /* in clear, as JSON without personal data; or NULL */
};

#endif
