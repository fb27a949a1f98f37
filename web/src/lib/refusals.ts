/** What a refusal means to the person, and what they can do about it. */
export interface Explanation {
  title: string;
  next: string;
}

/** A failure as `Problem` carries it; `message` is the server's own sentence, for codes that are not in the table. */
export interface Failure {
  code: string;
  message: string;
}

/** One sentence and one next step for every code of docs/codes.md that a page can meet. */
const explanations = {
  // Getting in
  ROOM_FULL: {
    title: 'All four seats are taken',
    next: 'We try again by ourselves and let you in as soon as a seat is free.',
  },
  ROOM_ENDED: {
    title: 'This room has ended',
    next: 'Nothing can be changed in it any more. A page that had it open when it ended still offers the code.',
  },
  ROOM_LOCKED: { title: 'The room is locked', next: 'Ask someone inside to unlock it, then try again.' },
  ROOM_NOT_FOUND: {
    title: 'This link does not open a room',
    next: 'Check that the whole link was copied, or ask for a new one.',
  },
  CALL_UNAVAILABLE: {
    title: 'The call cannot be reached',
    next: 'Everything else in the room works. The call is tried again by itself.',
  },
  ROOM_BUSY: { title: 'The room is very busy', next: 'Nothing was changed. Try again in a second.' },
  LOBBY_FULL: { title: 'Too many people are waiting', next: 'We try again by ourselves in a moment.' },
  INVITE_EXPIRED: { title: 'This invitation has run out', next: 'Ask the host for a new link.' },
  INVITE_USED: {
    title: 'This invitation is used up',
    next: 'It was opened as often as it may be. Ask the host for a new link.',
  },
  INVITE_REVOKED: { title: 'This invitation was withdrawn', next: 'Ask the host for a new link.' },
  REMOVED: {
    title: 'You were removed from this room',
    next: 'If that was a mistake, ask the host for a new invitation.',
  },
  LEFT: { title: 'You have left this room', next: 'Join again to go on.' },
  WAITING: { title: 'You have not been let in yet', next: 'Wait until someone inside admits you.' },
  SUPERSEDED: {
    title: 'This room is open in another tab',
    next: 'Choose “Use it here” to go on in this one.',
  },
  NOT_WAITING: { title: 'That person does not wait any more', next: 'They left or were removed.' },
  // Who is asking
  TOKEN_MISSING: { title: 'You are not in this room yet', next: 'Join it with an invitation.' },
  TOKEN_INVALID: {
    title: 'Your place in this room is no longer valid',
    next: 'Join again with your invitation.',
  },
  TOKEN_EXPIRED: { title: 'You were away for too long', next: 'Join again with your invitation.' },
  WRONG_ROOM: {
    title: 'This belongs to another room',
    next: 'Open the link that you were sent for this one.',
  },
  FORBIDDEN: { title: 'Your role may not do this', next: 'Ask the host to do it.' },
  READ_ONLY: {
    title: 'You are here to read',
    next: 'Ask the host for another invitation if you should write.',
  },
  HOST_ONLY: { title: 'Only the host may do this', next: 'An interviewer may while the host is away.' },
  HOST_STAYS: { title: 'The host cannot be removed', next: 'The host can leave or end the room.' },
  ACCOUNT_REQUIRED: {
    title: 'Starting a room needs an account here',
    next: 'Join one with an invitation, or ask whoever runs this server.',
  },
  INVITE_NOT_FOUND: { title: 'That invitation is gone', next: 'Make a new one.' },
  TOO_MANY_INVITES: {
    title: 'There are too many open invitations',
    next: 'Use one of those, or let them run out.',
  },
  PARTICIPANT_NOT_FOUND: { title: 'That person is not here any more', next: 'Nothing needs to be done.' },
  WRONG_STATE: { title: 'The room has moved on meanwhile', next: 'Reload to see how it stands.' },
  // Choices
  UNKNOWN_LANGUAGE: { title: 'This server does not know that language', next: 'Choose another one.' },
  EMPTY_MESSAGE: { title: 'The message is empty', next: 'Write something first.' },
  // Runs
  RUN_QUEUE_FULL: { title: 'Three runs are already waiting', next: 'Wait for one to finish, or stop one.' },
  SANDBOX_UNAVAILABLE: {
    title: 'Programs cannot run on this server now',
    next: 'Your code is safe. Tell whoever runs this server.',
  },
  RUN_NOT_INTERACTIVE: { title: 'This run takes no typing', next: 'Start it with a terminal.' },
  RUN_OVER: { title: 'That run has ended', next: 'Run the code again.' },
  INPUT_ENDED: { title: 'The input of that run was ended', next: 'Run the code again to type more.' },
  RUN_NOT_FOUND: { title: 'That run is not kept any more', next: 'Run the code again.' },
  // The text
  AUTHOR_PRESENT: { title: 'Whoever wrote that is still here', next: 'Nothing needs to be done.' },
  BATCH_GAP: { title: 'The server missed some of your changes', next: 'They are sent again by themselves.' },
  UPDATE_REFUSED: {
    title: 'The server refused a change',
    next: 'The text is loaded anew; look whether your last words are there.',
  },
  DOCUMENT_FULL: { title: 'The room’s files are full', next: 'Delete text or files that nobody needs.' },
  AWARENESS_REFUSED: { title: 'The server refused your cursor', next: 'Reload the page; your text is kept.' },
  DOCUMENT_NOT_FOUND: {
    title: 'That document is not there for you',
    next: 'Reload the page to see what is.',
  },
  ENTRY_NOT_FOUND: { title: 'That change is not in the log', next: 'Reload the page to see what is.' },
  // Anything
  RATE_LIMITED: { title: 'That was too fast', next: 'Wait a moment and try again.' },
  BAD_REQUEST: { title: 'The server did not understand this page', next: 'Reload the page and try again.' },
  METHOD_NOT_ALLOWED: {
    title: 'The server did not understand this page',
    next: 'Reload the page and try again.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    title: 'The server did not understand this page',
    next: 'Reload the page and try again.',
  },
  NOT_FOUND: { title: 'That is not there any more', next: 'Reload the page to see what is.' },
  STORAGE_UNAVAILABLE: {
    title: 'The server cannot store anything at the moment',
    next: 'Nothing was changed. Try again shortly.',
  },
  INTERNAL: { title: 'Something failed on the server', next: 'It is not your doing. Try again.' },
  NO_ANSWER: { title: 'The server does not answer', next: 'Check your connection and try again.' },
} as const satisfies Record<string, Explanation>;

/** Refusals whose reason only the server knows: which file, which limit. Its sentence is shown as it is. */
const explainedByServer = [
  'INVALID_RUN',
  'INVALID_NAME',
  'INVALID_TITLE',
  'INVALID_INVITE',
  'TOO_LARGE',
] as const;

/** Every code that has words here. */
export const explainedCodes: readonly string[] = [...Object.keys(explanations), ...explainedByServer];

type RefusalCode = keyof typeof explanations;

function isKnown(code: string): code is RefusalCode {
  return Object.hasOwn(explanations, code);
}

export function explain(failure: Failure): Explanation {
  if (isKnown(failure.code)) return explanations[failure.code];
  return {
    title: failure.message.replace(/\.$/, '') || 'That did not work',
    next: 'Change that and try again.',
  };
}

/** For what a `catch` or a failed query hands over; anything that is not a refusal is our own bug. */
export function explainError(error: unknown): Explanation {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return explain({ code: error.code, message: error.message });
  }
  return { title: 'Something broke in this page', next: 'Reload it; your code is kept.' };
}
