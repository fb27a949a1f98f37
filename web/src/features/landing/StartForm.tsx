import { ArrowRight } from 'lucide-react';
import { useEffect, useState, type SubmitEvent } from 'react';
import { setPreferences, usePreferences } from '../../lib/preferences.ts';
import { explainError } from '../../lib/refusals.ts';
import { createRoom, fetchLanguages } from '../../realtime/RoomApi.ts';
import type { CreateRoomAnswer, Language, RoomKind } from '../../realtime/protocol.ts';
import { Button } from '../../ui/Button.tsx';
import { SelectField, TextField } from '../../ui/Field.tsx';
import { Segments } from '../../ui/Segments.tsx';

const kinds = [
  { value: 'pair', label: 'Pair up' },
  { value: 'interview', label: 'Interview' },
] as const;

const kindHints: Record<RoomKind, string> = {
  pair: 'Live at once. Everyone you invite can write and run.',
  interview: 'Starts in a lobby: candidates see nothing until you begin.',
};

/** So that the very first click already works, without a name. */
const namelessHost = 'Host';

interface StartFormProps {
  onCreated: (answer: CreateRoomAnswer) => void;
  /** The person is about to start: a good moment to fetch what the room needs. */
  onIntent: () => void;
}

export function StartForm({ onCreated, onIntent }: StartFormProps) {
  const preferences = usePreferences();
  const [kind, setKind] = useState<RoomKind>('pair');
  const [title, setTitle] = useState('');
  const languages = useLanguages();
  const [creating, setCreating] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const problem = error === null ? null : explainError(error);

  async function create() {
    setCreating(true);
    setError(null);
    const name = preferences.name.trim() || namelessHost;
    try {
      const answer = await createRoom(fetch, {
        kind,
        name,
        language: preferences.language,
        title: title.trim() || (kind === 'pair' ? `${name}’s room` : 'Interview'),
      });
      onCreated(answer);
    } catch (failure) {
      setError(failure);
      setCreating(false);
    }
  }

  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (!creating) void create();
  }

  return (
    <form onSubmit={submit} className="mt-7 rounded-xl border border-line bg-surface p-4 shadow-sm sm:p-5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <Segments label="Kind of room" value={kind} options={kinds} onChange={setKind} />
        <p className="text-[13px] leading-snug text-muted sm:max-w-[13rem]">{kindHints[kind]}</p>
      </div>
      {kind === 'interview' && (
        <TextField
          className="mt-4"
          label="Title"
          placeholder="Backend engineer, first talk"
          value={title}
          maxLength={64}
          onChange={(event) => setTitle(event.target.value)}
        />
      )}
      <div className="mt-4 grid grid-cols-[minmax(0,1fr)_minmax(0,10rem)] gap-3">
        <TextField
          label="Your name"
          onFocus={onIntent}
          placeholder={namelessHost}
          autoComplete="nickname"
          value={preferences.name}
          maxLength={64}
          onChange={(event) => setPreferences({ name: event.target.value })}
        />
        <SelectField
          label="Language"
          value={preferences.language}
          onChange={(event) => setPreferences({ language: event.target.value })}
        >
          {languages?.map((language) => (
            <option key={language.id} value={language.id}>
              {language.available ? language.name : `${language.name} (cannot run here)`}
            </option>
          )) ?? <option value={preferences.language}>{capitalised(preferences.language)}</option>}
        </SelectField>
      </div>
      <Button
        type="submit"
        look="primary"
        size="lg"
        busy={creating}
        onFocus={onIntent}
        onPointerEnter={onIntent}
        className="mt-4 w-full"
      >
        {creating ? 'Opening…' : 'Start a room'}
        {!creating && <ArrowRight size={18} aria-hidden />}
      </Button>
      <p role="alert" className="text-sm text-danger empty:hidden">
        {problem !== null && (
          <span className="mt-3 block">
            <b>{problem.title}.</b> {problem.next}
          </span>
        )}
      </p>
    </form>
  );
}

/** Null until they are here. Without them the remembered language can still be used; a dead server shows on “Start”. */
function useLanguages(): readonly Language[] | null {
  const [languages, setLanguages] = useState<readonly Language[] | null>(null);
  useEffect(() => {
    let isGone = false;
    fetchLanguages(fetch).then(
      (list) => {
        if (!isGone) setLanguages(list);
      },
      (failure: unknown) => console.debug('CodeMeet: the languages could not be read.', failure),
    );
    return () => {
      isGone = true;
    };
  }, []);
  return languages;
}

function capitalised(id: string): string {
  return id.charAt(0).toUpperCase() + id.slice(1);
}
