// Generated from /api/openapi.json by ./dev api. Do not edit: change the records in functions/ instead.

export interface paths {
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process answers. */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/languages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What can be written here, and what of it can be run on this machine. */
        get: operations["listLanguages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every part that a room needs answers. */
        get: operations["ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a room; the caller becomes its host. */
        post: operations["createRoom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The room and who is in it. */
        get: operations["getRoom"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/call": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What carries the call, and what the caller's page needs to be in it, for a while. */
        get: operations["readCall"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says something to everybody, or to host and interviewers only. */
        post: operations["sendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/docs/{doc}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Entries after a number, as bytes; header X-Seq is the last number. */
        get: operations["readEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/docs/{doc}/awareness": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A cursor that moved without an edit. */
        post: operations["sendAwareness"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/docs/{doc}/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** This entry throws in the caller's page. */
        post: operations["reportEntry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/docs/{doc}/updates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Appends a batch of frames; the answer means that it is durable. */
        post: operations["appendUpdates"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["endRoom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says that the page is there; answers what it may have missed. */
        post: operations["heartbeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/ice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** STUN and TURN servers with credentials of the caller's own, for a while. */
        get: operations["readIce"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open invitations, without their links. */
        get: operations["listInvites"];
        put?: never;
        /** A new link; this answer is the only place that shows it. */
        post: operations["createInvite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/invites/{inviteId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraws an invitation. */
        delete: operations["revokeInvite"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enters by an invitation, or returns with the own token. */
        post: operations["joinRoom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives the seat back. */
        post: operations["leaveRoom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["lockRoom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/participants/{participantId}/admit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives somebody who waits a seat. */
        post: operations["admitParticipant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/participants/{participantId}/lobby": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a candidate or observer back to wait. */
        post: operations["sendToLobby"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/participants/{participantId}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts somebody out for good and withdraws their invitation. */
        post: operations["removeParticipant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["pauseRoom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["resumeRoom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Newest first, at most 50, without output. */
        get: operations["listRuns"];
        put?: never;
        /** Queues a run; one Idempotency-Key is one run. */
        post: operations["startRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/runs/{runId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["getRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/runs/{runId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops a run that is not over. */
        post: operations["cancelRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/runs/{runId}/input": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Types into a run that has a terminal. */
        post: operations["typeInput"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/runs/{runId}/source": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the run was made of. */
        get: operations["getRunSource"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/signals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Carries something to the page of another seated participant, once, if it is there. */
        post: operations["sendSignal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["startRoom"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Entries after a number, at most 500. */
        get: operations["readTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rooms/{roomId}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["unlockRoom"];
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
        /** @description Event `awareness`: a cursor that moved without an edit. */
        AwarenessEvent: {
            /** Format: int32 */
            by: number;
            /** Format: byte */
            data: string;
            /** @enum {string} */
            doc: "code" | "board" | "notes";
        };
        /** @description What a page needs to be in the call. With the mesh that is nothing but the links it has already. */
        CallAnswer: {
            /**
             * Format: date-time
             * @description When the token ends; to be asked for anew before.
             */
            expiresAt?: string;
            /** @description GUID of the room's group call. */
            groupId?: string;
            /** @description Who is who, this page included; whoever came later is known to the next answer. */
            pages?: components["schemas"]["CallPage"][];
            /**
             * @description What carries sound and pictures: `mesh` (the pages themselves) or `acs`, with which everything else is there, too.
             * @enum {string}
             */
            provider: "mesh" | "acs";
            token?: string;
            /** @description Who this page is in it. */
            userId?: string;
        };
        /** @description One page that has been in the room's call, as its provider knows it. */
        CallPage: {
            /** Format: int32 */
            clientId: number;
            userId: string;
        };
        /** @description Goes to everybody in the room, so of a hidden case it holds what everybody may see. */
        CaseEvent: {
            case: components["schemas"]["CaseView"];
            /** Format: int32 */
            index: number;
            runId: string;
        };
        /** @description A test case that has ended. Of a hidden one, people who do not hold the interview get index, id, name, flag and status; all else is absent. */
        CaseView: {
            /** Format: int64 */
            cpuMs?: number;
            /** Format: int32 */
            exitCode?: number;
            hidden: boolean;
            /** @description As the request gave it. */
            id?: string;
            /**
             * Format: int32
             * @description Place in the request, from 0.
             */
            index: number;
            /** @enum {string} */
            limitHit?: "wallMs" | "compileWallMs" | "cpuMs" | "memoryMb" | "compileMemoryMb" | "outputBytes" | "idleMs" | "files";
            /** Format: int64 */
            memoryKb?: number;
            name: string;
            signal?: string;
            /**
             * @description `ok`, `wrong_answer`, or another Verdict.
             * @enum {string}
             */
            status: "ok" | "wrong_answer" | "runtime_error" | "time_limit" | "memory_limit" | "output_limit" | "cancelled" | "infra_error";
            stderr?: string;
            stderrTruncated?: boolean;
            stdout?: string;
            stdoutTruncated?: boolean;
            /** Format: int64 */
            wallMs?: number;
        };
        ChatMessage: {
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            audience: "room" | "interviewers";
            from: components["schemas"]["MessageAuthor"];
            /**
             * Format: int64
             * @description Its place in the room's timeline, where it is kept.
             */
            seq: number;
            text: string;
        };
        /** @description What the timeline keeps of a message. */
        ChatPayload: {
            from: components["schemas"]["MessageAuthor"];
            text: string;
        };
        CompileResult: {
            output: string;
            truncated: boolean;
            /** Format: int64 */
            wallMs: number;
        };
        CreateInvite: {
            /** Format: int32 */
            expiresInMinutes?: null | number;
            /** Format: int32 */
            maxUses?: null | number;
            role?: null | components["schemas"]["Role"];
        };
        CreateRoom: {
            kind?: null | components["schemas"]["RoomKind"];
            language?: null | string;
            name?: null | string;
            title?: null | string;
        };
        Health: {
            parts: components["schemas"]["HealthPart"][];
            status: string;
        };
        /** @description One part of the machine. */
        HealthPart: {
            /** @description Why it is not ready, or what it does less well than it could; for operators. */
            detail: string[];
            name: string;
            ready: boolean;
        };
        /** @description Answer to a heartbeat: everything a page compares with what it has, so that nothing missed stays missed. */
        Heartbeat: {
            /** @description Last seq of the document `code`, so far the only one; empty for those who wait. */
            heads: {
                [key: string]: number;
            };
            /** Format: date-time */
            now: string;
            participants: components["schemas"]["ParticipantView"][];
            room: components["schemas"]["RoomView"];
            /** Format: int64 */
            timelineHead: number;
            /** @description A fresh token when the old one is half spent. */
            token?: string;
        };
        /** @description What the hub delivers: each member is the name of an event and its type that of the one argument. Never made; the API's document shows it. */
        HubEvents: {
            awareness: components["schemas"]["AwarenessEvent"];
            case: components["schemas"]["CaseEvent"];
            chat: components["schemas"]["MessageAnswer"];
            output: components["schemas"]["OutputEvent"];
            participants: components["schemas"]["ParticipantsEvent"];
            removed: components["schemas"]["RemovedEvent"];
            room: components["schemas"]["RoomEvent"];
            run: components["schemas"]["RunAnswer"];
            signal: components["schemas"]["SignalEvent"];
            superseded: components["schemas"]["SupersededEvent"];
            timeline: components["schemas"]["TimelineEvent"];
            update: components["schemas"]["UpdateEvent"];
        };
        IceAnswer: {
            /**
             * Format: date-time
             * @description When the credentials stop to open new relays; absent where there are none.
             */
            expiresAt?: string;
            /**
             * @description `relay` where pages may reach each other only through the TURN servers.
             * @enum {string}
             */
            policy: "all" | "relay";
            servers: components["schemas"]["IceServer"][];
        };
        /** @description One entry of `RTCConfiguration.iceServers`. STUN servers ask for no credentials. */
        IceServer: {
            credential?: string;
            urls: string[];
            username?: string;
        };
        InviteAnswer: {
            invite: components["schemas"]["InviteView"];
        };
        InvitesAnswer: {
            invites: components["schemas"]["InviteView"][];
        };
        /** @description An invitation. Url is present only in the answer that made it. */
        InviteView: {
            /** Format: date-time */
            expiresAt: string;
            id: string;
            /** Format: int32 */
            maxUses: number;
            role: components["schemas"]["Role"];
            url?: string;
            /** Format: int32 */
            uses: number;
        };
        JoinRoom: {
            invite?: null | string;
            name?: null | string;
        };
        LanguageDiagnostic: {
            /**
             * @description A regular expression, in language.json with {work} as in commands, with the same meaning in JavaScript (flags gm) and in .NET (ECMAScript | Multiline). Group `line` is always there;
             *     `file` is a path or its end (without it, the entry is meant), further ones are `column`, `severity` (error or warning) and `message`.
             */
            pattern: string;
        };
        /** @description Milliseconds of wall and processor time, MiB, bytes of output after which a run is stopped. */
        LanguageLimits: {
            /** Format: int32 */
            compileWallMs: number;
            /** Format: int32 */
            cpuMs: number;
            /** Format: int32 */
            memoryMb: number;
            /** Format: int32 */
            outputBytes: number;
            /** Format: int32 */
            wallMs: number;
        };
        /** @description GET /api/languages. */
        LanguageList: {
            languages: components["schemas"]["LanguageView"][];
        };
        LanguageView: {
            aliases: string[];
            /** @description Whether this machine has the toolchain. */
            available: boolean;
            /** @description See LanguageDiagnostic; what the page makes clickable. */
            diagnostics: components["schemas"]["LanguageDiagnostic"][];
            documentation?: string;
            extension: string;
            fileName: string;
            /** @description A sentence to show to who chooses the language. */
            hint?: string;
            id: string;
            /** @description Those that are installed. */
            libraries: components["schemas"]["LibraryView"][];
            limits: components["schemas"]["LanguageLimits"];
            monacoId: string;
            name: string;
            /** @description Text of the first file of a new room. */
            starter: string;
            /** @description The toolchain's own words; null where it is missing, and for the first second of a server's life where it is not known yet. */
            version?: string;
        };
        LibraryView: {
            name: string;
            /** @description Of upstream, without what the packager added. */
            version: string;
        };
        MessageAnswer: {
            message: components["schemas"]["ChatMessage"];
        };
        MessageAuthor: {
            colour: string;
            id: string;
            name: string;
        };
        OutputEvent: {
            /** @description Participant who typed it; absent for what the program printed. */
            by?: string;
            runId: string;
            /**
             * Format: int32
             * @description One more than the event before it; the first of an attempt is one more than `outputSeq` of the `run` event that said running.
             */
            seq: number;
            /**
             * @description `stdout`, `stderr`, `compile` or `input`.
             * @enum {string}
             */
            stream: "stdout" | "stderr" | "compile" | "input";
            text: string;
        };
        /** @description Text that came on one stream without another between. */
        OutputSegment: {
            by?: string;
            /**
             * @description As in OutputEvent, like By.
             * @enum {string}
             */
            stream: "stdout" | "stderr" | "compile" | "input";
            text: string;
        };
        /** @description After a change of people; Invite replaces the link that a removed person had used. */
        ParticipantsAnswer: {
            invite?: components["schemas"]["InviteView"];
            participants: components["schemas"]["ParticipantView"][];
        };
        ParticipantsEvent: {
            list: components["schemas"]["ParticipantView"][];
        };
        /** @enum {string} */
        ParticipantStatus: "waiting" | "seated" | "held" | "left" | "removed" | "expired";
        ParticipantView: {
            /** Format: int32 */
            clientId: number;
            colour: string;
            /** Format: date-time */
            heldUntil?: string;
            id: string;
            /** Format: date-time */
            joinedAt: string;
            name: string;
            online: boolean;
            role: components["schemas"]["Role"];
            /** Format: int32 */
            seat?: number;
            status: components["schemas"]["ParticipantStatus"];
        };
        /** @description Payload of `joined`, `left`, `removed`, `admitted` entries. */
        PersonPayload: {
            name: string;
            participantId: string;
            role: components["schemas"]["Role"];
        };
        /** @description The one shape of every failure: RFC 9457 problem JSON with our stable `code`. */
        Problem: {
            code: components["schemas"]["ProblemCode"];
            detail: string;
            /** Format: int32 */
            status: number;
            title: string;
            type: string;
        };
        /** @enum {string} */
        ProblemCode: "ACCOUNT_REQUIRED" | "AUTHOR_PRESENT" | "AWARENESS_REFUSED" | "BAD_REQUEST" | "BATCH_GAP" | "CALL_UNAVAILABLE" | "DOCUMENT_FULL" | "DOCUMENT_NOT_FOUND" | "EMPTY_MESSAGE" | "ENTRY_NOT_FOUND" | "FORBIDDEN" | "HOST_ONLY" | "HOST_STAYS" | "INPUT_ENDED" | "INTERNAL" | "INVALID_INVITE" | "INVALID_NAME" | "INVALID_RUN" | "INVALID_TITLE" | "INVITE_EXPIRED" | "INVITE_NOT_FOUND" | "INVITE_REVOKED" | "INVITE_USED" | "LEFT" | "LOBBY_FULL" | "METHOD_NOT_ALLOWED" | "NOT_FOUND" | "NOT_WAITING" | "PARTICIPANT_NOT_FOUND" | "RATE_LIMITED" | "READ_ONLY" | "REMOVED" | "ROOM_BUSY" | "ROOM_ENDED" | "ROOM_FULL" | "ROOM_LOCKED" | "ROOM_NOT_FOUND" | "RUN_NOT_FOUND" | "RUN_NOT_INTERACTIVE" | "RUN_OVER" | "RUN_QUEUE_FULL" | "SANDBOX_UNAVAILABLE" | "STORAGE_UNAVAILABLE" | "SUPERSEDED" | "TOKEN_EXPIRED" | "TOKEN_INVALID" | "TOKEN_MISSING" | "TOO_LARGE" | "TOO_MANY_INVITES" | "UNKNOWN_LANGUAGE" | "UNSUPPORTED_MEDIA_TYPE" | "UPDATE_REFUSED" | "WAITING" | "WRONG_ROOM" | "WRONG_STATE";
        RemovedEvent: {
            /**
             * @description `removed` (by a host or interviewer), `lobby` (sent back to wait: join again) or `left` (away so long that the seat went to somebody else).
             * @enum {string}
             */
            reason: "removed" | "lobby" | "left";
        };
        ReportEntry: {
            /** Format: int32 */
            seq: number;
        };
        /** @description Null keeps the language's limit. */
        RequestedLimits: {
            /** Format: int32 */
            compileWallMs?: null | number;
            /** Format: int32 */
            cpuMs?: null | number;
            /** Format: int32 */
            memoryMb?: null | number;
            /** Format: int32 */
            outputBytes?: null | number;
            /** Format: int32 */
            wallMs?: null | number;
        };
        /**
         * @description What somebody may do in one room. Never an account level.
         * @enum {string}
         */
        Role: "host" | "interviewer" | "candidate" | "observer";
        RoomAnswer: {
            room: components["schemas"]["RoomView"];
        };
        RoomCreated: {
            /** Format: int32 */
            clientId: number;
            invites: components["schemas"]["InviteView"][];
            participant: components["schemas"]["ParticipantView"];
            participants: components["schemas"]["ParticipantView"][];
            room: components["schemas"]["RoomView"];
            token: string;
        };
        RoomDetails: {
            participants: components["schemas"]["ParticipantView"][];
            room: components["schemas"]["RoomView"];
            you: components["schemas"]["ParticipantView"];
        };
        RoomEvent: {
            room: components["schemas"]["RoomView"];
        };
        RoomJoined: {
            /** Format: int32 */
            clientId: number;
            participant: components["schemas"]["ParticipantView"];
            participants: components["schemas"]["ParticipantView"][];
            room: components["schemas"]["RoomView"];
            token: string;
        };
        /** @enum {string} */
        RoomKind: "pair" | "interview";
        /**
         * @description Where a room is in its life. Only server time and its host move it, one conditional write at a time; each move raises int Room.Epoch.
         * @enum {string}
         */
        RoomState: "draft" | "scheduled" | "lobby" | "live" | "paused" | "ended" | "archived" | "purged";
        /** @description A room as anyone inside or waiting may see it. */
        RoomView: {
            /** Format: int32 */
            capacity: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            endedAt?: string;
            endReason?: string;
            /** Format: int32 */
            epoch: number;
            hostId: string;
            id: string;
            kind: components["schemas"]["RoomKind"];
            language: string;
            lobbyOn: boolean;
            locked: boolean;
            /** Format: date-time */
            startedAt?: string;
            state: components["schemas"]["RoomState"];
            title: string;
        };
        RunAnswer: {
            run: components["schemas"]["RunView"];
        };
        RunFile: {
            path: string;
        };
        /** @description Payload of `run` entries of the timeline. */
        RunPayload: {
            /** Format: int32 */
            casesPassed?: number;
            /** Format: int32 */
            casesTotal?: number;
            /** Format: int32 */
            exitCode?: number;
            language: string;
            runId: string;
            status: string;
            /** Format: int64 */
            wallMs?: number;
        };
        RunsAnswer: {
            runs: components["schemas"]["RunView"][];
        };
        /** @description What a run is made of, kept so that it can be looked at and run again. */
        RunSource: {
            args: string[];
            files: components["schemas"]["SourceFile"][];
            limits?: components["schemas"]["RequestedLimits"];
            stdin: string;
            terminal?: components["schemas"]["TerminalSize"];
            tests?: components["schemas"]["RunTest"][];
        };
        /** @description One test case as it is asked for and shown again; of a hidden one, people who do not hold the interview see name, flag and id only (rule C5). */
        RunTest: {
            /**
             * @description One of Checkers; null: `lines`.
             * @enum {null|string}
             */
            checker?: "exact" | "lines" | "tokens" | "numbers" | "unordered" | null;
            expected?: null | string;
            /** @default false */
            hidden?: boolean;
            /** @description Says of the result whose it is, for names need not be unique: 1 to 40 letters, digits, hyphens or underscores. It goes to everybody, also a hidden case's. */
            id?: null | string;
            name?: null | string;
            stdin?: null | string;
            /**
             * Format: int32
             * @description Null: the language's limit.
             */
            wallMs?: null | number;
        };
        /** @description A run as one caller sees it. The result's members are absent until it is over, and in lists; while it runs, `GET` of it has the output so far. */
        RunView: {
            afterEnd: boolean;
            /**
             * Format: int32
             * @description How often it was begun; 2 says that our side failed once and it was begun anew.
             */
            attempt: number;
            /** @description Those that have ended, by index. */
            cases?: components["schemas"]["CaseView"][];
            /** Format: int32 */
            casesPassed?: number;
            /** Format: int32 */
            casesTotal?: number;
            compile?: components["schemas"]["CompileResult"];
            /** Format: int64 */
            cpuMs?: number;
            entry: string;
            /** Format: int32 */
            exitCode?: number;
            files: components["schemas"]["RunFile"][];
            /** Format: date-time */
            finishedAt?: string;
            id: string;
            language: string;
            /** @enum {string} */
            limitHit?: "wallMs" | "compileWallMs" | "cpuMs" | "memoryMb" | "compileMemoryMb" | "outputBytes" | "idleMs" | "files";
            /** Format: int64 */
            memoryKb?: number;
            /** @description Of a run with a terminal, instead of reading Stdout: what was printed and typed, in order. */
            output?: components["schemas"]["OutputSegment"][];
            /**
             * Format: int32
             * @description While running: the output members contain the `output` events up to this number, and none of an earlier attempt.
             */
            outputSeq?: number;
            /**
             * Format: int32
             * @description While queued: runs of this room before it.
             */
            queuePosition?: number;
            /** Format: date-time */
            requestedAt: string;
            requestedBy: string;
            /**
             * Format: int32
             * @description While queued with no run of this room before it: other rooms whose run gets a place on the machine before this one.
             */
            roomsAhead?: number;
            signal?: string;
            /** Format: date-time */
            startedAt?: string;
            /** @enum {string} */
            status: "queued" | "running" | "ok" | "compile_error" | "runtime_error" | "time_limit" | "memory_limit" | "output_limit" | "cancelled" | "infra_error";
            stderr: string;
            stderrTruncated: boolean;
            stdout: string;
            stdoutTruncated: boolean;
            terminal?: components["schemas"]["TerminalSize"];
            toolchain?: string;
            /** Format: int64 */
            wallMs?: number;
        };
        SendMessage: {
            /** @enum {null|string} */
            audience?: "room" | "interviewers" | null;
            text?: null | string;
        };
        SendSignal: {
            /** @description Between the two pages; the server only carries it. */
            data?: null | string;
            /**
             * Format: int32
             * @description Client id of the page it is for: what was meant for a page must never reach the one that took its place.
             */
            to: number;
        };
        /** @description Event `signal`: what another page sent to this one. */
        SignalEvent: {
            data: string;
            /**
             * Format: int32
             * @description Client id of the page that sent it, as its token says.
             */
            from: number;
        };
        SourceFile: {
            /** @description Relative, with forward slashes. */
            path: string;
            text: string;
        };
        StartRun: {
            args?: null | string[];
            entry?: null | string;
            files?: null | components["schemas"]["SourceFile"][];
            language?: null | string;
            limits?: null | components["schemas"]["RequestedLimits"];
            stdin?: null | string;
            terminal?: null | components["schemas"]["TerminalSize"];
            /** @description At most int TestCases.Most; excludes Stdin and Terminal. Hidden ones only from those who hold the interview. */
            tests?: null | components["schemas"]["RunTest"][];
        };
        /** @description Payload of `state` entries. */
        StatePayload: {
            locked: boolean;
            reason?: string;
            state: components["schemas"]["RoomState"];
        };
        /** Format: binary */
        Stream: string;
        SupersededEvent: Record<string, never>;
        /** @description Characters; fixed for the whole run. */
        TerminalSize: {
            /** Format: int32 */
            columns: number;
            /** Format: int32 */
            rows: number;
        };
        /** @description One entry of a room's timeline. */
        TimelineEntry: {
            /** @description Participant id; null for the server itself. */
            actor?: string;
            /** Format: date-time */
            at: string;
            /**
             * @description `room` or `interviewers`.
             * @enum {string}
             */
            audience: "room" | "interviewers";
            /**
             * Format: int64
             * @description Milliseconds since the room was created.
             */
            ms: number;
            payload: unknown;
            /**
             * Format: int64
             * @description Dense per room, from 1.
             */
            seq: number;
            type: string;
        };
        TimelineEvent: {
            event: components["schemas"]["TimelineEntry"];
        };
        TimelinePage: {
            events: components["schemas"]["TimelineEntry"][];
            /** Format: int64 */
            head: number;
        };
        /** @description What stands in a timeline entry: each member is a type of entries and its type that of their payload. Never made; the API's document shows it. */
        TimelinePayloads: {
            admitted: components["schemas"]["PersonPayload"];
            chat: components["schemas"]["ChatPayload"];
            joined: components["schemas"]["PersonPayload"];
            left: components["schemas"]["PersonPayload"];
            lobby: components["schemas"]["PersonPayload"];
            removed: components["schemas"]["PersonPayload"];
            run: components["schemas"]["RunPayload"];
            state: components["schemas"]["StatePayload"];
            waiting: components["schemas"]["PersonPayload"];
        };
        /** @description What somebody types into a running program. */
        TypeInput: {
            /**
             * @description The input ends after it.
             * @default false
             */
            end?: boolean;
            /** @description As typed, newlines included. */
            text?: null | string;
        };
        UpdateAnswer: {
            /** Format: int32 */
            seq: number;
        };
        /** @description Event `update`: an entry that is in the log. Data and awareness travel as base64. */
        UpdateEvent: {
            /**
             * Format: byte
             * @description The author's cursor after it.
             */
            awareness?: string;
            /**
             * Format: int32
             * @description Client id of its author.
             */
            by: number;
            /**
             * Format: byte
             * @description The batch as it was sent.
             */
            data: string;
            /**
             * @description Document.
             * @enum {string}
             */
            doc: "code" | "board" | "notes";
            /**
             * Format: int32
             * @description Its place in the log.
             */
            seq: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    listLanguages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LanguageList"];
                };
            };
        };
    };
    ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    createRoom: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateRoom"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomCreated"];
                };
            };
        };
    };
    getRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomDetails"];
                };
            };
        };
    };
    readCall: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallAnswer"];
                };
            };
        };
    };
    sendMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendMessage"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageAnswer"];
                };
            };
        };
    };
    readEntries: {
        parameters: {
            query?: {
                after?: number;
                snapshot?: string;
            };
            header?: never;
            path: {
                doc: string;
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": components["schemas"]["Stream"];
                };
            };
        };
    };
    sendAwareness: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                doc: string;
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    reportEntry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                doc: string;
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReportEntry"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    appendUpdates: {
        parameters: {
            query: {
                author?: number;
                batch: number;
            };
            header?: {
                "X-Awareness"?: string;
            };
            path: {
                doc: string;
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpdateAnswer"];
                };
            };
        };
    };
    endRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomAnswer"];
                };
            };
        };
    };
    heartbeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Heartbeat"];
                };
            };
        };
    };
    readIce: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IceAnswer"];
                };
            };
        };
    };
    listInvites: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitesAnswer"];
                };
            };
        };
    };
    createInvite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateInvite"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InviteAnswer"];
                };
            };
        };
    };
    revokeInvite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                inviteId: string;
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    joinRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JoinRoom"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomJoined"];
                };
            };
        };
    };
    leaveRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomAnswer"];
                };
            };
        };
    };
    lockRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomAnswer"];
                };
            };
        };
    };
    admitParticipant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                participantId: string;
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParticipantsAnswer"];
                };
            };
        };
    };
    sendToLobby: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                participantId: string;
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParticipantsAnswer"];
                };
            };
        };
    };
    removeParticipant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                participantId: string;
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ParticipantsAnswer"];
                };
            };
        };
    };
    pauseRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomAnswer"];
                };
            };
        };
    };
    resumeRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomAnswer"];
                };
            };
        };
    };
    listRuns: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunsAnswer"];
                };
            };
        };
    };
    startRun: {
        parameters: {
            query?: never;
            header?: {
                "Idempotency-Key"?: string;
            };
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartRun"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunAnswer"];
                };
            };
        };
    };
    getRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
                runId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunAnswer"];
                };
            };
        };
    };
    cancelRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
                runId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunAnswer"];
                };
            };
        };
    };
    typeInput: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
                runId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TypeInput"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getRunSource: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
                runId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunSource"];
                };
            };
        };
    };
    sendSignal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendSignal"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    startRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomAnswer"];
                };
            };
        };
    };
    readTimeline: {
        parameters: {
            query?: {
                after?: number;
            };
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimelinePage"];
                };
            };
        };
    };
    unlockRoom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                roomId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoomAnswer"];
                };
            };
        };
    };
}
