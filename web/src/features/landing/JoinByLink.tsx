import { useState, type SubmitEvent } from 'react';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/Field.tsx';
import { parseInvite, roomPath } from './parseInvite.ts';

export function JoinByLink({ onGo }: { onGo: (path: string) => void }) {
  const [pasted, setPasted] = useState('');
  const [failed, setFailed] = useState(false);

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const address = parseInvite(pasted);
    setFailed(address === null);
    if (address !== null) onGo(roomPath(address));
  }

  return (
    <form onSubmit={submit} className="mt-5 flex items-start gap-2" noValidate>
      <TextField
        className="min-w-0 flex-1"
        label="Got an invitation?"
        placeholder="Paste the link here"
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        value={pasted}
        error={failed ? 'That is not a link to a room. It looks like …/r/name#invite=…' : null}
        onChange={(event) => {
          setPasted(event.target.value);
          setFailed(false);
        }}
      />
      <Button type="submit" className="mt-[1.65rem] h-11">
        Join
      </Button>
    </form>
  );
}
