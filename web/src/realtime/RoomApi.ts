import { fetchJson, readJson, type Call, type Fetch } from './http.ts';
import type {
  Audience,
  CallAnswer,
  ChatMessage,
  CreateRoomAnswer,
  CreateRoomRequest,
  HeartbeatAnswer,
  IceAnswer,
  Invite,
  JoinAnswer,
  Language,
  Participant,
  ParticipantVerb,
  Role,
  Room,
  RoomVerb,
  Run,
  RunRequest,
  RunSource,
  TimelineEvent,
} from './protocol.ts';
import { fillPath, type JsonAnswer, type JsonBody, type PathValues, type RoomPath } from './roomPaths.ts';

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
    return this.#post('/heartbeat', {});
  }

  async change(verb: RoomVerb): Promise<Room> {
    return (await this.#post(`/${verb}`, {})).room;
  }

  async changeParticipant(participantId: string, verb: ParticipantVerb): Promise<Participant[]> {
    return (await this.#post(`/participants/{participantId}/${verb}`, { participantId })).participants;
  }

  /** The answer is the only place where the invite's `url` is ever seen. */
  async invite(role: Role, options: { maxUses?: number; expiresInMinutes?: number } = {}): Promise<Invite> {
    return (await this.#post('/invites', {}, { role, ...options })).invite;
  }

  async invites(): Promise<Invite[]> {
    return (await this.#get('/invites', {})).invites;
  }

  async revokeInvite(inviteId: string): Promise<void> {
    const path = '/invites/{inviteId}' satisfies RoomPath<'delete'>;
    await this.#call(fillPath(path, { inviteId }), { method: 'DELETE' });
  }

  /** The same `idempotencyKey` answers with the same run, so a call whose answer was lost may be made again. */
  async startRun(request: RunRequest, idempotencyKey: string = crypto.randomUUID()): Promise<Run> {
    return (await this.#post('/runs', {}, request, { 'idempotency-key': idempotencyKey })).run;
  }

  /** Newest first, at most 50, without output. */
  async runs(): Promise<Run[]> {
    return (await this.#get('/runs', {})).runs;
  }

  async run(runId: string): Promise<Run> {
    return (await this.#get('/runs/{runId}', { runId })).run;
  }

  async runSource(runId: string): Promise<RunSource> {
    return this.#get('/runs/{runId}/source', { runId });
  }

  /** Types into a running program. Resolves when it is kept in the order everybody sees. */
  async typeInto(runId: string, input: { text?: string; end?: boolean }): Promise<void> {
    const path = '/runs/{runId}/input' satisfies RoomPath<'post'>;
    await this.#call(fillPath(path, { runId }), { method: 'POST', body: input });
  }

  async cancelRun(runId: string): Promise<Run> {
    return (await this.#post('/runs/{runId}/cancel', { runId })).run;
  }

  async say(text: string, audience: Audience = 'room'): Promise<ChatMessage> {
    return (await this.#post('/chat', {}, { text, audience })).message;
  }

  /** Carries `data` to the page with the client id `to`, if it is there. */
  async signal(to: number, data: string): Promise<void> {
    const path = '/signals' satisfies RoomPath<'post'>;
    await this.#call(path, { method: 'POST', body: { to, data } });
  }

  async ice(): Promise<IceAnswer> {
    return this.#get('/ice', {});
  }

  /** What carries the call, and what this page needs to be in it. */
  async call(): Promise<CallAnswer> {
    return this.#get('/call', {});
  }

  /** At most 500 events; ask again while the last seq is below `head` and events came. */
  async timeline(after: number): Promise<{ events: TimelineEvent[]; head: number }> {
    const page = await this.#get('/timeline', {}, `?after=${after}`);
    // The document tells the payloads apart in a table of their own.
    return page as { events: TimelineEvent[]; head: number };
  }

  async #get<Path extends RoomPath<'get'>>(
    path: Path,
    values: PathValues<Path>,
    query = '',
  ): Promise<JsonAnswer<'get', Path>> {
    return readJson(await this.#call(fillPath(path, values) + query));
  }

  async #post<Path extends RoomPath<'post'>>(
    path: Path,
    values: PathValues<Path>,
    body?: JsonBody<'post', Path>,
    headers: Record<string, string> = {},
  ): Promise<JsonAnswer<'post', Path>> {
    return readJson(await this.#call(fillPath(path, values), { method: 'POST', body, headers }));
  }
}
