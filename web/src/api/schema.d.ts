// Made by `npm run types` from the program's own description of its API. Do not edit.
export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the program takes work
         * @description For load balancers and supervisors. 200 while requests are taken; once the program has been told to stop, the same body comes with status 503 and `stopping`, so that no new traffic is sent here.
         */
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures of the running program
         * @description Counters and histograms in the text format of Prometheus: requests and their times by operation, SQL statements, the writer, event streams, memory. No personal data. Keep this address from the public at the proxy.
         */
        get: operations["get_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What changes in the caller's scope, as it happens
         * @description Server-sent events of the cases that the caller may see. An event names the case and carries no personal data; load what you show again. After a break send `Last-Event-ID`; the event `reset` says that too much was missed: load everything afresh. The reply's header `Heartbeat` says how many seconds may pass without a line before the stream counts as dead.
         */
        get: operations["stream_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/city": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The city
         * @description Name, hotline and today's date as the program counts it, and for which years the State Council's arrangement of days off is loaded: limits that end in other years may still move.
         */
        get: operations["get_city"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/districts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Districts with their outlines
         * @description For a map of the city: each district with its outline as a GeoJSON geometry and how many centres it has today.
         */
        get: operations["list_districts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/divisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Streets, towns, townships and zones
         * @description The divisions below a district and the centre that is responsible for the residents of each today. All of them in one answer.
         */
        get: operations["list_divisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/committees": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Committees of a division
         * @description Residents' and villagers' committees, the lowest level of the division codes. All of them in one answer.
         */
        get: operations["list_committees"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/centres": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Centres and sub-centres that exist today
         * @description Where to go: by district, division or words, or nearest first with `near`. Each says whether it is open now and when it opens next.
         */
        get: operations["list_centres"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/centres/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A centre
         * @description Everything about one centre: hours, the coming seven days, its sub-centres and the divisions it serves. One that is closed for good is told too, because old cases name it.
         */
        get: operations["get_centre"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/calendar/{year}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Working days of a year
         * @description Days off, and the weekend days that are worked, as the State Council arranges them each year. All limits of cases are counted by it.
         */
        get: operations["get_calendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identity/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check the number of an identity document
         * @description Tells whether a number can be one of its kind (form, check digit, date of birth) before the form is sent, and what follows from it: sex and date of birth. Says nothing of whether the document exists; nothing is kept.
         */
        post: operations["check_identity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What may stand as a hukou or residence
         * @description For the fields `hukou_division` and `residence_division`: streets, districts, districts that were merged away, and other provinces.
         */
        get: operations["list_addresses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/departments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Departments
         * @description The departments whose items the counters take. All of them in one answer.
         */
        get: operations["list_departments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Items of a day
         * @description What can be done at the counters. With `q` (Chinese, English, pinyin, initials or a code) best match first. `applicant` and `at` mark for each item whether that person may apply and which centre takes it.
         */
        get: operations["list_items"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/items/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An item with its guide and history
         * @description What a resident has to bring and to answer, and by what law: questions, situations, materials and form fields, each with the condition (JsonLogic) under which it applies. As it was or will be on the day `on`.
         */
        get: operations["get_item"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/materials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The dictionary of materials
         * @description Every paper that any item asks for, under one code and name; with `q` best match first. For naming a material in a reason.
         */
        get: operations["list_materials"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/catalogue/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures of the catalogue on a day
         * @description How many items there are of each kind: how many are handled at any centre, and how.
         */
        get: operations["get_figures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in
         * @description Gives the token for the header `Authorization: Bearer`. Keep `device_token` on this device and send it next time: a known device is slowed by its own wrong passwords only. Unknown names, switched-off accounts and wrong passwords get the same answer.
         */
        post: operations["sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in
         * @description The account behind the token: its role, where it works, and whether its first password still has to be changed. Asking counts as use, and the session lives on.
         */
        get: operations["get_current_session"];
        put?: never;
        post?: never;
        /**
         * Sign out
         * @description Ends the session of the token at once. The device stays known.
         */
        delete: operations["sign_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change one's own password
         * @description Ends all other sessions of the account; this one goes on. With a first password nothing else is allowed before this is done. A wrong old password counts as a failed sign-in.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Accounts
         * @description All accounts of those who work here, by user name, a page at a time: pass `next` as `cursor`.
         */
        get: operations["list_staff"];
        put?: never;
        /**
         * Make an account
         * @description The answer has the first password, shown this once; its owner must change it at the first sign-in. There is no Idempotency-Key here, because a kept answer would keep the password: a repeat is refused by its user name.
         */
        post: operations["create_staff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/staff/{username}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change an account
         * @description Changes only what is given: name, role, place; switches it off or on; forgets wrong passwords (`unlock`); gives a new first password (`reset_password`). A change ends the account's sessions; a new first password, or switching it off, also forgets its devices.
         */
        post: operations["change_staff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What an application would become
         * @description For the form at the window while it is being filled in: where the application would go and why, until when it would be decided, which questions, fields and materials apply to this applicant and which are missing, whether the same person has such a case already. Faults that would refuse the application are in `errors`. Writes nothing.
         */
        post: operations["preview_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/whereabouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Where a person's open cases of an item are
         * @description The preview says only that a case is open elsewhere (`open_elsewhere`). Whoever has to know where gives a purpose here; every case outside their scope that is told is logged with it.
         */
        post: operations["locate_open_cases"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an application at the caller's centre
         * @description Receives an application (收件) for any resident, complete or not; what is missing is asked for once, by the action `ask_supplement`. The answer has the number under which the case is known from now on and the query password for the receipt. Send an Idempotency-Key: a repeat after a lost connection then gives the same answer and never a second case.
         */
        post: operations["accept_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A case
         * @description The whole case with its limits and the actions that the caller may take now. Staff see the cases of their scope; the public sees one with its query password (header `Query-Password`), without the names of staff and their notes. Personal data are masked; `reveal_case` shows them.
         */
        get: operations["get_case"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{number}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened to a case
         * @description Every step from its receipt on, oldest first, with the reasons that were given and the days they changed. The public does not see who of the staff did it.
         */
        get: operations["list_case_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{number}/qr.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * QR code of the address where the case is followed
         * @description For the receipt. The code holds the public address of the pages (setting `public_url`) and the case number, never the query password.
         */
        get: operations["get_case_qr"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{number}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take one of the allowed actions
         * @description Moves a case on: accept it, ask for what is missing, return, refuse, suspend, extend, decide, issue, deliver. `get_case` lists in `allowed_actions` what this caller may do now. With `revision` the action is taken only if nobody has changed the case since it was read. Send an Idempotency-Key: a repeat never acts twice.
         */
        post: operations["act_on_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{number}/query-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new query password against the identity document
         * @description For whoever has lost the receipt: at any centre, against the document of the applicant or agent. The password before opens the case no more. A wrong document and a number without a case are answered alike, and who goes on guessing has to wait. A case has ten new passwords a day.
         */
        post: operations["reissue_query_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/{number}/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The personal data of a case, unmasked
         * @description For work that needs them in full, such as comparing with a document. Every look is logged with its purpose before anything is told.
         */
        post: operations["reveal_case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/cases/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A case by its number, or a person's cases
         * @description Takes a whole case number or a whole resident identity number. A POST, so that neither stands in logs and histories of addresses. Finds only what lies in the caller's scope; writes nothing.
         */
        post: operations["search_cases"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/worklist": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the caller's centre has to do
         * @description The open cases of a centre, of a district or of the city, whatever the caller answers for, most urgent first. The light says how near the limit is; `counts=true` adds how many there are of each. `side=sent` lists what the centre received and others decide.
         */
        get: operations["list_work"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This description
         * @description Written by the running program from the tables by which it checks requests and answers them, so that it is never older than the program. `tongban openapi` prints the same.
         */
        get: operations["get_openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            /** @description address of the kind of problem */
            type: string;
            /** @description the status in words */
            title: string;
            /** @description HTTP status */
            status: number;
            /** @description stable code */
            code: string;
            /** @description sentence in Chinese */
            detail_zh: string;
            /** @description sentence in English */
            detail_en: string;
            /** @description all field errors at once */
            errors: {
                /** @description path such as applicant.id_number */
                field: string;
                /** @description stable code */
                code: string;
                /** @description sentence in Chinese */
                zh: string;
                /** @description sentence in English */
                en: string;
            }[];
            /** @description of a wrong query password: tries before one must wait (Retry-After) */
            tries_left?: number;
            /** @description of answer_no_longer_kept: what the request did is there */
            case_number?: string;
        };
    };
    responses: {
        /**
         * @description `malformed`: This is not well-formed HTTP
         *
         *     `bad_host`: A request has exactly one Host, a valid one
         *
         *     `repeated_header`: A header of one value was given twice
         *
         *     `bad_framing`: Where the request's body ends is not clear
         *
         *     `too_slow`: The request did not arrive in time
         *
         *     `target_too_long`: The address of the request is too long
         *
         *     `head_too_large`: The head of the request is too large
         *
         *     `unknown_coding`: The only transfer coding known here is chunked
         */
        NoRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "malformed" | "bad_host" | "repeated_header" | "bad_framing" | "too_slow" | "target_too_long" | "head_too_large" | "unknown_coding";
                };
            };
        };
        /** @description The same as the answer whose ETag came as If-None-Match. */
        Unchanged: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description names this answer: sent as If-None-Match, the same answer comes as 304 without content */
        ETag: string;
        /** @description seconds until another try makes sense */
        "Retry-After": number;
        /** @description Bearer */
        "WWW-Authenticate": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok",
                     *       "version": "0.1.0",
                     *       "uptime_seconds": 0
                     *     }
                     */
                    "application/json": {
                        /**
                         * @description ok while the program takes work
                         * @enum {string}
                         */
                        status: "ok" | "stopping";
                        /** @description version of the program */
                        version: string;
                        /** @description since the start */
                        uptime_seconds: number;
                    };
                };
            };
            default: components["responses"]["NoRequest"];
        };
    };
    get_metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example # HELP tongban_build_info Always 1; version of the program and engine of its database.
                     *     # TYPE tongban_build_info gauge
                     *     tongban_build_info{version="0.1.0",engine="sqlite"} 1
                     *     # HELP tongban_connections Connections open now.
                     *     # TYPE tongban_connections gauge
                     *     tongban_connections 2
                     */
                    "text/plain; version=0.0.4; charset=utf-8": string;
                };
            };
            default: components["responses"]["NoRequest"];
        };
    };
    stream_events: {
        parameters: {
            query?: never;
            header?: {
                /** @description goes on behind this event (its id as it came); event `reset` when that is no longer possible: load afresh */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A stream that does not end by itself. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example id: 272dbb6e01627d18-1
                     *     event: case
                     *     data: {"case_number":"SQ310101013202603020000019","seq":1,"action":"receive","state":"received","item_code":"MZ-002","receiving_centre":"310101013","responsible_centre":"310101013"}
                     */
                    "text/event-stream": string;
                };
            };
            default: components["responses"]["NoRequest"];
        };
    };
    get_city: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "31",
                     *       "name": "上海市",
                     *       "name_en": "Shanghai",
                     *       "hotline": "962200",
                     *       "demo": true,
                     *       "today": "2026-03-02",
                     *       "note_zh": "本数据包供演示与开发使用，不是官方目录。每条数据的可信度见 certainty 一栏：F、S、P 有公开出处，M 为常识但名称未经核实，X 为本数据包自拟的样例。请以主管部门公布的信息为准。",
                     *       "note_en": "This city pack is for demonstration and development; it is not an official catalogue. The column certainty says how far a row can be trusted: F, S and P come from public sources, M is common knowledge with an unverified title, X is a sample made for this pack. What the competent departments publish prevails.",
                     *       "calendar_years": [
                     *         2018,
                     *         2019
                     *       ]
                     *     }
                     */
                    "application/json": {
                        /** @description first two digits of every division */
                        code: string;
                        name: string;
                        name_en: string;
                        hotline: string;
                        /** @description a demonstration with known passwords */
                        demo: boolean;
                        /** Format: date */
                        today: string;
                        note_zh: string | null;
                        note_en: string | null;
                        /** @description years whose working days are arranged */
                        calendar_years: number[];
                    };
                };
            };
            304: components["responses"]["Unchanged"];
            default: components["responses"]["NoRequest"];
        };
    };
    list_districts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "code": "310101",
                     *           "name": "黄浦区",
                     *           "name_en": "Huangpu District",
                     *           "lon": 121.490317,
                     *           "lat": 31.222771,
                     *           "centres": 10,
                     *           "sub_centres": 0,
                     *           "outline": {
                     *             "type": "Polygon",
                     *             "coordinates": [
                     *               [
                     *                 [
                     *                   121.45801,
                     *                   31.2207
                     *                 ],
                     *                 [
                     *                   121.45703,
                     *                   31.22461
                     *                 ],
                     *                 [
                     *                   121.46777,
                     *                   31.22461
                     *                 ],
                     *                 [
                     *                   121.45801,
                     *                   31.2207
                     *                 ]
                     *               ]
                     *             ]
                     *           }
                     *         },
                     *         {
                     *           "code": "310104",
                     *           "name": "徐汇区",
                     *           "name_en": "Xuhui District",
                     *           "lon": 121.43752,
                     *           "lat": 31.179973,
                     *           "centres": 13,
                     *           "sub_centres": 0,
                     *           "outline": {
                     *             "type": "Polygon",
                     *             "coordinates": [
                     *               [
                     *                 [
                     *                   121.46582,
                     *                   31.1123
                     *                 ],
                     *                 [
                     *                   121.46387,
                     *                   31.10938
                     *                 ],
                     *                 [
                     *                   121.46289,
                     *                   31.10254
                     *                 ],
                     *                 [
                     *                   121.46582,
                     *                   31.1123
                     *                 ]
                     *               ]
                     *             ]
                     *           }
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        items: {
                            /** @description 6 digits */
                            code: string;
                            name: string;
                            name_en: string;
                            lon: number;
                            lat: number;
                            /** @description that exist today */
                            centres: number;
                            /** @description that exist today */
                            sub_centres: number;
                            /** @description GeoJSON geometry */
                            outline: unknown;
                        }[];
                        /** @description cursor of the next page */
                        next: string | null;
                    };
                };
            };
            304: components["responses"]["Unchanged"];
            default: components["responses"]["NoRequest"];
        };
    };
    list_divisions: {
        parameters: {
            query?: {
                /**
                 * @description 6 digits
                 * @example 310101
                 */
                district?: string;
                /** @description part of the name or code */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "code": "310101002",
                     *           "name": "南京东路街道",
                     *           "name_en": "Nanjing East Road Subdistrict",
                     *           "kind": "street",
                     *           "district": "310101",
                     *           "centre": "310101002"
                     *         },
                     *         {
                     *           "code": "310101013",
                     *           "name": "外滩街道",
                     *           "name_en": "The Bund Subdistrict",
                     *           "kind": "street",
                     *           "district": "310101",
                     *           "centre": "310101013"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        items: {
                            /** @description 9 digits */
                            code: string;
                            name: string;
                            name_en: string;
                            /** @enum {string} */
                            kind: "street" | "town" | "township" | "zone";
                            /** @description 6 digits */
                            district: string;
                            /** @description responsible for its residents today */
                            centre: string | null;
                        }[];
                        /** @description cursor of the next page */
                        next: string | null;
                    };
                };
            };
            304: components["responses"]["Unchanged"];
            default: components["responses"]["NoRequest"];
        };
    };
    list_committees: {
        parameters: {
            query: {
                /**
                 * @description 9 digits
                 * @example 310101013
                 */
                division: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "code": "310101013001",
                     *           "name": "汉口路居委会"
                     *         },
                     *         {
                     *           "code": "310101013003",
                     *           "name": "北京居委会"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        items: {
                            /** @description 12 digits */
                            code: string;
                            name: string;
                        }[];
                        /** @description cursor of the next page */
                        next: string | null;
                    };
                };
            };
            304: components["responses"]["Unchanged"];
            default: components["responses"]["NoRequest"];
        };
    };
    list_centres: {
        parameters: {
            query?: {
                /** @description 6 digits */
                district?: string;
                /** @description 9 digits */
                division?: string;
                kind?: "centre" | "sub_centre";
                /** @description part of the name, address or code */
                q?: string;
                /**
                 * @description lon,lat: nearest first, with distance_m
                 * @example 121.49,31.24
                 */
                near?: string;
                /**
                 * @description items of a page; 50 when absent
                 * @example 2
                 */
                limit?: number;
                /** @description next of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "code": "310101013",
                     *           "name": "外滩街道社区事务受理服务中心",
                     *           "name_en": "The Bund Subdistrict Community Affairs Service Centre",
                     *           "kind": "centre",
                     *           "district": "310101",
                     *           "district_name": "黄浦区",
                     *           "district_name_en": "Huangpu District",
                     *           "division": "310101013",
                     *           "division_name": "外滩街道",
                     *           "division_name_en": "The Bund Subdistrict",
                     *           "parent": null,
                     *           "parent_name": null,
                     *           "parent_name_en": null,
                     *           "address": null,
                     *           "phone": null,
                     *           "lon": 121.487,
                     *           "lat": 31.234,
                     *           "position": "approximate",
                     *           "distance_m": 726,
                     *           "out_of_town": false,
                     *           "citywide": true,
                     *           "pilot_from": null,
                     *           "item_count": null,
                     *           "open_now": true,
                     *           "opens": "08:30",
                     *           "closes": "16:30",
                     *           "opening": {
                     *             "state": "open",
                     *             "sentence_zh": "现在开门，今天开到 16:30",
                     *             "sentence_en": "Open now, today until 16:30",
                     *             "date": "2026-03-02",
                     *             "opens": "08:30",
                     *             "closes": "16:30"
                     *           },
                     *           "certainty": "M"
                     *         },
                     *         {
                     *           "code": "310101002",
                     *           "name": "南京东路街道社区事务受理服务中心",
                     *           "name_en": "Nanjing East Road Subdistrict Community Affairs Service Centre",
                     *           "kind": "centre",
                     *           "district": "310101",
                     *           "district_name": "黄浦区",
                     *           "district_name_en": "Huangpu District",
                     *           "division": "310101002",
                     *           "division_name": "南京东路街道",
                     *           "division_name_en": "Nanjing East Road Subdistrict",
                     *           "parent": null,
                     *           "parent_name": null,
                     *           "parent_name_en": null,
                     *           "address": null,
                     *           "phone": null,
                     *           "lon": 121.48,
                     *           "lat": 31.236,
                     *           "position": "approximate",
                     *           "distance_m": 1050,
                     *           "out_of_town": false,
                     *           "citywide": true,
                     *           "pilot_from": null,
                     *           "item_count": null,
                     *           "open_now": true,
                     *           "opens": "08:30",
                     *           "closes": "16:30",
                     *           "opening": {
                     *             "state": "open",
                     *             "sentence_zh": "现在开门，今天开到 16:30",
                     *             "sentence_en": "Open now, today until 16:30",
                     *             "date": "2026-03-02",
                     *             "opens": "08:30",
                     *             "closes": "16:30"
                     *           },
                     *           "certainty": "M"
                     *         }
                     *       ],
                     *       "next": "2"
                     *     }
                     */
                    "application/json": {
                        items: {
                            code: string;
                            name: string;
                            name_en: string;
                            /** @enum {string} */
                            kind: "centre" | "sub_centre";
                            district: string;
                            district_name: string;
                            district_name_en: string;
                            division: string;
                            division_name: string;
                            division_name_en: string;
                            /** @description the centre of a sub-centre */
                            parent: string | null;
                            parent_name: string | null;
                            parent_name_en: string | null;
                            /** @description null: not known */
                            address: string | null;
                            /** @description null: not known */
                            phone: string | null;
                            lon: number | null;
                            lat: number | null;
                            /**
                             * @description how sure lon and lat are
                             * @enum {string|null}
                             */
                            position: "approximate" | "surveyed" | null;
                            /** @description from near */
                            distance_m: number | null;
                            /** @description so far that whoever is near is not in the city; null as distance_m */
                            out_of_town: boolean | null;
                            /** @description citywide items are taken for everybody; false: a sub-centre that takes them for the area of its centre only */
                            citywide: boolean;
                            /**
                             * Format: date
                             * @description since when that is so at a sub-centre; null: no sub-centre, or not planned
                             */
                            pilot_from: string | null;
                            /** @description that a sub-centre takes today (`/v1/items?centre=`); null: a centre, which takes all */
                            item_count: number | null;
                            open_now: boolean;
                            /** @description today, HH:MM; null: closed all day */
                            opens: string | null;
                            /** @description today, HH:MM */
                            closes: string | null;
                            /** @description open or not, and when next */
                            opening: {
                                /** @enum {string} */
                                state: "open" | "later_today" | "done_today" | "closed_today" | "not_yet" | "for_good" | "unknown";
                                sentence_zh: string;
                                sentence_en: string;
                                /**
                                 * Format: date
                                 * @description today while it is open, else when it opens next
                                 */
                                date: string | null;
                                /** @description on that day, HH:MM */
                                opens: string | null;
                                closes: string | null;
                            };
                            /** @description F published, S named by sources, P public page, M common knowledge, X sample */
                            certainty: string;
                        }[];
                        /** @description cursor of the next page */
                        next: string | null;
                    };
                };
            };
            304: components["responses"]["Unchanged"];
            default: components["responses"]["NoRequest"];
        };
    };
    get_centre: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description 9 digits; -S and a number behind them: a sub-centre
                 * @example 310101013
                 */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "310101013",
                     *       "name": "外滩街道社区事务受理服务中心",
                     *       "name_en": "The Bund Subdistrict Community Affairs Service Centre",
                     *       "kind": "centre",
                     *       "district": "310101",
                     *       "district_name": "黄浦区",
                     *       "district_name_en": "Huangpu District",
                     *       "division": "310101013",
                     *       "division_name": "外滩街道",
                     *       "division_name_en": "The Bund Subdistrict",
                     *       "parent": null,
                     *       "parent_name": null,
                     *       "parent_name_en": null,
                     *       "address": null,
                     *       "phone": null,
                     *       "lon": 121.487,
                     *       "lat": 31.234,
                     *       "position": "approximate",
                     *       "distance_m": null,
                     *       "out_of_town": null,
                     *       "citywide": true,
                     *       "pilot_from": null,
                     *       "item_count": null,
                     *       "open_now": true,
                     *       "opens": "08:30",
                     *       "closes": "16:30",
                     *       "opening": {
                     *         "state": "open",
                     *         "sentence_zh": "现在开门，今天开到 16:30",
                     *         "sentence_en": "Open now, today until 16:30",
                     *         "date": "2026-03-02",
                     *         "opens": "08:30",
                     *         "closes": "16:30"
                     *       },
                     *       "certainty": "M",
                     *       "valid_from": "2018-01-01",
                     *       "valid_to": null,
                     *       "hours": {
                     *         "workday_open": "08:30",
                     *         "workday_close": "16:30",
                     *         "restday_open": "08:30",
                     *         "restday_close": "11:30"
                     *       },
                     *       "sub_centres": [],
                     *       "serves": [
                     *         "310101013"
                     *       ],
                     *       "week": [
                     *         {
                     *           "date": "2026-03-02",
                     *           "open": "08:30",
                     *           "close": "16:30",
                     *           "rest_day": false,
                     *           "name_zh": null,
                     *           "name_en": null
                     *         },
                     *         {
                     *           "date": "2026-03-03",
                     *           "open": "08:30",
                     *           "close": "16:30",
                     *           "rest_day": false,
                     *           "name_zh": null,
                     *           "name_en": null
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        code: string;
                        name: string;
                        name_en: string;
                        /** @enum {string} */
                        kind: "centre" | "sub_centre";
                        district: string;
                        district_name: string;
                        district_name_en: string;
                        division: string;
                        division_name: string;
                        division_name_en: string;
                        /** @description the centre of a sub-centre */
                        parent: string | null;
                        parent_name: string | null;
                        parent_name_en: string | null;
                        /** @description null: not known */
                        address: string | null;
                        /** @description null: not known */
                        phone: string | null;
                        lon: number | null;
                        lat: number | null;
                        /**
                         * @description how sure lon and lat are
                         * @enum {string|null}
                         */
                        position: "approximate" | "surveyed" | null;
                        /** @description from near */
                        distance_m: number | null;
                        /** @description so far that whoever is near is not in the city; null as distance_m */
                        out_of_town: boolean | null;
                        /** @description citywide items are taken for everybody; false: a sub-centre that takes them for the area of its centre only */
                        citywide: boolean;
                        /**
                         * Format: date
                         * @description since when that is so at a sub-centre; null: no sub-centre, or not planned
                         */
                        pilot_from: string | null;
                        /** @description that a sub-centre takes today (`/v1/items?centre=`); null: a centre, which takes all */
                        item_count: number | null;
                        open_now: boolean;
                        /** @description today, HH:MM; null: closed all day */
                        opens: string | null;
                        /** @description today, HH:MM */
                        closes: string | null;
                        /** @description open or not, and when next */
                        opening: {
                            /** @enum {string} */
                            state: "open" | "later_today" | "done_today" | "closed_today" | "not_yet" | "for_good" | "unknown";
                            sentence_zh: string;
                            sentence_en: string;
                            /**
                             * Format: date
                             * @description today while it is open, else when it opens next
                             */
                            date: string | null;
                            /** @description on that day, HH:MM */
                            opens: string | null;
                            closes: string | null;
                        };
                        /** @description F published, S named by sources, P public page, M common knowledge, X sample */
                        certainty: string;
                        /** Format: date */
                        valid_from: string;
                        /**
                         * Format: date
                         * @description first day it is closed for good
                         */
                        valid_to: string | null;
                        hours: {
                            /** @description HH:MM; null: closed */
                            workday_open: string | null;
                            workday_close: string | null;
                            restday_open: string | null;
                            restday_close: string | null;
                        };
                        sub_centres: {
                            code: string;
                            name: string;
                            name_en: string;
                            /** @enum {string} */
                            kind: "centre" | "sub_centre";
                            district: string;
                            district_name: string;
                            district_name_en: string;
                            division: string;
                            division_name: string;
                            division_name_en: string;
                            /** @description the centre of a sub-centre */
                            parent: string | null;
                            parent_name: string | null;
                            parent_name_en: string | null;
                            /** @description null: not known */
                            address: string | null;
                            /** @description null: not known */
                            phone: string | null;
                            lon: number | null;
                            lat: number | null;
                            /**
                             * @description how sure lon and lat are
                             * @enum {string|null}
                             */
                            position: "approximate" | "surveyed" | null;
                            /** @description from near */
                            distance_m: number | null;
                            /** @description so far that whoever is near is not in the city; null as distance_m */
                            out_of_town: boolean | null;
                            /** @description citywide items are taken for everybody; false: a sub-centre that takes them for the area of its centre only */
                            citywide: boolean;
                            /**
                             * Format: date
                             * @description since when that is so at a sub-centre; null: no sub-centre, or not planned
                             */
                            pilot_from: string | null;
                            /** @description that a sub-centre takes today (`/v1/items?centre=`); null: a centre, which takes all */
                            item_count: number | null;
                            open_now: boolean;
                            /** @description today, HH:MM; null: closed all day */
                            opens: string | null;
                            /** @description today, HH:MM */
                            closes: string | null;
                            /** @description open or not, and when next */
                            opening: {
                                /** @enum {string} */
                                state: "open" | "later_today" | "done_today" | "closed_today" | "not_yet" | "for_good" | "unknown";
                                sentence_zh: string;
                                sentence_en: string;
                                /**
                                 * Format: date
                                 * @description today while it is open, else when it opens next
                                 */
                                date: string | null;
                                /** @description on that day, HH:MM */
                                opens: string | null;
                                closes: string | null;
                            };
                            /** @description F published, S named by sources, P public page, M common knowledge, X sample */
                            certainty: string;
                        }[];
                        /** @description divisions it is responsible for today */
                        serves: string[];
                        /** @description today and the six days after */
                        week: {
                            /** Format: date */
                            date: string;
                            /** @description HH:MM; null: closed all day */
                            open: string | null;
                            close: string | null;
                            /** @description weekend or day off */
                            rest_day: boolean;
                            /** @description of a holiday, or of a weekend day that is worked */
                            name_zh: string | null;
                            name_en: string | null;
                        }[];
                    };
                };
            };
            304: components["responses"]["Unchanged"];
            default: components["responses"]["NoRequest"];
        };
    };
    get_calendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description 4 digits, 2000 to 2100
                 * @example 2026
                 */
                year: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "year": 2026,
                     *       "known": true,
                     *       "days": [
                     *         {
                     *           "date": "2026-01-01",
                     *           "kind": "off",
                     *           "name": "元旦"
                     *         },
                     *         {
                     *           "date": "2026-01-02",
                     *           "kind": "off",
                     *           "name": "元旦"
                     *         }
                     *       ],
                     *       "working_days": 248
                     *     }
                     */
                    "application/json": {
                        year: number;
                        /** @description the State Council's arrangement is loaded; else only fixed holidays are counted off */
                        known: boolean;
                        /** @description days off, and weekend days that are worked */
                        days: {
                            /** Format: date */
                            date: string;
                            /** @enum {string} */
                            kind: "off" | "work";
                            name: string;
                        }[];
                        working_days: number;
                    };
                };
            };
            304: components["responses"]["Unchanged"];
            default: components["responses"]["NoRequest"];
        };
    };
    check_identity: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id_type": "111",
                 *       "id_number": "310101195006120028"
                 *     }
                 */
                "application/json": {
                    /** @description GA/T 2000.156, three digits: 111 resident identity card … */
                    id_type: string;
                    /** Format: password */
                    id_number: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "valid": true,
                     *       "normalized": "310101195006120028",
                     *       "sex": "2",
                     *       "birth_date": "1950-06-12",
                     *       "age": 75,
                     *       "region": "310101",
                     *       "region_name": "黄浦区",
                     *       "region_name_en": "Huangpu District",
                     *       "errors": []
                     *     }
                     */
                    "application/json": {
                        valid: boolean;
                        /** @description as it is written down */
                        normalized: string | null;
                        /**
                         * @description GB/T 2261.1; null when the number does not tell
                         * @enum {string|null}
                         */
                        sex: "1" | "2" | null;
                        /** Format: date */
                        birth_date: string | null;
                        /** @description completed years today */
                        age: number | null;
                        /** @description 6 digits of the first registration, abolished ones too */
                        region: string | null;
                        /** @description the district here, else the province */
                        region_name: string | null;
                        region_name_en: string | null;
                        errors: {
                            /** @description path such as applicant.id_number */
                            field: string;
                            /** @description stable code */
                            code: string;
                            /** @description sentence in Chinese */
                            zh: string;
                            /** @description sentence in English */
                            en: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["NoRequest"];
        };
    };
    list_addresses: {
        parameters: {
            query?: {
                /**
                 * @description part of a name, of its pinyin, or the first digits of a code; without it districts and provinces
                 * @example 310101
                 */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "code": "310101",
                     *           "kind": "district",
                     *           "name": "黄浦区",
                     *           "name_en": "Huangpu District",
                     *           "within": null,
                     *           "within_name": null,
                     *           "within_name_en": null,
                     *           "asks_permit": false
                     *         },
                     *         {
                     *           "code": "310101002",
                     *           "kind": "street",
                     *           "name": "南京东路街道",
                     *           "name_en": "Nanjing East Road Subdistrict",
                     *           "within": "310101",
                     *           "within_name": "黄浦区",
                     *           "within_name_en": "Huangpu District",
                     *           "asks_permit": false
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        /** @description at most 60 */
                        items: {
                            /** @description what goes into hukou_division or residence_division */
                            code: string;
                            /**
                             * @description district: the street is not known; abolished: merged into `within`
                             * @enum {string}
                             */
                            kind: "street" | "town" | "township" | "zone" | "district" | "abolished" | "province";
                            name: string;
                            name_en: string;
                            /** @description the district, or the successor */
                            within: string | null;
                            within_name: string | null;
                            within_name_en: string | null;
                            /** @description somebody registered there is asked about a residence permit of this city */
                            asks_permit: boolean;
                        }[];
                        /** @description always null: type more to find more */
                        next: string | null;
                    };
                };
            };
            304: components["responses"]["Unchanged"];
            default: components["responses"]["NoRequest"];
        };
    };
    list_departments: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "code": "CL",
                     *           "name": "残联",
                     *           "name_en": "Disabled Persons' Federation"
                     *         },
                     *         {
                     *           "code": "DA",
                     *           "name": "档案",
                     *           "name_en": "Archives"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        items: {
                            code: string;
                            name: string;
                            name_en: string;
                        }[];
                        /** @description cursor of the next page */
                        next: string | null;
                    };
                };
            };
            304: components["responses"]["Unchanged"];
            default: components["responses"]["NoRequest"];
        };
    };
    list_items: {
        parameters: {
            query?: {
                /**
                 * @description words in Chinese or English, pinyin, initials or a code
                 * @example jmhkb
                 */
                q?: string;
                department?: string;
                mode?: "direct" | "split";
                kind?: "immediate" | "promised";
                audience?: "hukou" | "permit_holder" | "non_resident" | "organisation";
                channel?: "window" | "online" | "kiosk" | "point";
                /** @description who would apply: then `fits` says whether they may */
                applicant?: "hukou" | "permit_holder" | "non_resident" | "organisation";
                /** @description centre or sub-centre: then `taken_at` says who takes it instead */
                at?: string;
                /** @description that takes them; a sub-centre takes some only */
                centre?: string;
                /** @description any day; today when absent */
                on?: string;
                /**
                 * @description items of a page; 50 when absent
                 * @example 2
                 */
                limit?: number;
                /** @description next of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        items: {
                            code: string;
                            name: string;
                            name_en: string;
                            department: string;
                            department_name: string;
                            department_name_en: string;
                            /** @enum {string} */
                            mode: "direct" | "split";
                            /** @enum {string} */
                            kind: "immediate" | "promised";
                            /**
                             * @description whose centre is responsible
                             * @enum {string}
                             */
                            basis: "hukou" | "residence";
                            /** @description handled at any centre */
                            citywide: boolean;
                            /** @description working days; 0: on the spot */
                            legal_days: number;
                            /** @description working days; 0: on the spot */
                            promised_days: number;
                            /** @description who may apply */
                            audiences: ("hukou" | "permit_holder" | "non_resident" | "organisation")[];
                            /** @description F published, S named by sources, P public page, M common knowledge, X sample */
                            certainty: string;
                            /** @description false: nobody has recorded what the item asks for */
                            materials_described: boolean;
                            /** @description of the pinyin */
                            initials: string;
                            /** @description may the `applicant` apply; null: not asked */
                            fits: boolean | null;
                            /** @description the centre of a sub-centre that does not take it; null: it is taken where `at` says, or not asked */
                            taken_at: {
                                code: string;
                                name: string;
                                name_en: string;
                            } | null;
                        }[];
                        /** @description cursor of the next page */
                        next: string | null;
                    };
                };
            };
            304: components["responses"]["Unchanged"];
            default: components["responses"]["NoRequest"];
        };
    };
    get_item: {
        parameters: {
            query?: {
                /** @description any day; today when absent */
                on?: string;
                /** @description who would apply: then `fits` says whether they may */
                applicant?: "hukou" | "permit_holder" | "non_resident" | "organisation";
                /** @description centre or sub-centre: then `taken_at` says who takes it instead */
                at?: string;
            };
            header?: never;
            path: {
                /**
                 * @description of the item, such as MZ-001
                 * @example MZ-001
                 */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "MZ-001",
                     *       "name": "城乡居民最低生活保障申请",
                     *       "name_en": "Minimum living allowance (dibao): application",
                     *       "department": "MZ",
                     *       "department_name": "民政",
                     *       "department_name_en": "Civil Affairs",
                     *       "mode": "split",
                     *       "kind": "promised",
                     *       "basis": "hukou",
                     *       "citywide": true,
                     *       "legal_days": 30,
                     *       "promised_days": 20,
                     *       "audiences": [
                     *         "hukou"
                     *       ],
                     *       "certainty": "P",
                     *       "materials_described": true,
                     *       "initials": "cxjmzdshbzsq",
                     *       "fits": null,
                     *       "taken_at": null,
                     *       "valid_from": "2021-01-01",
                     *       "valid_to": null,
                     *       "sub_centres": 0,
                     *       "system": "MZ-1",
                     *       "system_name": "社会救助管理系统",
                     *       "system_name_en": "Social Assistance System",
                     *       "channels": [
                     *         "window",
                     *         "online"
                     *       ],
                     *       "old_code": null,
                     *       "code15": null,
                     *       "basic_code": null,
                     *       "handle_code": null,
                     *       "note": "named in a notice of February 2018; needs a means test",
                     *       "guide_certainty": "X",
                     *       "conditions_zh": "本市户籍家庭，共同生活的家庭成员人均收入低于本市最低生活保障标准，且家庭财产符合规定。",
                     *       "conditions_en": "Households with Shanghai hukou whose income per person is below the city's minimum living standard and whose assets are within the limits.",
                     *       "process": [
                     *         {
                     *           "zh": "任一社区事务受理服务中心收件，核对材料是否齐全",
                     *           "en": "Any centre receives the application and checks that it is complete"
                     *         },
                     *         {
                     *           "zh": "材料经全市平台转送责任中心",
                     *           "en": "The application travels to the responsible centre"
                     *         }
                     *       ],
                     *       "legal_basis": [
                     *         {
                     *           "title": "社会救助暂行办法（国务院令第649号）",
                     *           "article": "第九条、第十一条"
                     *         },
                     *         {
                     *           "title": "最低生活保障审核确认办法（民发〔2021〕57号）",
                     *           "article": null
                     *         }
                     *       ],
                     *       "fee_zh": "不收费",
                     *       "fee_en": "Free of charge",
                     *       "note_zh": "除事项名称外，情形、材料、表单均为本数据包自拟的样例，不是官方指南。办理以主管部门公布的指南为准。",
                     *       "note_en": "Apart from the title, the situations, materials and form are samples made for this pack, not the official guide. What the competent department publishes prevails.",
                     *       "questions": [
                     *         {
                     *           "code": "who",
                     *           "text_zh": "由谁来办？",
                     *           "text_en": "Who applies?",
                     *           "when": null,
                     *           "options": [
                     *             {
                     *               "code": "self",
                     *               "text_zh": "本人办理",
                     *               "text_en": "The person concerned"
                     *             },
                     *             {
                     *               "code": "agent",
                     *               "text_zh": "委托他人代办",
                     *               "text_en": "Somebody on their behalf"
                     *             }
                     *           ]
                     *         },
                     *         {
                     *           "code": "household",
                     *           "text_zh": "家庭情况是哪一种？",
                     *           "text_en": "What is the household like?",
                     *           "when": null,
                     *           "options": [
                     *             {
                     *               "code": "single",
                     *               "text_zh": "单人户",
                     *               "text_en": "A person living alone"
                     *             },
                     *             {
                     *               "code": "couple",
                     *               "text_zh": "夫妻二人",
                     *               "text_en": "A couple"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "situations": [
                     *         {
                     *           "code": "single",
                     *           "name_zh": "单人户申请",
                     *           "name_en": "Person living alone",
                     *           "when": {
                     *             "==": [
                     *               {
                     *                 "var": "answers.household"
                     *               },
                     *               "single"
                     *             ]
                     *           }
                     *         },
                     *         {
                     *           "code": "couple",
                     *           "name_zh": "夫妻家庭申请",
                     *           "name_en": "Couple",
                     *           "when": {
                     *             "==": [
                     *               {
                     *                 "var": "answers.household"
                     *               },
                     *               "couple"
                     *             ]
                     *           }
                     *         }
                     *       ],
                     *       "materials": [
                     *         {
                     *           "material_code": "id_card",
                     *           "name": "居民身份证",
                     *           "name_en": "Resident identity card",
                     *           "required": true,
                     *           "form": "either",
                     *           "licence_type": "resident_id_card",
                     *           "when": null,
                     *           "source": "applicant",
                     *           "originals": 1,
                     *           "copies": 1,
                     *           "deferrable": false,
                     *           "basis": "社会救助暂行办法第十一条",
                     *           "rule_zh": "核验原件，在有效期内；可出示电子证照",
                     *           "rule_en": "Original checked, still valid; the electronic licence is accepted"
                     *         },
                     *         {
                     *           "material_code": "hukou_book",
                     *           "name": "居民户口簿",
                     *           "name_en": "Household register (hukou book)",
                     *           "required": true,
                     *           "form": "either",
                     *           "licence_type": "hukou_book",
                     *           "when": null,
                     *           "source": "applicant",
                     *           "originals": 1,
                     *           "copies": 1,
                     *           "deferrable": false,
                     *           "basis": "社会救助暂行办法第十一条",
                     *           "rule_zh": "本市户口簿，共同生活成员各页齐全",
                     *           "rule_en": "Shanghai hukou book with the pages of all members"
                     *         }
                     *       ],
                     *       "fields": [
                     *         {
                     *           "element": "household_size",
                     *           "name": "共同生活家庭成员人数",
                     *           "name_en": "Household members living together",
                     *           "type": "integer",
                     *           "max_length": 2,
                     *           "required": true,
                     *           "when": null,
                     *           "prefill": null,
                     *           "options": []
                     *         },
                     *         {
                     *           "element": "household_members",
                     *           "name": "家庭成员姓名与关系",
                     *           "name_en": "Names and relation of household members",
                     *           "type": "long_text",
                     *           "max_length": 500,
                     *           "required": true,
                     *           "when": {
                     *             ">": [
                     *               {
                     *                 "var": "form.household_size"
                     *               },
                     *               1
                     *             ]
                     *           },
                     *           "prefill": null,
                     *           "options": []
                     *         }
                     *       ],
                     *       "result": {
                     *         "name_zh": "最低生活保障金领取证明",
                     *         "name_en": "Certificate of minimum living allowance",
                     *         "kind": "benefit",
                     *         "delivery": [
                     *           "window",
                     *           "courier"
                     *         ]
                     *       },
                     *       "misfit_zh": null,
                     *       "misfit_en": null,
                     *       "instead": [],
                     *       "history": [
                     *         {
                     *           "valid_from": "2018-01-01",
                     *           "valid_to": "2018-03-01",
                     *           "citywide": false,
                     *           "mode": "direct",
                     *           "legal_days": 30,
                     *           "promised_days": 30
                     *         },
                     *         {
                     *           "valid_from": "2018-03-01",
                     *           "valid_to": "2021-01-01",
                     *           "citywide": true,
                     *           "mode": "split",
                     *           "legal_days": 30,
                     *           "promised_days": 30
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        code: string;
                        name: string;
                        name_en: string;
                        department: string;
                        department_name: string;
                        department_name_en: string;
                        /** @enum {string} */
                        mode: "direct" | "split";
                        /** @enum {string} */
                        kind: "immediate" | "promised";
                        /**
                         * @description whose centre is responsible
                         * @enum {string}
                         */
                        basis: "hukou" | "residence";
                        /** @description handled at any centre */
                        citywide: boolean;
                        /** @description working days; 0: on the spot */
                        legal_days: number;
                        /** @description working days; 0: on the spot */
                        promised_days: number;
                        /** @description who may apply */
                        audiences: ("hukou" | "permit_holder" | "non_resident" | "organisation")[];
                        /** @description F published, S named by sources, P public page, M common knowledge, X sample */
                        certainty: string;
                        /** @description false: nobody has recorded what the item asks for */
                        materials_described: boolean;
                        /** @description of the pinyin */
                        initials: string;
                        /** @description may the `applicant` apply; null: not asked */
                        fits: boolean | null;
                        /** @description the centre of a sub-centre that does not take it; null: it is taken where `at` says, or not asked */
                        taken_at: {
                            code: string;
                            name: string;
                            name_en: string;
                        } | null;
                        /** Format: date */
                        valid_from: string;
                        /**
                         * Format: date
                         * @description first day it holds no more
                         */
                        valid_to: string | null;
                        /** @description that take it on that day */
                        sub_centres: number;
                        system: string | null;
                        system_name: string | null;
                        system_name_en: string | null;
                        channels: ("window" | "online" | "kiosk" | "point")[];
                        /** @description 12 characters */
                        old_code: string | null;
                        code15: string | null;
                        /** @description 12 characters */
                        basic_code: string | null;
                        /** @description 33 characters */
                        handle_code: string | null;
                        /** @description on the item */
                        note: string | null;
                        /** @description null: the pack has no guide for it */
                        guide_certainty: string | null;
                        conditions_zh: string | null;
                        conditions_en: string | null;
                        process: {
                            zh: string | null;
                            en: string | null;
                        }[];
                        legal_basis: {
                            title: string;
                            article: string | null;
                        }[];
                        fee_zh: string | null;
                        fee_en: string | null;
                        /** @description on the guide */
                        note_zh: string | null;
                        /** @description on the guide */
                        note_en: string | null;
                        questions: {
                            code: string;
                            text_zh: string;
                            text_en: string;
                            /** @description JsonLogic; null: always */
                            when: unknown;
                            options: {
                                code: string;
                                text_zh: string;
                                text_en: string;
                            }[];
                        }[];
                        /** @description the first that holds is taken */
                        situations: {
                            code: string;
                            name_zh: string;
                            name_en: string;
                            /** @description JsonLogic; null: always */
                            when: unknown;
                        }[];
                        materials: {
                            material_code: string;
                            name: string;
                            name_en: string;
                            required: boolean;
                            /** @enum {string} */
                            form: "paper" | "electronic" | "either";
                            /** @description e-licence that can replace it */
                            licence_type: string | null;
                            /** @description JsonLogic; null: always */
                            when: unknown;
                            /**
                             * @description who brings it
                             * @enum {string}
                             */
                            source: "applicant" | "government";
                            /** @description shown */
                            originals: number;
                            /** @description handed in */
                            copies: number;
                            /** @description may follow by a date that is signed */
                            deferrable: boolean;
                            basis: string | null;
                            rule_zh: string | null;
                            rule_en: string | null;
                        }[];
                        fields: {
                            element: string;
                            name: string;
                            name_en: string;
                            /** @enum {string} */
                            type: "text" | "person_name" | "long_text" | "integer" | "money" | "date" | "phone" | "id_number" | "choice" | "division" | "address" | "bank_account" | "bool";
                            max_length: number | null;
                            required: boolean;
                            /** @description JsonLogic; null: always */
                            when: unknown;
                            /** @description what of the applicant it begins with */
                            prefill: string | null;
                            /** @description of a choice */
                            options: {
                                code: string;
                                name: string;
                                name_en: string;
                            }[];
                        }[];
                        result: {
                            name_zh: string;
                            name_en: string;
                            kind: string;
                            delivery: string[];
                        } | null;
                        /** @description for whom it is and what else there is, when the applicant does not fit */
                        misfit_zh: string | null;
                        misfit_en: string | null;
                        /** @description items of the same matter that the applicant may apply for */
                        instead: {
                            code: string;
                            name: string;
                            name_en: string;
                        }[];
                        /** @description all periods, oldest first */
                        history: {
                            /** Format: date */
                            valid_from: string;
                            /**
                             * Format: date
                             * @description first day it holds no more
                             */
                            valid_to: string | null;
                            citywide: boolean;
                            /** @enum {string} */
                            mode: "direct" | "split";
                            legal_days: number;
                            promised_days: number;
                        }[];
                    };
                };
            };
            304: components["responses"]["Unchanged"];
            default: components["responses"]["NoRequest"];
        };
    };
    list_materials: {
        parameters: {
            query?: {
                /**
                 * @description words in Chinese or English, pinyin or initials
                 * @example jmhkb
                 */
                q?: string;
                /**
                 * @description items of a page; 50 when absent
                 * @example 2
                 */
                limit?: number;
                /** @description next of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "material_code": "hukou_book",
                     *           "name": "居民户口簿",
                     *           "name_en": "Household register (hukou book)",
                     *           "form": "either"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        items: {
                            material_code: string;
                            name: string;
                            name_en: string;
                            /** @enum {string} */
                            form: "paper" | "electronic" | "either";
                        }[];
                        /** @description cursor of the next page */
                        next: string | null;
                    };
                };
            };
            304: components["responses"]["Unchanged"];
            default: components["responses"]["NoRequest"];
        };
    };
    get_figures: {
        parameters: {
            query?: {
                /**
                 * @description any day; today when absent
                 * @example 2026-03-02
                 */
                on?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "on": "2026-03-02",
                     *       "items": 198,
                     *       "citywide": 197,
                     *       "direct": 171,
                     *       "split": 26,
                     *       "permit_holder": 74,
                     *       "non_resident": 23,
                     *       "departments": 11,
                     *       "systems": 22
                     *     }
                     */
                    "application/json": {
                        /** Format: date */
                        on: string;
                        items: number;
                        /** @description handled at any centre */
                        citywide: number;
                        /** @description citywide, decided where received */
                        direct: number;
                        /** @description citywide, decided at the responsible centre */
                        split: number;
                        /** @description citywide for holders of a residence permit */
                        permit_holder: number;
                        /** @description citywide for people from elsewhere without one */
                        non_resident: number;
                        departments: number;
                        /** @description business systems connected */
                        systems: number;
                    };
                };
            };
            304: components["responses"]["Unchanged"];
            default: components["responses"]["NoRequest"];
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "clerk.310101013",
                 *       "password": "tongban-demo"
                 *     }
                 */
                "application/json": {
                    username: string;
                    /** Format: password */
                    password: string;
                    /**
                     * Format: password
                     * @description of an earlier sign-in from here: a known device is slowed by its own failures only
                     */
                    device_token?: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                     *       "expires_idle_seconds": 1800,
                     *       "device_token": "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210",
                     *       "staff": {
                     *         "username": "clerk.310101013",
                     *         "name": "黄琳勇",
                     *         "role": "clerk",
                     *         "centre": "310101013",
                     *         "centre_name": "外滩街道社区事务受理服务中心",
                     *         "centre_name_en": "The Bund Subdistrict Community Affairs Service Centre",
                     *         "district": "310101",
                     *         "district_name": "黄浦区",
                     *         "district_name_en": "Huangpu District",
                     *         "must_change_password": false,
                     *         "active": true,
                     *         "demo": true
                     *       }
                     *     }
                     */
                    "application/json": {
                        /**
                         * Format: password
                         * @description for the header Authorization: Bearer
                         */
                        token: string;
                        /** @description the session ends when it is not used for so long */
                        expires_idle_seconds: number;
                        /**
                         * Format: password
                         * @description to be kept on this device and sent at the next sign-in; known for 90 days after the last one
                         */
                        device_token: string;
                        staff: {
                            username: string;
                            name: string;
                            /** @enum {string} */
                            role: "clerk" | "reviewer" | "lead" | "district" | "city" | "keeper" | "auditor" | "admin";
                            /** @description code of the centre, for centre roles */
                            centre: string | null;
                            centre_name: string | null;
                            centre_name_en: string | null;
                            /** @description 6 digits, for centre and district roles */
                            district: string | null;
                            district_name: string | null;
                            district_name_en: string | null;
                            /** @description until it is done, nothing else is allowed */
                            must_change_password: boolean;
                            /** @description false: may not sign in */
                            active: boolean;
                            /** @description exists only in the demonstration */
                            demo: boolean;
                        };
                    };
                };
            };
            default: components["responses"]["NoRequest"];
        };
    };
    get_current_session: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "staff": {
                     *         "username": "reviewer.310115004",
                     *         "name": "李磊",
                     *         "role": "reviewer",
                     *         "centre": "310115004",
                     *         "centre_name": "潍坊新村街道社区事务受理服务中心",
                     *         "centre_name_en": "Weifang Xincun Subdistrict Community Affairs Service Centre",
                     *         "district": "310115",
                     *         "district_name": "浦东新区",
                     *         "district_name_en": "Pudong New Area",
                     *         "must_change_password": false,
                     *         "active": true,
                     *         "demo": true
                     *       }
                     *     }
                     */
                    "application/json": {
                        staff: {
                            username: string;
                            name: string;
                            /** @enum {string} */
                            role: "clerk" | "reviewer" | "lead" | "district" | "city" | "keeper" | "auditor" | "admin";
                            /** @description code of the centre, for centre roles */
                            centre: string | null;
                            centre_name: string | null;
                            centre_name_en: string | null;
                            /** @description 6 digits, for centre and district roles */
                            district: string | null;
                            district_name: string | null;
                            district_name_en: string | null;
                            /** @description until it is done, nothing else is allowed */
                            must_change_password: boolean;
                            /** @description false: may not sign in */
                            active: boolean;
                            /** @description exists only in the demonstration */
                            demo: boolean;
                        };
                    };
                };
            };
            default: components["responses"]["NoRequest"];
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["NoRequest"];
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "old_password": "tongban-demo",
                 *       "new_password": "Winter-2026"
                 *     }
                 */
                "application/json": {
                    /** Format: password */
                    old_password: string;
                    /**
                     * Format: password
                     * @description 8 characters or more (administrators 12), 3 of 4 classes, without the user name, none of the last five
                     */
                    new_password: string;
                };
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["NoRequest"];
        };
    };
    list_staff: {
        parameters: {
            query?: {
                /** @description part of the user name or the name */
                q?: string;
                /**
                 * @description code of a centre
                 * @example 310101013
                 */
                centre?: string;
                role?: "clerk" | "reviewer" | "lead" | "district" | "city" | "keeper" | "auditor" | "admin";
                /**
                 * @description 50 when absent
                 * @example 2
                 */
                limit?: number;
                /** @description next of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "username": "clerk.310101013",
                     *           "name": "黄琳勇",
                     *           "role": "clerk",
                     *           "centre": "310101013",
                     *           "centre_name": "外滩街道社区事务受理服务中心",
                     *           "centre_name_en": "The Bund Subdistrict Community Affairs Service Centre",
                     *           "district": "310101",
                     *           "district_name": "黄浦区",
                     *           "district_name_en": "Huangpu District",
                     *           "must_change_password": false,
                     *           "active": true,
                     *           "demo": true
                     *         },
                     *         {
                     *           "username": "lead.310101013",
                     *           "name": "张悦",
                     *           "role": "lead",
                     *           "centre": "310101013",
                     *           "centre_name": "外滩街道社区事务受理服务中心",
                     *           "centre_name_en": "The Bund Subdistrict Community Affairs Service Centre",
                     *           "district": "310101",
                     *           "district_name": "黄浦区",
                     *           "district_name_en": "Huangpu District",
                     *           "must_change_password": false,
                     *           "active": true,
                     *           "demo": true
                     *         }
                     *       ],
                     *       "next": "lead.310101013"
                     *     }
                     */
                    "application/json": {
                        items: {
                            username: string;
                            name: string;
                            /** @enum {string} */
                            role: "clerk" | "reviewer" | "lead" | "district" | "city" | "keeper" | "auditor" | "admin";
                            /** @description code of the centre, for centre roles */
                            centre: string | null;
                            centre_name: string | null;
                            centre_name_en: string | null;
                            /** @description 6 digits, for centre and district roles */
                            district: string | null;
                            district_name: string | null;
                            district_name_en: string | null;
                            /** @description until it is done, nothing else is allowed */
                            must_change_password: boolean;
                            /** @description false: may not sign in */
                            active: boolean;
                            /** @description exists only in the demonstration */
                            demo: boolean;
                        }[];
                        /** @description cursor of the next page */
                        next: string | null;
                    };
                };
            };
            default: components["responses"]["NoRequest"];
        };
    };
    create_staff: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "username": "wang.fang",
                 *       "name": "王芳",
                 *       "role": "clerk",
                 *       "centre": "310115004"
                 *     }
                 */
                "application/json": {
                    /** @description lower case letters, digits, . _ - */
                    username: string;
                    name: string;
                    /** @enum {string} */
                    role: "clerk" | "reviewer" | "lead" | "district" | "city" | "keeper" | "auditor" | "admin";
                    /** @description for centre roles */
                    centre?: string;
                    /** @description for the role district */
                    district?: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "staff": {
                     *         "username": "wang.fang",
                     *         "name": "王芳",
                     *         "role": "clerk",
                     *         "centre": "310115004",
                     *         "centre_name": "潍坊新村街道社区事务受理服务中心",
                     *         "centre_name_en": "Weifang Xincun Subdistrict Community Affairs Service Centre",
                     *         "district": "310115",
                     *         "district_name": "浦东新区",
                     *         "district_name_en": "Pudong New Area",
                     *         "must_change_password": true,
                     *         "active": true,
                     *         "demo": false
                     *       },
                     *       "initial_password": "abcde-fghij-kmnpq"
                     *     }
                     */
                    "application/json": {
                        staff: {
                            username: string;
                            name: string;
                            /** @enum {string} */
                            role: "clerk" | "reviewer" | "lead" | "district" | "city" | "keeper" | "auditor" | "admin";
                            /** @description code of the centre, for centre roles */
                            centre: string | null;
                            centre_name: string | null;
                            centre_name_en: string | null;
                            /** @description 6 digits, for centre and district roles */
                            district: string | null;
                            district_name: string | null;
                            district_name_en: string | null;
                            /** @description until it is done, nothing else is allowed */
                            must_change_password: boolean;
                            /** @description false: may not sign in */
                            active: boolean;
                            /** @description exists only in the demonstration */
                            demo: boolean;
                        };
                        /**
                         * Format: password
                         * @description shown this once; must be changed at the first sign-in
                         */
                        initial_password: string | null;
                    };
                };
            };
            default: components["responses"]["NoRequest"];
        };
    };
    change_staff: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description of the account
                 * @example wang.fang
                 */
                username: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "王芬"
                 *     }
                 */
                "application/json": {
                    name?: string;
                    /** @enum {string} */
                    role?: "clerk" | "reviewer" | "lead" | "district" | "city" | "keeper" | "auditor" | "admin";
                    centre?: string;
                    district?: string;
                    active?: boolean;
                    /** @description forgets wrong passwords */
                    unlock?: boolean;
                    /** @description gives a new first password */
                    reset_password?: boolean;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "staff": {
                     *         "username": "wang.fang",
                     *         "name": "王芬",
                     *         "role": "clerk",
                     *         "centre": "310115004",
                     *         "centre_name": "潍坊新村街道社区事务受理服务中心",
                     *         "centre_name_en": "Weifang Xincun Subdistrict Community Affairs Service Centre",
                     *         "district": "310115",
                     *         "district_name": "浦东新区",
                     *         "district_name_en": "Pudong New Area",
                     *         "must_change_password": true,
                     *         "active": true,
                     *         "demo": false
                     *       },
                     *       "initial_password": null
                     *     }
                     */
                    "application/json": {
                        staff: {
                            username: string;
                            name: string;
                            /** @enum {string} */
                            role: "clerk" | "reviewer" | "lead" | "district" | "city" | "keeper" | "auditor" | "admin";
                            /** @description code of the centre, for centre roles */
                            centre: string | null;
                            centre_name: string | null;
                            centre_name_en: string | null;
                            /** @description 6 digits, for centre and district roles */
                            district: string | null;
                            district_name: string | null;
                            district_name_en: string | null;
                            /** @description until it is done, nothing else is allowed */
                            must_change_password: boolean;
                            /** @description false: may not sign in */
                            active: boolean;
                            /** @description exists only in the demonstration */
                            demo: boolean;
                        };
                        /**
                         * Format: password
                         * @description shown this once; must be changed at the first sign-in
                         */
                        initial_password: string | null;
                    };
                };
            };
            default: components["responses"]["NoRequest"];
        };
    };
    preview_case: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "item_code": "MZ-002",
                 *       "applicant": {
                 *         "id_type": "111",
                 *         "id_number": "310101195006120028",
                 *         "name": "程素珍",
                 *         "phone": "13800005678",
                 *         "hukou_division": "310101013",
                 *         "residence_division": "310101013"
                 *       },
                 *       "agent": {
                 *         "id_type": "111",
                 *         "id_number": "310101198006120048",
                 *         "name": "王小明",
                 *         "phone": "13800005678"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description what is applied for */
                    item_code: string;
                    /** @description answers to the item's questions by code */
                    answers?: {
                        [key: string]: string | number | boolean | null;
                    } | null;
                    /** @description for whom */
                    applicant?: {
                        /** @description GA/T 2000.156, three digits; 111 = resident identity card */
                        id_type?: string | null;
                        /** @description number of the document, checked with its check digit */
                        id_number?: string | null;
                        /** @description name as in the document */
                        name?: string | null;
                        /** @description where they are told */
                        phone?: string | null;
                        /** @description street or town of the registered household: 9 or 12 digits, or 6 when only the district is known; elsewhere the province: 330000 */
                        hukou_division?: string | null;
                        /** @description street or town of residence, the same way */
                        residence_division?: string | null;
                        /** @description address in words */
                        address?: string | null;
                        /** @description registered elsewhere: holds a residence permit of this city; asked where it matters */
                        residence_permit?: boolean | null;
                    } | null;
                    /** @description who stands at the counter for the applicant */
                    agent?: {
                        /** @description GA/T 2000.156, three digits; 111 = resident identity card */
                        id_type?: string | null;
                        /** @description number of the document, checked with its check digit */
                        id_number?: string | null;
                        /** @description name as in the document */
                        name?: string | null;
                        /** @description where they are told */
                        phone?: string | null;
                    } | null;
                    /** @description values by data element */
                    form?: {
                        [key: string]: string | number | boolean | null;
                    } | null;
                    /** @description what was handed in */
                    materials?: {
                        /** @description of the dictionary of materials; own-N for a line that is there */
                        material_code?: string | null;
                        /** @description instead of a code, where the item has no guide: the paper in words */
                        name?: string | null;
                        /**
                         * @description what was handed in; original when left away
                         * @enum {string|null}
                         */
                        source?: "original" | "copy" | "electronic" | "licence" | "applicant" | "government" | null;
                        /** @description how many; 1 when left away */
                        copies?: number | null;
                    }[] | null;
                    /**
                     * @description window when left away
                     * @enum {string|null}
                     */
                    channel?: "window" | "online" | "kiosk" | "point" | null;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "item_code": "MZ-002",
                     *       "mode": "direct",
                     *       "kind": "immediate",
                     *       "eligibility": {
                     *         "fits": "yes",
                     *         "asks": null,
                     *         "zh": null,
                     *         "en": null,
                     *         "instead": []
                     *       },
                     *       "receiving_centre": "310101013",
                     *       "receiving_centre_name": "外滩街道社区事务受理服务中心",
                     *       "receiving_centre_name_en": "The Bund Subdistrict Community Affairs Service Centre",
                     *       "responsible_centre": "310101013",
                     *       "responsible_centre_name": "外滩街道社区事务受理服务中心",
                     *       "responsible_centre_name_en": "The Bund Subdistrict Community Affairs Service Centre",
                     *       "routed_by": "direct",
                     *       "route_note_zh": "在收件中心直接受理",
                     *       "route_note_en": "Decided at the centre that received it",
                     *       "materials_described": false,
                     *       "agent_needed": false,
                     *       "situation": null,
                     *       "situation_zh": null,
                     *       "situation_en": null,
                     *       "questions": [],
                     *       "materials": [],
                     *       "fields": [],
                     *       "notice_due": "2026-03-09",
                     *       "legal_due": "2026-03-02",
                     *       "promised_due": "2026-03-02",
                     *       "calendar_warning": false,
                     *       "complete": true,
                     *       "missing_materials": [],
                     *       "missing_answers": [],
                     *       "missing_form": [],
                     *       "duplicates": [],
                     *       "open_elsewhere": false,
                     *       "errors": []
                     *     }
                     */
                    "application/json": {
                        item_code: string;
                        /** @enum {string} */
                        mode: "direct" | "split";
                        /** @enum {string} */
                        kind: "immediate" | "promised";
                        /** @description may the applicant apply for it */
                        eligibility: {
                            /**
                             * @description unknown: it depends on what `asks` names
                             * @enum {string}
                             */
                            fits: "yes" | "no" | "unknown";
                            /** @description the field to fill in */
                            asks: string | null;
                            /** @description for whom the item is, and what else there is; or what is asked */
                            zh: string | null;
                            en: string | null;
                            /** @description items of the same matter that the applicant may apply for */
                            instead: {
                                code: string;
                                name: string;
                                name_en: string;
                            }[];
                        };
                        receiving_centre: string;
                        receiving_centre_name: string | null;
                        receiving_centre_name_en: string | null;
                        responsible_centre: string | null;
                        responsible_centre_name: string | null;
                        responsible_centre_name_en: string | null;
                        routed_by: string | null;
                        route_note_zh: string | null;
                        route_note_en: string | null;
                        materials_described: boolean;
                        agent_needed: boolean;
                        situation: string | null;
                        situation_zh: string | null;
                        situation_en: string | null;
                        questions: string[];
                        materials: {
                            /** @description of the dictionary; own-N: the Nth line of its own */
                            material_code: string;
                            name: string;
                            name_en: string | null;
                            /** @enum {string} */
                            form: "paper" | "electronic" | "either";
                            /** @description the guide asks for it when it applies */
                            required: boolean;
                            /** @description in this situation */
                            applies: boolean;
                            /** @description applicant or government: who has to bring it */
                            from: string | null;
                            rule_zh: string | null;
                            rule_en: string | null;
                            /** @description what was handed in */
                            source: string | null;
                            copies: number;
                            /** @enum {string} */
                            state: "present" | "supplied" | "missing" | "not_needed";
                        }[];
                        fields: {
                            element: string;
                            name: string;
                            name_en: string | null;
                            /** @enum {string} */
                            type: "text" | "person_name" | "long_text" | "integer" | "money" | "date" | "phone" | "id_number" | "choice" | "division" | "address" | "bank_account" | "bool";
                            /** @description characters; 0 = the type's own */
                            max_length: number;
                            required: boolean;
                            applies: boolean;
                            prefill: string | null;
                            options: {
                                code: string;
                                name: string;
                                name_en: string | null;
                            }[];
                        }[];
                        /** Format: date */
                        notice_due: string;
                        /** Format: date */
                        legal_due: string;
                        /** Format: date */
                        promised_due: string;
                        calendar_warning: boolean;
                        complete: boolean;
                        missing_materials: string[];
                        missing_answers: string[];
                        missing_form: string[];
                        /** @description in the caller's scope, newest first */
                        duplicates: {
                            case_number: string;
                            /** @enum {string} */
                            state: "received" | "in_transit" | "waiting" | "taken_over" | "returned" | "supplement_asked" | "accepted" | "refused" | "under_review" | "suspended" | "decided" | "issued" | "delivered" | "withdrawn" | "lapsed";
                            finished: boolean;
                            /** Format: date-time */
                            received_at: string;
                            centre: string;
                            centre_name: string | null;
                            centre_name_en: string | null;
                            responsible_centre: string;
                            responsible_centre_name: string | null;
                            responsible_centre_name_en: string | null;
                        }[];
                        /** @description this person has an open case of this item outside the caller's scope */
                        open_elsewhere: boolean;
                        errors: {
                            /** @description path such as applicant.id_number */
                            field: string;
                            /** @description stable code */
                            code: string;
                            /** @description sentence in Chinese */
                            zh: string;
                            /** @description sentence in English */
                            en: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["NoRequest"];
        };
    };
    locate_open_cases: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "item_code": "MZ-002",
                 *       "id_type": "111",
                 *       "id_number": "310101195006120028",
                 *       "purpose": "核对是否重复申请"
                 *     }
                 */
                "application/json": {
                    /** @description of which item */
                    item_code: string;
                    /** @description as the applicant's */
                    id_type: string;
                    /** @description as the applicant's */
                    id_number: string;
                    /** @description why it has to be known; kept with what was told */
                    purpose: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "case_number": "SQ310101013202603020000019",
                     *           "state": "received",
                     *           "finished": false,
                     *           "received_at": "2026-03-02T10:00:01.292+08:00",
                     *           "centre": "310101013",
                     *           "centre_name": "外滩街道社区事务受理服务中心",
                     *           "centre_name_en": "The Bund Subdistrict Community Affairs Service Centre",
                     *           "responsible_centre": "310101013",
                     *           "responsible_centre_name": "外滩街道社区事务受理服务中心",
                     *           "responsible_centre_name_en": "The Bund Subdistrict Community Affairs Service Centre"
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        /** @description open cases, newest first */
                        items: {
                            case_number: string;
                            /** @enum {string} */
                            state: "received" | "in_transit" | "waiting" | "taken_over" | "returned" | "supplement_asked" | "accepted" | "refused" | "under_review" | "suspended" | "decided" | "issued" | "delivered" | "withdrawn" | "lapsed";
                            finished: boolean;
                            /** Format: date-time */
                            received_at: string;
                            centre: string;
                            centre_name: string | null;
                            centre_name_en: string | null;
                            responsible_centre: string;
                            responsible_centre_name: string | null;
                            responsible_centre_name_en: string | null;
                        }[];
                        next: string | null;
                    };
                };
            };
            default: components["responses"]["NoRequest"];
        };
    };
    accept_case: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 visible ASCII characters, best a UUID of version 7; of one path and one district: the same key and body give the same answer for a week, another body 409 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "item_code": "MZ-002",
                 *       "applicant": {
                 *         "id_type": "111",
                 *         "id_number": "310101195006120028",
                 *         "name": "程素珍",
                 *         "phone": "13800005678",
                 *         "hukou_division": "310101013",
                 *         "residence_division": "310101013"
                 *       },
                 *       "agent": {
                 *         "id_type": "111",
                 *         "id_number": "310101198006120048",
                 *         "name": "王小明",
                 *         "phone": "13800005678"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description what is applied for */
                    item_code: string;
                    /** @description answers to the item's questions by code */
                    answers?: {
                        [key: string]: string | number | boolean | null;
                    } | null;
                    /** @description for whom */
                    applicant: {
                        /** @description GA/T 2000.156, three digits; 111 = resident identity card */
                        id_type: string;
                        /** @description number of the document, checked with its check digit */
                        id_number: string;
                        /** @description name as in the document */
                        name: string;
                        /** @description where they are told */
                        phone?: string | null;
                        /** @description street or town of the registered household: 9 or 12 digits, or 6 when only the district is known; elsewhere the province: 330000 */
                        hukou_division?: string | null;
                        /** @description street or town of residence, the same way */
                        residence_division?: string | null;
                        /** @description address in words */
                        address?: string | null;
                        /** @description registered elsewhere: holds a residence permit of this city; asked where it matters */
                        residence_permit?: boolean | null;
                    };
                    /** @description who stands at the counter for the applicant */
                    agent?: {
                        /** @description GA/T 2000.156, three digits; 111 = resident identity card */
                        id_type: string;
                        /** @description number of the document, checked with its check digit */
                        id_number: string;
                        /** @description name as in the document */
                        name: string;
                        /** @description where they are told */
                        phone?: string | null;
                    } | null;
                    /** @description values by data element */
                    form?: {
                        [key: string]: string | number | boolean | null;
                    } | null;
                    /** @description what was handed in */
                    materials?: {
                        /** @description of the dictionary of materials; own-N for a line that is there */
                        material_code?: string | null;
                        /** @description instead of a code, where the item has no guide: the paper in words */
                        name?: string | null;
                        /**
                         * @description what was handed in; original when left away
                         * @enum {string|null}
                         */
                        source?: "original" | "copy" | "electronic" | "licence" | "applicant" | "government" | null;
                        /** @description how many; 1 when left away */
                        copies?: number | null;
                    }[] | null;
                    /**
                     * @description window when left away
                     * @enum {string|null}
                     */
                    channel?: "window" | "online" | "kiosk" | "point" | null;
                };
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "case_number": "SQ310101013202603020000019",
                     *       "query_password": "246810",
                     *       "mode": "direct",
                     *       "state": "received",
                     *       "receiving_centre": "310101013",
                     *       "responsible_centre": "310101013",
                     *       "received_at": "2026-03-02T10:00:01.292+08:00",
                     *       "notice_due": "2026-03-09",
                     *       "legal_due": "2026-03-02",
                     *       "promised_due": "2026-03-02",
                     *       "calendar_warning": false,
                     *       "missing_answers": [],
                     *       "missing_form": [],
                     *       "missing_materials": [],
                     *       "allowed_actions": [
                     *         "ask_supplement",
                     *         "accept"
                     *       ]
                     *     }
                     */
                    "application/json": {
                        case_number: string;
                        /**
                         * Format: password
                         * @description for the applicant: opens the case to the public
                         */
                        query_password: string;
                        /** @enum {string} */
                        mode: "direct" | "split";
                        /** @enum {string} */
                        state: "received" | "in_transit" | "waiting" | "taken_over" | "returned" | "supplement_asked" | "accepted" | "refused" | "under_review" | "suspended" | "decided" | "issued" | "delivered" | "withdrawn" | "lapsed";
                        receiving_centre: string;
                        responsible_centre: string;
                        /** Format: date-time */
                        received_at: string;
                        /**
                         * Format: date
                         * @description five working days from receipt
                         */
                        notice_due: string | null;
                        /** Format: date */
                        legal_due: string | null;
                        /** Format: date */
                        promised_due: string | null;
                        /** @description a limit falls into a year whose arrangement of days off is not known yet: it may still move */
                        calendar_warning: boolean;
                        /** @description questions that have to be answered still */
                        missing_answers: string[];
                        /** @description elements of the form */
                        missing_form: string[];
                        missing_materials: string[];
                        /** @description what the caller may do now */
                        allowed_actions: string[];
                    };
                };
            };
            default: components["responses"]["NoRequest"];
        };
    };
    get_case: {
        parameters: {
            query?: {
                /** @description for the public, where the header Query-Password cannot be sent */
                query_password?: string;
            };
            header?: never;
            path: {
                /**
                 * @description of the case, as on the receipt; blanks, hyphens and small letters do no harm
                 * @example SQ310101013202603020000019
                 */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "case_number": "SQ310101013202603020000019",
                     *       "revision": 2,
                     *       "item_code": "MZ-002",
                     *       "item_name": "城乡居民最低生活保障家庭/低收入困难家庭/特困人员/因病支出型贫困家庭/定期定量生活补贴人员证明出具",
                     *       "item_name_en": "Certificates of social assistance status (dibao, low income, extreme poverty, medical poverty, regular allowance)",
                     *       "department": "MZ",
                     *       "department_name": "民政",
                     *       "department_name_en": "Civil Affairs",
                     *       "mode": "direct",
                     *       "kind": "immediate",
                     *       "situation": null,
                     *       "situation_zh": null,
                     *       "situation_en": null,
                     *       "state": "accepted",
                     *       "state_zh": "已受理",
                     *       "state_en": "Accepted",
                     *       "light": "yellow",
                     *       "extended": false,
                     *       "deemed_accepted": false,
                     *       "outcome": {
                     *         "came_to": "open",
                     *         "sentence_zh": "已经受理",
                     *         "sentence_en": "Accepted for review",
                     *         "reasons": [],
                     *         "reason": null,
                     *         "result": null,
                     *         "remedies": [],
                     *         "next_step": {
                     *           "who": "responsible_centre",
                     *           "what_zh": "中心审核后作出决定。",
                     *           "what_en": "The centre reviews the case and decides.",
                     *           "until": "2026-03-02",
                     *           "overdue": false
                     *         }
                     *       },
                     *       "receiving_centre": "310101013",
                     *       "receiving_centre_name": "外滩街道社区事务受理服务中心",
                     *       "receiving_centre_name_en": "The Bund Subdistrict Community Affairs Service Centre",
                     *       "responsible_centre": "310101013",
                     *       "responsible_centre_name": "外滩街道社区事务受理服务中心",
                     *       "responsible_centre_name_en": "The Bund Subdistrict Community Affairs Service Centre",
                     *       "holder_centre": "310101013",
                     *       "routed_by": "direct",
                     *       "route_note_zh": "在收件中心直接受理",
                     *       "route_note_en": "Decided at the centre that received it",
                     *       "received_at": "2026-03-02T10:00:01.292+08:00",
                     *       "accepted_at": "2026-03-02T10:00:01.381+08:00",
                     *       "decided_at": null,
                     *       "notice_due": "2026-03-09",
                     *       "supplement_due": null,
                     *       "legal_due": "2026-03-02",
                     *       "promised_due": "2026-03-02",
                     *       "issue_due": null,
                     *       "calendar_warning": false,
                     *       "clock": {
                     *         "running": "promise",
                     *         "since": "2026-03-02",
                     *         "due": "2026-03-02",
                     *         "working_days": 0,
                     *         "working_days_left": 0,
                     *         "stopped": false,
                     *         "stopped_on": null
                     *       },
                     *       "applicant": {
                     *         "id_type": "111",
                     *         "id_number": "310***********0028",
                     *         "name": "程*珍",
                     *         "phone": "138****5678",
                     *         "hukou_division": "310101013",
                     *         "hukou_division_name": "外滩街道",
                     *         "hukou_division_name_en": "The Bund Subdistrict",
                     *         "residence_division": "310101013",
                     *         "residence_division_name": "外滩街道",
                     *         "residence_division_name_en": "The Bund Subdistrict",
                     *         "residence_permit": null
                     *       },
                     *       "agent": {
                     *         "id_type": "111",
                     *         "id_number": "310***********0048",
                     *         "name": "王*明",
                     *         "phone": "138****5678"
                     *       },
                     *       "materials": [],
                     *       "materials_described": false,
                     *       "complete": true,
                     *       "missing_materials": [],
                     *       "missing_answers": [],
                     *       "missing_form": [],
                     *       "form": [],
                     *       "reasons": [],
                     *       "reason": null,
                     *       "procedure": null,
                     *       "allowed_actions": [
                     *         {
                     *           "action": "decide",
                     *           "inputs": [
                     *             {
                     *               "name": "outcome",
                     *               "type": "text",
                     *               "required": true,
                     *               "min": null,
                     *               "max": null,
                     *               "choices": [
                     *                 "granted",
                     *                 "denied"
                     *               ]
                     *             },
                     *             {
                     *               "name": "reasons",
                     *               "type": "list",
                     *               "required": false,
                     *               "min": 0,
                     *               "max": 30,
                     *               "choices": [
                     *                 "not_eligible",
                     *                 "not_competent"
                     *               ]
                     *             }
                     *           ]
                     *         },
                     *         {
                     *           "action": "withdraw",
                     *           "inputs": [
                     *             {
                     *               "name": "reason",
                     *               "type": "text",
                     *               "required": true,
                     *               "min": 0,
                     *               "max": 1000,
                     *               "choices": null
                     *             },
                     *             {
                     *               "name": "note",
                     *               "type": "text",
                     *               "required": false,
                     *               "min": 0,
                     *               "max": 1000,
                     *               "choices": null
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "refused_actions": []
                     *     }
                     */
                    "application/json": {
                        case_number: string;
                        /** @description counts events; send it with an action */
                        revision: number;
                        item_code: string;
                        item_name: string;
                        item_name_en: string | null;
                        department: string;
                        department_name: string;
                        department_name_en: string | null;
                        /** @enum {string} */
                        mode: "direct" | "split";
                        /** @enum {string} */
                        kind: "immediate" | "promised";
                        situation: string | null;
                        situation_zh: string | null;
                        situation_en: string | null;
                        /** @enum {string} */
                        state: "received" | "in_transit" | "waiting" | "taken_over" | "returned" | "supplement_asked" | "accepted" | "refused" | "under_review" | "suspended" | "decided" | "issued" | "delivered" | "withdrawn" | "lapsed";
                        state_zh: string;
                        state_en: string;
                        /** @description what it came to */
                        outcome: {
                            /**
                             * @description open until it is decided or ended
                             * @enum {string}
                             */
                            came_to: "open" | "granted" | "denied" | "not_accepted" | "withdrawn" | "lapsed";
                            /** @description for the applicant */
                            sentence_zh: string;
                            sentence_en: string;
                            /** @description of the denial, the refusal or the withdrawal; of a lapsed case: what was asked for */
                            reasons: {
                                code: string;
                                material_code: string | null;
                                note: string | null;
                            }[];
                            /** @description the same in words */
                            reason: string | null;
                            /** @description what one gets, when granted and the guide names it */
                            result: {
                                name_zh: string;
                                name_en: string;
                                /** @description certificate, decision, record or benefit */
                                kind: string;
                                /** @description the ways in which it can be delivered */
                                delivery: string[];
                            } | null;
                            /** @description where one can turn who was denied or not accepted, or is without a decision after the legal limit */
                            remedies: {
                                /** @enum {string} */
                                kind: "reconsideration" | "litigation";
                                name_zh: string;
                                name_en: string;
                                /** @description where one turns */
                                to_zh: string;
                                to_en: string;
                                /** @description the time limit */
                                within_zh: string;
                                within_en: string;
                                law_zh: string;
                                law_en: string;
                                /**
                                 * Format: date
                                 * @description the decision was delivered, or the legal limit ended, on this day; null: not delivered yet, or it was not recorded
                                 */
                                from: string | null;
                                /**
                                 * Format: date
                                 * @description the last day, when `from` is known
                                 */
                                until: string | null;
                                /** @description `until` depends on a year whose arrangement of days off is not known yet: it may still move */
                                uncertain: boolean;
                            }[];
                            next_step: {
                                /**
                                 * @description who has to do it
                                 * @enum {string}
                                 */
                                who: "nobody" | "applicant" | "receiving_centre" | "responsible_centre";
                                /** @description for the applicant */
                                what_zh: string;
                                what_en: string;
                                /** Format: date */
                                until: string | null;
                                /** @description that day is over */
                                overdue: boolean;
                            };
                        };
                        /** @enum {string} */
                        light: "green" | "blue" | "yellow" | "red" | "grey";
                        extended: boolean;
                        /** @description accepted because the notice limit passed in silence */
                        deemed_accepted: boolean;
                        receiving_centre: string;
                        receiving_centre_name: string | null;
                        receiving_centre_name_en: string | null;
                        responsible_centre: string;
                        responsible_centre_name: string | null;
                        responsible_centre_name_en: string | null;
                        /** @description who has to do the next thing */
                        holder_centre: string | null;
                        /** @enum {string} */
                        routed_by: "direct" | "hukou" | "residence" | "district_default" | "abolished_district" | "closed_centre";
                        route_note_zh: string;
                        route_note_en: string;
                        /** Format: date-time */
                        received_at: string | null;
                        /** Format: date-time */
                        accepted_at: string | null;
                        /** Format: date-time */
                        decided_at: string | null;
                        /**
                         * Format: date
                         * @description five working days from receipt; like the others, while it stands still: as if it went on today
                         */
                        notice_due: string | null;
                        /** Format: date */
                        supplement_due: string | null;
                        /** Format: date */
                        legal_due: string | null;
                        /** Format: date */
                        promised_due: string | null;
                        /** Format: date */
                        issue_due: string | null;
                        /** @description a limit falls into a year whose arrangement of days off is not known yet: it may still move */
                        calendar_warning: boolean;
                        /** @description the clock that governs now */
                        clock: {
                            /** @enum {string} */
                            running: "notice" | "promise" | "issue" | "supplement" | "none";
                            /** Format: date */
                            since: string | null;
                            /** Format: date */
                            due: string | null;
                            working_days: number | null;
                            /** @description negative when overdue */
                            working_days_left: number | null;
                            stopped: boolean;
                            /** Format: date */
                            stopped_on: string | null;
                        };
                        applicant: {
                            id_type: string;
                            /** @description masked */
                            id_number: string;
                            /** @description masked */
                            name: string;
                            /** @description masked */
                            phone: string | null;
                            /** @description street or town at most */
                            hukou_division: string | null;
                            hukou_division_name: string | null;
                            hukou_division_name_en: string | null;
                            /** @description likewise */
                            residence_division: string | null;
                            residence_division_name: string | null;
                            residence_division_name_en: string | null;
                            /** @description of this city; null: not asked */
                            residence_permit: boolean | null;
                        };
                        agent: {
                            id_type: string;
                            /** @description masked */
                            id_number: string;
                            /** @description masked */
                            name: string;
                            /** @description masked */
                            phone: string | null;
                        } | null;
                        materials: {
                            /** @description of the dictionary; own-N: the Nth line of its own */
                            material_code: string;
                            name: string;
                            name_en: string | null;
                            /** @enum {string} */
                            form: "paper" | "electronic" | "either";
                            /** @description the guide asks for it when it applies */
                            required: boolean;
                            /** @description in this situation */
                            applies: boolean;
                            /** @description applicant or government: who has to bring it */
                            from: string | null;
                            rule_zh: string | null;
                            rule_en: string | null;
                            /** @description what was handed in */
                            source: string | null;
                            copies: number;
                            /** @enum {string} */
                            state: "present" | "supplied" | "missing" | "not_needed";
                        }[];
                        /** @description false: nobody has recorded what the item asks for; what came is listed */
                        materials_described: boolean;
                        /** @description every required material, answer and field is there */
                        complete: boolean;
                        missing_materials: string[];
                        missing_answers: string[];
                        missing_form: string[];
                        form: {
                            element: string;
                            name: string;
                            name_en: string | null;
                            /** @enum {string} */
                            type: "text" | "person_name" | "long_text" | "integer" | "money" | "date" | "phone" | "id_number" | "choice" | "division" | "address" | "bank_account" | "bool";
                            /** @description as it was given; a mask of it; or null */
                            value: unknown;
                            /** @description the value is a mask: it is personal */
                            masked: boolean;
                            /** @description there is a value, and nothing of it is shown: free text, a list, or not declared */
                            hidden: boolean;
                            /** @description of a choice that is shown */
                            value_name: string | null;
                            value_name_en: string | null;
                        }[];
                        /** @description of the last return, supplement, refusal or denial */
                        reasons: {
                            code: string;
                            material_code: string | null;
                            note: string | null;
                        }[];
                        reason: string | null;
                        /** @description the special procedure it waits for */
                        procedure: string | null;
                        /** @description what the caller may do now */
                        allowed_actions: {
                            /** @enum {string} */
                            action: "take_over" | "return_to_receiver" | "ask_supplement" | "supplement" | "accept" | "refuse" | "review" | "suspend" | "resume" | "extend" | "decide" | "issue" | "deliver" | "withdraw" | "arrive" | "deem_accepted" | "lapse" | "calendar_changed" | "reissue_password";
                            /** @description what it takes; nothing else is accepted with it */
                            inputs: {
                                /** @description of the member of the request */
                                name: string;
                                /** @enum {string} */
                                type: "text" | "integer" | "number" | "bool" | "date" | "time" | "object" | "list" | "map" | "variant" | "any";
                                required: boolean;
                                /** @description of a number, of the characters of a text, of how many in a list */
                                min: number | null;
                                max: number | null;
                                /** @description its values; of a list of objects, those of the first member of each */
                                choices: string[] | null;
                            }[];
                        }[];
                        /** @description what would be the caller's to do in this state, and why the case does not allow it */
                        refused_actions: {
                            /** @enum {string} */
                            action: "take_over" | "return_to_receiver" | "ask_supplement" | "supplement" | "accept" | "refuse" | "review" | "suspend" | "resume" | "extend" | "decide" | "issue" | "deliver" | "withdraw" | "arrive" | "deem_accepted" | "lapse" | "calendar_changed" | "reissue_password";
                            /** @description that of the refusal */
                            code: string;
                            zh: string;
                            en: string;
                        }[];
                    };
                };
            };
            304: components["responses"]["Unchanged"];
            default: components["responses"]["NoRequest"];
        };
    };
    list_case_events: {
        parameters: {
            query?: {
                /** @description for the public, where the header Query-Password cannot be sent */
                query_password?: string;
            };
            header?: never;
            path: {
                /**
                 * @description of the case, as on the receipt; blanks, hyphens and small letters do no harm
                 * @example SQ310101013202603020000019
                 */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "items": [
                     *         {
                     *           "seq": 1,
                     *           "at": "2026-03-02T10:00:01.292+08:00",
                     *           "action": "receive",
                     *           "from": null,
                     *           "to": "received",
                     *           "actor": "clerk.310101013",
                     *           "actor_name": "黄琳勇",
                     *           "centre": "310101013",
                     *           "centre_name": "外滩街道社区事务受理服务中心",
                     *           "centre_name_en": "The Bund Subdistrict Community Affairs Service Centre",
                     *           "reasons": [],
                     *           "reason": null,
                     *           "outcome": {
                     *             "came_to": "open",
                     *             "sentence_zh": "申请已经收下",
                     *             "sentence_en": "We have your application"
                     *           },
                     *           "procedure": null,
                     *           "days": null,
                     *           "delivery": null,
                     *           "note": null,
                     *           "dues": null,
                     *           "due": null,
                     *           "deemed_too_early": false
                     *         },
                     *         {
                     *           "seq": 2,
                     *           "at": "2026-03-02T10:00:01.381+08:00",
                     *           "action": "accept",
                     *           "from": "received",
                     *           "to": "accepted",
                     *           "actor": "clerk.310101013",
                     *           "actor_name": "黄琳勇",
                     *           "centre": "310101013",
                     *           "centre_name": "外滩街道社区事务受理服务中心",
                     *           "centre_name_en": "The Bund Subdistrict Community Affairs Service Centre",
                     *           "reasons": [],
                     *           "reason": null,
                     *           "outcome": {
                     *             "came_to": "open",
                     *             "sentence_zh": "已经受理",
                     *             "sentence_en": "Accepted for review"
                     *           },
                     *           "procedure": null,
                     *           "days": null,
                     *           "delivery": null,
                     *           "note": null,
                     *           "dues": null,
                     *           "due": null,
                     *           "deemed_too_early": false
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        /** @description oldest first */
                        items: {
                            /** @description 1, 2, … */
                            seq: number;
                            /** Format: date-time */
                            at: string;
                            /** @description receive, or one of the actions */
                            action: string;
                            /** @description state before */
                            from: string | null;
                            /** @description state after */
                            to: string;
                            /** @description user name, for staff; null: the system */
                            actor: string | null;
                            /** @description what they were called then */
                            actor_name: string | null;
                            /** @description where it was done */
                            centre: string | null;
                            centre_name: string | null;
                            centre_name_en: string | null;
                            reasons: {
                                code: string;
                                material_code: string | null;
                                note: string | null;
                            }[];
                            reason: string | null;
                            /** @description what it had come to */
                            outcome: {
                                /**
                                 * @description open until it is decided or ended
                                 * @enum {string}
                                 */
                                came_to: "open" | "granted" | "denied" | "not_accepted" | "withdrawn" | "lapsed";
                                /** @description for the applicant */
                                sentence_zh: string;
                                sentence_en: string;
                            };
                            procedure: string | null;
                            days: number | null;
                            delivery: string | null;
                            /** @description for staff */
                            note: string | null;
                            /** @description of calendar_changed: the days from then on */
                            dues: {
                                /** Format: date */
                                notice_due: string | null;
                                /** Format: date */
                                supplement_due: string | null;
                                /** Format: date */
                                legal_due: string | null;
                                /** Format: date */
                                promised_due: string | null;
                                /** Format: date */
                                issue_due: string | null;
                            } | null;
                            /**
                             * Format: date
                             * @description of calendar_changed: the day on which the limit that ran then ends from then on
                             */
                            due: string | null;
                            /** @description of calendar_changed: acceptance by silence, which came earlier than this calendar gives; it stays */
                            deemed_too_early: boolean;
                        }[];
                        next: string | null;
                    };
                };
            };
            304: components["responses"]["Unchanged"];
            default: components["responses"]["NoRequest"];
        };
    };
    get_case_qr: {
        parameters: {
            query?: {
                /** @description for the public, where the header Query-Password cannot be sent */
                query_password?: string;
            };
            header?: never;
            path: {
                /**
                 * @description of the case, as on the receipt; blanks, hyphens and small letters do no harm
                 * @example SQ310101013202603020000019
                 */
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /** @example <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 41 41" shape-rendering="crispEdges" role="img"><rect width="41" height="41" fill="#fff"/><path d="M4 4h1v1h-1zM5 4h1v1h-1z…"/></svg> */
                    "image/svg+xml": string;
                };
            };
            304: components["responses"]["Unchanged"];
            default: components["responses"]["NoRequest"];
        };
    };
    act_on_case: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 visible ASCII characters, best a UUID of version 7; of one path and one district: the same key and body give the same answer for a week, another body 409 */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description of the case, as on the receipt; blanks, hyphens and small letters do no harm
                 * @example SQ310101013202603020000019
                 */
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "action": "accept"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description one of allowed_actions, with its inputs
                     * @enum {string}
                     */
                    action: "take_over";
                    /** @description of the case as it was seen; 409 stale when it changed meanwhile */
                    revision?: number | null;
                    /** @description for the file */
                    note?: string | null;
                } | {
                    /**
                     * @description one of allowed_actions, with its inputs
                     * @enum {string}
                     */
                    action: "return_to_receiver";
                    /** @description of the case as it was seen; 409 stale when it changed meanwhile */
                    revision?: number | null;
                    /** @description all reasons at once */
                    reasons: {
                        /** @enum {string} */
                        code: "wrong_routing" | "unreadable_scan" | "incomplete_form" | "missing_material" | "invalid_material" | "wrong_item" | "other";
                        /** @description the material it is about */
                        material_code?: string | null;
                        /** @description in words, for the one who has to mend it; other needs it, missing_material and invalid_material where no material is named */
                        note?: string | null;
                    }[] | null;
                    /** @description for the file */
                    note?: string | null;
                } | {
                    /**
                     * @description one of allowed_actions, with its inputs
                     * @enum {string}
                     */
                    action: "ask_supplement";
                    /** @description of the case as it was seen; 409 stale when it changed meanwhile */
                    revision?: number | null;
                    /** @description everything that is missing, at once */
                    reasons: {
                        /** @enum {string} */
                        code: "missing_material" | "invalid_material" | "incomplete_form" | "unreadable_scan" | "other";
                        /** @description the material it is about */
                        material_code?: string | null;
                        /** @description in words, for the one who has to mend it; other needs it, missing_material and invalid_material where no material is named */
                        note?: string | null;
                    }[] | null;
                    /** @description working days to supplement; 15 when left away */
                    days?: number | null;
                    /** @description for the file */
                    note?: string | null;
                } | {
                    /**
                     * @description one of allowed_actions, with its inputs
                     * @enum {string}
                     */
                    action: "supplement";
                    /** @description of the case as it was seen; 409 stale when it changed meanwhile */
                    revision?: number | null;
                    /** @description what it brings */
                    materials?: {
                        /** @description of the dictionary of materials; own-N for a line that is there */
                        material_code?: string | null;
                        /** @description instead of a code, where the item has no guide: the paper in words */
                        name?: string | null;
                        /**
                         * @description what was handed in; original when left away
                         * @enum {string|null}
                         */
                        source?: "original" | "copy" | "electronic" | "licence" | "applicant" | "government" | null;
                        /** @description how many; 1 when left away */
                        copies?: number | null;
                    }[] | null;
                    /** @description what it corrects */
                    answers?: {
                        [key: string]: string | number | boolean | null;
                    } | null;
                    /** @description what it corrects */
                    form?: {
                        [key: string]: string | number | boolean | null;
                    } | null;
                    /** @description corrected while the responsible centre has not taken the case over */
                    hukou_division?: string | null;
                    /** @description corrected while the responsible centre has not taken the case over */
                    residence_division?: string | null;
                    /** @description corrected, or asked for beside a corrected hukou_division */
                    residence_permit?: boolean | null;
                    /** @description for the file */
                    note?: string | null;
                } | {
                    /**
                     * @description one of allowed_actions, with its inputs
                     * @enum {string}
                     */
                    action: "accept";
                    /** @description of the case as it was seen; 409 stale when it changed meanwhile */
                    revision?: number | null;
                    /** @description for the file */
                    note?: string | null;
                } | {
                    /**
                     * @description one of allowed_actions, with its inputs
                     * @enum {string}
                     */
                    action: "refuse";
                    /** @description of the case as it was seen; 409 stale when it changed meanwhile */
                    revision?: number | null;
                    /** @description all reasons at once */
                    reasons?: {
                        /** @enum {string} */
                        code: "not_eligible" | "not_competent" | "wrong_item" | "other";
                        /** @description the material it is about */
                        material_code?: string | null;
                        /** @description in words, for the one who has to mend it; other needs it, missing_material and invalid_material where no material is named */
                        note?: string | null;
                    }[] | null;
                    /** @description in words, beside them or alone */
                    reason?: string | null;
                    /** @description for the file */
                    note?: string | null;
                } | {
                    /**
                     * @description one of allowed_actions, with its inputs
                     * @enum {string}
                     */
                    action: "review";
                    /** @description of the case as it was seen; 409 stale when it changed meanwhile */
                    revision?: number | null;
                    /** @description for the file */
                    note?: string | null;
                } | {
                    /**
                     * @description one of allowed_actions, with its inputs
                     * @enum {string}
                     */
                    action: "suspend";
                    /** @description of the case as it was seen; 409 stale when it changed meanwhile */
                    revision?: number | null;
                    /**
                     * @description special procedure; other needs the reason in words, which may stand alone
                     * @enum {string|null}
                     */
                    procedure?: "verification" | "means_test" | "public_notice" | "hearing" | "inspection" | "testing" | "quarantine" | "appraisal" | "expert_review" | "other" | null;
                    /** @description in words */
                    reason?: string | null;
                    /** @description for the file */
                    note?: string | null;
                } | {
                    /**
                     * @description one of allowed_actions, with its inputs
                     * @enum {string}
                     */
                    action: "resume";
                    /** @description of the case as it was seen; 409 stale when it changed meanwhile */
                    revision?: number | null;
                    /** @description for the file */
                    note?: string | null;
                } | {
                    /**
                     * @description one of allowed_actions, with its inputs
                     * @enum {string}
                     */
                    action: "extend";
                    /** @description of the case as it was seen; 409 stale when it changed meanwhile */
                    revision?: number | null;
                    /** @description working days; 10 when left away */
                    days?: number | null;
                    /** @description in words, for the applicant */
                    reason: string | null;
                    /** @description for the file */
                    note?: string | null;
                } | {
                    /**
                     * @description one of allowed_actions, with its inputs
                     * @enum {string}
                     */
                    action: "decide";
                    /** @description of the case as it was seen; 409 stale when it changed meanwhile */
                    revision?: number | null;
                    /** @enum {string|null} */
                    outcome: "granted" | "denied" | null;
                    /** @description of a denial */
                    reasons?: {
                        /** @enum {string} */
                        code: "not_eligible" | "not_competent" | "missing_material" | "invalid_material" | "other";
                        /** @description the material it is about */
                        material_code?: string | null;
                        /** @description in words, for the one who has to mend it; other needs it, missing_material and invalid_material where no material is named */
                        note?: string | null;
                    }[] | null;
                    /** @description in words; a denial needs it, or reasons */
                    reason?: string | null;
                    /** @description for the file */
                    note?: string | null;
                } | {
                    /**
                     * @description one of allowed_actions, with its inputs
                     * @enum {string}
                     */
                    action: "issue";
                    /** @description of the case as it was seen; 409 stale when it changed meanwhile */
                    revision?: number | null;
                    /** @description for the file */
                    note?: string | null;
                } | {
                    /**
                     * @description one of allowed_actions, with its inputs
                     * @enum {string}
                     */
                    action: "deliver";
                    /** @description of the case as it was seen; 409 stale when it changed meanwhile */
                    revision?: number | null;
                    /**
                     * @description how the result reached the applicant
                     * @enum {string|null}
                     */
                    delivery?: "window" | "courier" | "electronic" | "locker" | "home" | null;
                    /** @description for the file */
                    note?: string | null;
                } | {
                    /**
                     * @description one of allowed_actions, with its inputs
                     * @enum {string}
                     */
                    action: "withdraw";
                    /** @description of the case as it was seen; 409 stale when it changed meanwhile */
                    revision?: number | null;
                    /** @description in words: what the applicant wants */
                    reason: string | null;
                    /** @description for the file */
                    note?: string | null;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "case_number": "SQ310101013202603020000019",
                     *       "seq": 2,
                     *       "action": "accept",
                     *       "state": "accepted",
                     *       "notice_due": "2026-03-09",
                     *       "legal_due": "2026-03-02",
                     *       "promised_due": "2026-03-02",
                     *       "allowed_actions": [
                     *         "decide",
                     *         "withdraw"
                     *       ]
                     *     }
                     */
                    "application/json": {
                        case_number: string;
                        /** @description of its event: the revision of the case */
                        seq: number;
                        /** @enum {string} */
                        action: "take_over" | "return_to_receiver" | "ask_supplement" | "supplement" | "accept" | "refuse" | "review" | "suspend" | "resume" | "extend" | "decide" | "issue" | "deliver" | "withdraw" | "arrive" | "deem_accepted" | "lapse" | "calendar_changed" | "reissue_password";
                        /** @enum {string} */
                        state: "received" | "in_transit" | "waiting" | "taken_over" | "returned" | "supplement_asked" | "accepted" | "refused" | "under_review" | "suspended" | "decided" | "issued" | "delivered" | "withdrawn" | "lapsed";
                        /**
                         * Format: date
                         * @description five working days from receipt
                         */
                        notice_due: string | null;
                        /** Format: date */
                        legal_due: string | null;
                        /** Format: date */
                        promised_due: string | null;
                        /** @description what the caller may do now */
                        allowed_actions: string[];
                    };
                };
            };
            default: components["responses"]["NoRequest"];
        };
    };
    reissue_query_password: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 200 visible ASCII characters, best a UUID of version 7; of one path and one district: the same key and body give the same answer for a week, another body 409 */
                "Idempotency-Key"?: string;
            };
            path: {
                /**
                 * @description of the case, as on the receipt; blanks, hyphens and small letters do no harm
                 * @example SQ310101013202603020000019
                 */
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id_type": "111",
                 *       "id_number": "310101195006120028"
                 *     }
                 */
                "application/json": {
                    /** @description of the document that is shown: the applicant's or the agent's */
                    id_type: string;
                    id_number: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "case_number": "SQ310101013202603020000019",
                     *       "query_password": "246810",
                     *       "at": "2026-03-02T10:00:01.521+08:00",
                     *       "item_name": "城乡居民最低生活保障家庭/低收入困难家庭/特困人员/因病支出型贫困家庭/定期定量生活补贴人员证明出具",
                     *       "item_name_en": "Certificates of social assistance status (dibao, low income, extreme poverty, medical poverty, regular allowance)",
                     *       "applicant_name": "程*珍"
                     *     }
                     */
                    "application/json": {
                        case_number: string;
                        /**
                         * Format: password
                         * @description opens the case to the public; the one before opens it no more
                         */
                        query_password: string;
                        /** Format: date-time */
                        at: string;
                        item_name: string;
                        item_name_en: string | null;
                        /** @description masked */
                        applicant_name: string;
                    };
                };
            };
            default: components["responses"]["NoRequest"];
        };
    };
    reveal_case: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description of the case, as on the receipt; blanks, hyphens and small letters do no harm
                 * @example SQ310101013202603020000019
                 */
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "purpose": "与户口簿核对"
                 *     }
                 */
                "application/json": {
                    /** @description why the full data are needed; kept with the look */
                    purpose: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "applicant": {
                     *         "id_type": "111",
                     *         "id_number": "310101195006120028",
                     *         "name": "程素珍",
                     *         "phone": "13800005678",
                     *         "hukou_division": "310101013",
                     *         "residence_division": "310101013",
                     *         "address": null
                     *       },
                     *       "agent": {
                     *         "id_type": "111",
                     *         "id_number": "310101198006120048",
                     *         "name": "王小明",
                     *         "phone": "13800005678",
                     *         "hukou_division": null,
                     *         "residence_division": null,
                     *         "address": null
                     *       },
                     *       "answers": {},
                     *       "form": [],
                     *       "materials": [],
                     *       "reasons": [],
                     *       "reason": null,
                     *       "events": []
                     *     }
                     */
                    "application/json": {
                        applicant: {
                            id_type: string | null;
                            id_number: string | null;
                            name: string | null;
                            phone: string | null;
                            hukou_division: string | null;
                            residence_division: string | null;
                            address: string | null;
                        };
                        agent: {
                            id_type: string | null;
                            id_number: string | null;
                            name: string | null;
                            phone: string | null;
                            hukou_division: string | null;
                            residence_division: string | null;
                            address: string | null;
                        } | null;
                        /** @description answers by question */
                        answers: unknown;
                        /** @description as in the case, all of it clear */
                        form: {
                            element: string;
                            name: string;
                            name_en: string | null;
                            /** @enum {string} */
                            type: "text" | "person_name" | "long_text" | "integer" | "money" | "date" | "phone" | "id_number" | "choice" | "division" | "address" | "bank_account" | "bool";
                            /** @description as it was given; a mask of it; or null */
                            value: unknown;
                            /** @description the value is a mask: it is personal */
                            masked: boolean;
                            /** @description there is a value, and nothing of it is shown: free text, a list, or not declared */
                            hidden: boolean;
                            /** @description of a choice that is shown */
                            value_name: string | null;
                            value_name_en: string | null;
                        }[];
                        /** @description those named in words, as they were written */
                        materials: {
                            material_code: string;
                            name: string;
                        }[];
                        /** @description as in the case, nothing masked */
                        reasons: {
                            code: string;
                            material_code: string | null;
                            note: string | null;
                        }[];
                        reason: string | null;
                        /** @description what was written with events, nothing masked */
                        events: {
                            /** @description of the event */
                            seq: number;
                            reasons: {
                                code: string;
                                material_code: string | null;
                                note: string | null;
                            }[];
                            reason: string | null;
                            note: string | null;
                        }[];
                    };
                };
            };
            default: components["responses"]["NoRequest"];
        };
    };
    search_cases: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "q": "SQ310101013202603020000019"
                 *     }
                 */
                "application/json": {
                    /** @description a case number, or the number of a resident's identity card: their cases within your scope, finished ones too */
                    q: string;
                };
            };
        };
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "counts": null,
                     *       "items": [
                     *         {
                     *           "case_number": "SQ310101013202603020000019",
                     *           "item_code": "MZ-002",
                     *           "item_name": "城乡居民最低生活保障家庭/低收入困难家庭/特困人员/因病支出型贫困家庭/定期定量生活补贴人员证明出具",
                     *           "item_name_en": "Certificates of social assistance status (dibao, low income, extreme poverty, medical poverty, regular allowance)",
                     *           "state": "received",
                     *           "outcome": {
                     *             "came_to": "open",
                     *             "sentence_zh": "申请已经收下",
                     *             "sentence_en": "We have your application"
                     *           },
                     *           "light": "yellow",
                     *           "mode": "direct",
                     *           "kind": "immediate",
                     *           "applicant_name": "程*珍",
                     *           "received_at": "2026-03-02T10:00:01.292+08:00",
                     *           "due": "2026-03-02",
                     *           "due_kind": "promise",
                     *           "calendar_warning": false,
                     *           "receiving_centre": "310101013",
                     *           "receiving_centre_name": "外滩街道社区事务受理服务中心",
                     *           "receiving_centre_name_en": "The Bund Subdistrict Community Affairs Service Centre",
                     *           "responsible_centre": "310101013",
                     *           "responsible_centre_name": "外滩街道社区事务受理服务中心",
                     *           "responsible_centre_name_en": "The Bund Subdistrict Community Affairs Service Centre",
                     *           "allowed_actions": [
                     *             "ask_supplement",
                     *             "accept"
                     *           ]
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        /** @description when asked for with counts=true */
                        counts: {
                            green: number;
                            blue: number;
                            yellow: number;
                            red: number;
                            grey: number;
                            /** @description true: only the most urgent 2,000 were counted */
                            at_least: boolean;
                        } | null;
                        items: {
                            case_number: string;
                            item_code: string;
                            item_name: string;
                            item_name_en: string | null;
                            /** @enum {string} */
                            state: "received" | "in_transit" | "waiting" | "taken_over" | "returned" | "supplement_asked" | "accepted" | "refused" | "under_review" | "suspended" | "decided" | "issued" | "delivered" | "withdrawn" | "lapsed";
                            /** @description what it came to */
                            outcome: {
                                /**
                                 * @description open until it is decided or ended
                                 * @enum {string}
                                 */
                                came_to: "open" | "granted" | "denied" | "not_accepted" | "withdrawn" | "lapsed";
                                /** @description for the applicant */
                                sentence_zh: string;
                                sentence_en: string;
                            };
                            /** @enum {string} */
                            light: "green" | "blue" | "yellow" | "red" | "grey";
                            /** @enum {string} */
                            mode: "direct" | "split";
                            /** @enum {string} */
                            kind: "immediate" | "promised";
                            applicant_name: string;
                            /** Format: date-time */
                            received_at: string;
                            /** Format: date */
                            due: string | null;
                            due_kind: string;
                            /** @description `due` lies in a year whose arrangement of days off is not known yet: it may still move */
                            calendar_warning: boolean;
                            receiving_centre: string;
                            receiving_centre_name: string | null;
                            receiving_centre_name_en: string | null;
                            responsible_centre: string;
                            responsible_centre_name: string | null;
                            responsible_centre_name_en: string | null;
                            allowed_actions: string[];
                        }[];
                        next: string | null;
                    };
                };
            };
            default: components["responses"]["NoRequest"];
        };
    };
    list_work: {
        parameters: {
            query?: {
                /** @description only cases in this state */
                state?: "received" | "in_transit" | "waiting" | "taken_over" | "returned" | "supplement_asked" | "accepted" | "refused" | "under_review" | "suspended" | "decided" | "issued" | "delivered" | "withdrawn" | "lapsed";
                /** @description only cases with this light */
                light?: "green" | "blue" | "yellow" | "red" | "grey";
                /** @description holder: to do here (the default); sent: with another centre */
                side?: "holder" | "sent";
                /** @description for supervisors: one centre of their scope */
                centre?: string;
                /**
                 * @description count the lights too
                 * @example true
                 */
                counts?: boolean;
                /**
                 * @description 50 when left away
                 * @example 2
                 */
                limit?: number;
                /** @description `next` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "counts": {
                     *         "green": 0,
                     *         "blue": 0,
                     *         "yellow": 1,
                     *         "red": 0,
                     *         "grey": 0,
                     *         "at_least": false
                     *       },
                     *       "items": [
                     *         {
                     *           "case_number": "SQ310101013202603020000019",
                     *           "item_code": "MZ-002",
                     *           "item_name": "城乡居民最低生活保障家庭/低收入困难家庭/特困人员/因病支出型贫困家庭/定期定量生活补贴人员证明出具",
                     *           "item_name_en": "Certificates of social assistance status (dibao, low income, extreme poverty, medical poverty, regular allowance)",
                     *           "state": "received",
                     *           "outcome": {
                     *             "came_to": "open",
                     *             "sentence_zh": "申请已经收下",
                     *             "sentence_en": "We have your application"
                     *           },
                     *           "light": "yellow",
                     *           "mode": "direct",
                     *           "kind": "immediate",
                     *           "applicant_name": "程*珍",
                     *           "received_at": "2026-03-02T10:00:01.292+08:00",
                     *           "due": "2026-03-02",
                     *           "due_kind": "promise",
                     *           "calendar_warning": false,
                     *           "receiving_centre": "310101013",
                     *           "receiving_centre_name": "外滩街道社区事务受理服务中心",
                     *           "receiving_centre_name_en": "The Bund Subdistrict Community Affairs Service Centre",
                     *           "responsible_centre": "310101013",
                     *           "responsible_centre_name": "外滩街道社区事务受理服务中心",
                     *           "responsible_centre_name_en": "The Bund Subdistrict Community Affairs Service Centre",
                     *           "allowed_actions": [
                     *             "ask_supplement",
                     *             "accept"
                     *           ]
                     *         }
                     *       ],
                     *       "next": null
                     *     }
                     */
                    "application/json": {
                        /** @description when asked for with counts=true */
                        counts: {
                            green: number;
                            blue: number;
                            yellow: number;
                            red: number;
                            grey: number;
                            /** @description true: only the most urgent 2,000 were counted */
                            at_least: boolean;
                        } | null;
                        items: {
                            case_number: string;
                            item_code: string;
                            item_name: string;
                            item_name_en: string | null;
                            /** @enum {string} */
                            state: "received" | "in_transit" | "waiting" | "taken_over" | "returned" | "supplement_asked" | "accepted" | "refused" | "under_review" | "suspended" | "decided" | "issued" | "delivered" | "withdrawn" | "lapsed";
                            /** @description what it came to */
                            outcome: {
                                /**
                                 * @description open until it is decided or ended
                                 * @enum {string}
                                 */
                                came_to: "open" | "granted" | "denied" | "not_accepted" | "withdrawn" | "lapsed";
                                /** @description for the applicant */
                                sentence_zh: string;
                                sentence_en: string;
                            };
                            /** @enum {string} */
                            light: "green" | "blue" | "yellow" | "red" | "grey";
                            /** @enum {string} */
                            mode: "direct" | "split";
                            /** @enum {string} */
                            kind: "immediate" | "promised";
                            applicant_name: string;
                            /** Format: date-time */
                            received_at: string;
                            /** Format: date */
                            due: string | null;
                            due_kind: string;
                            /** @description `due` lies in a year whose arrangement of days off is not known yet: it may still move */
                            calendar_warning: boolean;
                            receiving_centre: string;
                            receiving_centre_name: string | null;
                            receiving_centre_name_en: string | null;
                            responsible_centre: string;
                            responsible_centre_name: string | null;
                            responsible_centre_name_en: string | null;
                            allowed_actions: string[];
                        }[];
                        next: string | null;
                    };
                };
            };
            default: components["responses"]["NoRequest"];
        };
    };
    get_openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The answer. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "openapi": "3.1.0",
                     *       "info": {
                     *         "title": "Tongban 通办",
                     *         "version": "0.1.0"
                     *       }
                     *     }
                     */
                    "application/json": Record<string, never>;
                };
            };
            304: components["responses"]["Unchanged"];
            default: components["responses"]["NoRequest"];
        };
    };
}
