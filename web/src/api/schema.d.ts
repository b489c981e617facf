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
         * @description The preview says only that a case is open elsewhere (`open_elsewhere`). Whoever has to know where gives a purpose here; every case that is told is logged with it.
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
         * @description For whoever has lost the receipt: at any centre, against the document of the applicant or agent. The password before opens the case no more. A wrong document and a number without a case are answered alike, and who goes on guessing has to wait.
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
                    code?: "malformed" | "bad_host" | "bad_framing" | "too_slow" | "target_too_long" | "head_too_large" | "unknown_coding";
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
                    "text/plain; version=0.0.4; charset=utf-8": string;
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
                    "application/json": Record<string, never>;
                };
            };
            304: components["responses"]["Unchanged"];
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
                /** @description 6 digits */
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
                /** @description 9 digits */
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
                /** @description lon,lat: nearest first, with distance_m */
                near?: string;
                /** @description items of a page; 50 when absent */
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
                /** @description code */
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
                /** @description year */
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
                            field: string;
                            code: string;
                            zh: string;
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
                /** @description part of a name, of its pinyin, or the first digits of a code; without it districts and provinces */
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
                /** @description words in Chinese or English, pinyin, initials or a code */
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
                /** @description items of a page; 50 when absent */
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
                /** @description code */
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
                /** @description words in Chinese or English, pinyin or initials */
                q?: string;
                /** @description items of a page; 50 when absent */
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
                /** @description any day; today when absent */
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
                /** @description code of a centre */
                centre?: string;
                role?: "clerk" | "reviewer" | "lead" | "district" | "city" | "keeper" | "auditor" | "admin";
                /** @description 50 when absent */
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
                /** @description username */
                username: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
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
                "application/json": {
                    /** @description what would be applied for */
                    item_code: string;
                    answers?: {
                        [key: string]: string | number | boolean | null;
                    } | null;
                    applicant?: {
                        id_type?: string | null;
                        id_number?: string | null;
                        name?: string | null;
                        phone?: string | null;
                        hukou_division?: string | null;
                        residence_division?: string | null;
                        address?: string | null;
                        residence_permit?: boolean | null;
                    } | null;
                    agent?: {
                        id_type?: string | null;
                        id_number?: string | null;
                        name?: string | null;
                        phone?: string | null;
                    } | null;
                    form?: {
                        [key: string]: string | number | boolean | null;
                    } | null;
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
                    /** @enum {string|null} */
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
                            field: string;
                            code: string;
                            zh: string;
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
                        /** @description where the applicant is told */
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
                        /** @description as the applicant's */
                        id_type: string;
                        id_number: string;
                        name: string;
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
                /** @description number */
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
                        allowed_actions: string[];
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
                /** @description number */
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
                /** @description number */
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
                /** @description number */
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description one of allowed_actions
                     * @enum {string}
                     */
                    action: "take_over" | "return_to_receiver" | "ask_supplement" | "supplement" | "accept" | "refuse" | "review" | "suspend" | "resume" | "extend" | "decide" | "issue" | "deliver" | "withdraw" | "arrive" | "deem_accepted" | "lapse" | "calendar_changed" | "reissue_password";
                    /** @description of the case as it was seen; 409 stale when it changed meanwhile */
                    revision?: number | null;
                    /**
                     * @description of decide
                     * @enum {string|null}
                     */
                    outcome?: "granted" | "denied" | null;
                    /** @description in words: refuse, decide denied, extend, withdraw, suspend */
                    reason?: string | null;
                    /** @description all reasons at once: return_to_receiver, ask_supplement, refuse */
                    reasons?: {
                        /** @enum {string} */
                        code: "wrong_routing" | "unreadable_scan" | "incomplete_form" | "missing_material" | "invalid_material" | "wrong_item" | "not_eligible" | "not_competent" | "other";
                        /** @description the material it is about */
                        material_code?: string | null;
                        /** @description in words, for the one who has to mend it; other needs it, missing_material and invalid_material where no material is named */
                        note?: string | null;
                    }[] | null;
                    /** @description what a supplement brings */
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
                    /** @description what a supplement corrects */
                    answers?: {
                        [key: string]: string | number | boolean | null;
                    } | null;
                    /** @description what a supplement corrects */
                    form?: {
                        [key: string]: string | number | boolean | null;
                    } | null;
                    /** @description corrected while the responsible centre has not taken the case over */
                    hukou_division?: string | null;
                    /** @description corrected while the responsible centre has not taken the case over */
                    residence_division?: string | null;
                    /** @description corrected, or asked for beside a corrected hukou_division */
                    residence_permit?: boolean | null;
                    /** @description working days of an extension (1-10, 10 when left away), or to supplement (1-60, 15 when left away) */
                    days?: number | null;
                    /**
                     * @description special procedure of a suspension; other needs the reason in words, which may stand alone
                     * @enum {string|null}
                     */
                    procedure?: "hearing" | "inspection" | "testing" | "quarantine" | "appraisal" | "expert_review" | "public_notice" | "verification" | "means_test" | "other" | null;
                    /**
                     * @description how the result reached the applicant
                     * @enum {string|null}
                     */
                    delivery?: "window" | "courier" | "electronic" | "locker" | "home" | null;
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
                /** @description number */
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
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
                /** @description number */
                number: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
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
                /** @description count the lights too */
                counts?: boolean;
                /** @description 50 when left away */
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
}
