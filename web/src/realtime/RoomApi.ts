import { fetchJson, readJson, type Call, type Fetch } from './http.ts';
import type {
  Audience,
  ChatMessage,
  CreateRoomAnswer,
  CreateRoomRequest,
  HeartbeatAnswer,
  Invite,
  JoinAnswer,
  Language,
  Participant,
  ParticipantVerb,
  Role,
  Room,
  RoomVerb,
  Run,
  RunFile,
  RunRequest,
  TimelineEvent,
} from './protocol.ts';

export async function createRoom(fetch: Fetch, request: CreateRoomRequest): Promise<CreateRoomAnswer> {
  return fetchJson(fetch, '/api/rooms', { method: 'POST', body: request });
}

/** With `token` the same participant, seat and colour come back; without, a new participant enters by the invite. */
export async function joinRoom(
  fetch: Fetch,
  roomId: string,
  request: { token?: string | undefined; name?: string | undefined; invite?: string | undefined },
): Promise<JoinAnswer> {
  const { token, ...body } = request;
  return fetchJson(fetch, `/api/rooms/${encodeURIComponent(roomId)}/join`, { method: 'POST', token, body });
}

export async function fetchLanguages(fetch: Fetch): Promise<Language[]> {
  return (await fetchJson<{ languages: Language[] }>(fetch, '/api/languages')).languages;
}

/** Calls `/api/rooms/{id}` + path with the room's current token. Rejects with a `Problem`. */
export type RoomCall = (path: string, call?: Call) => Promise<Response>;

/** The calls of one room. Each rejects with a `Problem`. */
export class RoomApi {
  readonly #call: RoomCall;

  constructor(call: RoomCall) {
    this.#call = call;
  }

  async heartbeat(): Promise<HeartbeatAnswer> {
    return this.#post('/heartbeat');
  }

  async room(): Promise<{ room: Room; participants: Participant[]; you: Participant }> {
    return this.#get('');
  }

  async change(verb: RoomVerb): Promise<Room> {
    return (await this.#post<{ room: Room }>(`/${verb}`)).room;
  }

  async changeParticipant(participantId: string, verb: ParticipantVerb): Promise<Participant[]> {
    const path = `/participants/${encodeURIComponent(participantId)}/${verb}`;
    return (await this.#post<{ participants: Participant[] }>(path)).participants;
  }

  /** The answer is the only place where the invite's `url` is ever seen. */
  async invite(role: Role, options: { maxUses?: number; expiresInMinutes?: number } = {}): Promise<Invite> {
    return (await this.#post<{ invite: Invite }>('/invites', { role, ...options })).invite;
  }

  async invites(): Promise<Invite[]> {
    return (await this.#get<{ invites: Invite[] }>('/invites')).invites;
  }

  async revokeInvite(inviteId: string): Promise<void> {
    await this.#call(`/invites/${encodeURIComponent(inviteId)}`, { method: 'DELETE' });
  }

  /** The same `idempotencyKey` answers with the same run, so a call whose answer was lost may be made again. */
  async startRun(request: RunRequest, idempotencyKey: string = crypto.randomUUID()): Promise<Run> {
    return (await this.#post<{ run: Run }>('/runs', request, { 'idempotency-key': idempotencyKey })).run;
  }

  /** Newest first, at most 50, without output. */
  async runs(): Promise<Run[]> {
    return (await this.#get<{ runs: Run[] }>('/runs')).runs;
  }

  async run(runId: string): Promise<Run> {
    return (await this.#get<{ run: Run }>(`/runs/${encodeURIComponent(runId)}`)).run;
  }

  async runSource(runId: string): Promise<{ files: RunFile[]; stdin: string; args: string[] }> {
    return this.#get(`/runs/${encodeURIComponent(runId)}/source`);
  }

  async cancelRun(runId: string): Promise<Run> {
    return (await this.#post<{ run: Run }>(`/runs/${encodeURIComponent(runId)}/cancel`)).run;
  }

  async say(text: string, audience: Audience = 'room'): Promise<ChatMessage> {
    return (await this.#post<{ message: ChatMessage }>('/chat', { text, audience })).message;
  }

  /** At most 500 events; ask again while the last seq is below `head` and events came. */
  async timeline(after: number): Promise<{ events: TimelineEvent[]; head: number }> {
    return this.#get(`/timeline?after=${after}`);
  }

  async #get<T>(path: string): Promise<T> {
    return readJson(await this.#call(path));
  }

  async #post<T>(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    return readJson(await this.#call(path, { method: 'POST', body, headers }));
  }
}
