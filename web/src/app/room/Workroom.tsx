import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ChatPanel } from '../../features/chat/ChatPanel.tsx';
import { useUnread } from '../../features/chat/useUnread.ts';
import type { EditorDocument } from '../../features/editor/EditorDocument.ts';
import { FilesPanel } from '../../features/files/FilesPanel.tsx';
import { InviteDialog } from '../../features/people/InviteDialog.tsx';
import { PeoplePanel } from '../../features/people/PeoplePanel.tsx';
import { isTrusted, mayWrite } from '../../features/people/roles.ts';
import { OutputPanel } from '../../features/runs/OutputPanel.tsx';
import { useRuns } from '../../features/runs/useRuns.ts';
import { verdictOf } from '../../features/runs/verdicts.ts';
import { SettingsDialog } from '../../features/settings/SettingsDialog.tsx';
import { ConnectionBanner } from '../../features/status/ConnectionBanner.tsx';
import { DocumentNotice } from '../../features/status/DocumentNotice.tsx';
import { useMediaQuery, usePreferences } from '../../lib/preferences.ts';
import { useStore } from '../../lib/store.ts';
import { useOnline } from '../../lib/useOnline.ts';
import type { Language } from '../../realtime/protocol.ts';
import { fetchLanguages } from '../../realtime/RoomApi.ts';
import type { LinkState } from '../../realtime/linkState.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { DeskLayout } from './DeskLayout.tsx';
import { EditorPane } from './EditorPane.tsx';
import { phone } from './phone.ts';
import { PhoneLayout, type PhoneTab } from './PhoneLayout.tsx';
import { TopBar } from './TopBar.tsx';
import { useNames } from './useNames.ts';
import { useOpenFiles } from './useOpenFiles.ts';
import { runShortcut, useRunAction } from './useRunAction.ts';

const noLanguages: readonly Language[] = [];

interface WorkroomProps {
  link: RoomLink;
  state: LinkState;
  document: EditorDocument;
  isNew: boolean;
  onLeave: () => Promise<void>;
}

/** The room itself: its parts are put together here, and here only do they meet. */
export function Workroom({ link, state, document, isNew, onLeave }: WorkroomProps) {
  const { room, me, participants, phase } = state;
  const code = useStore(document.state);
  const textStatus = useStore(document.link.status);
  const preferences = usePreferences();
  const onPhone = useMediaQuery(phone);
  const [tab, setTab] = useState<PhoneTab>('code');
  const [dialog, setDialog] = useState<'invite' | 'settings' | null>(isNew ? 'invite' : null);

  const languages =
    useQuery({ queryKey: ['languages'], queryFn: () => fetchLanguages(fetch), staleTime: Infinity, retry: 3 })
      .data ?? noLanguages;
  const openFiles = useOpenFiles(code.files, code.entry);
  const nameOf = useNames(link);
  const runs = useRuns(link);
  const gone = phase.name === 'superseded';
  const isOnline = useOnline();
  const offline = !gone && (!isOnline || phase.name === 'offline' || textStatus.save === 'offline');
  const [wasOffline, setWasOffline] = useState(false);
  if (offline && !wasOffline) setWasOffline(true);
  const writes = mayWrite(me) && !gone;
  const runAction = useRunAction(document, runs, languages, writes);
  const unread = useUnread(link, onPhone ? tab === 'chat' : preferences.sideOpen, me.id);
  const taken = participants.filter((one) => one.status === 'seated' || one.status === 'held').length;

  const loaded = textStatus.phase === 'ready' || code.files.length > 0;
  const readOnly = !writes || textStatus.phase !== 'ready' || textStatus.notice?.kind === 'readOnly';
  const invite = () => setDialog('invite');

  const parts: Record<'files' | 'editor' | 'output' | 'people' | 'chat', ReactNode> = {
    files: (
      <FilesPanel
        files={code.files}
        entryId={code.entry}
        openId={openFiles.currentId}
        onOpen={(id) => {
          openFiles.show(id);
          setTab('code');
        }}
        actions={document}
        canWrite={!readOnly}
      />
    ),
    editor: (
      <EditorPane
        link={link}
        loaded={loaded}
        openFiles={openFiles}
        languages={languages}
        readOnly={readOnly}
        takesFocus={dialog === null}
        plain={onPhone}
      />
    ),
    output: (
      <OutputPanel
        runs={runs}
        languages={languages}
        input={runAction.input}
        onInput={runAction.setInput}
        nameOf={nameOf}
        canRun={writes}
        shortcut={runShortcut}
      />
    ),
    people: (
      <PeoplePanel
        link={link}
        room={room}
        me={me}
        participants={participants}
        clockOffsetMs={state.clockOffsetMs}
        onInvite={invite}
      />
    ),
    chat: (
      <ChatPanel link={link} me={me} privateChat={room.kind === 'interview' && isTrusted(me)} closed={gone} />
    ),
  };

  return (
    <div className="flex h-dvh flex-col overflow-hidden">
      <TopBar
        link={link}
        state={state}
        offline={offline}
        document={document}
        languages={languages}
        runs={runs}
        runAction={runAction}
        canWrite={!readOnly}
        unread={unread}
        onPhone={onPhone}
        onShowFile={openFiles.show}
        onRun={() => {
          runAction.run();
          setTab('output');
        }}
        onInvite={invite}
        onSettings={() => setDialog('settings')}
        onLeave={onLeave}
      />
      <ConnectionBanner link={link} phase={phase} offline={offline} room={room} />
      <DocumentNotice document={document.link} />
      {onPhone ? (
        <PhoneLayout
          parts={parts}
          tab={tab}
          onTab={setTab}
          unread={unread}
          waiting={participants.some((one) => one.status === 'waiting')}
        />
      ) : (
        <DeskLayout parts={parts} filesOpen={preferences.filesOpen} sideOpen={preferences.sideOpen} />
      )}
      <p role="status" className="sr-only">
        {runs.feed.runs[0] === undefined ? '' : `Run: ${verdictOf(runs.feed.runs[0], null).title}.`}
      </p>
      <p role="status" className="sr-only">
        {offline ? 'Connection lost. What you type is kept.' : wasOffline ? 'Connected again.' : ''}
      </p>
      <InviteDialog
        link={link}
        room={room}
        freeSeats={Math.max(0, room.capacity - taken)}
        open={dialog === 'invite'}
        onOpenChange={(open) => setDialog(open ? 'invite' : null)}
      />
      <SettingsDialog
        open={dialog === 'settings'}
        onOpenChange={(open) => setDialog(open ? 'settings' : null)}
        shortcuts={[
          { keys: runShortcut, does: 'Run' },
          { keys: 'F8', does: 'To the latest notice' },
          { keys: 'Ctrl+M', does: 'In the editor: let Tab move on instead of indenting' },
        ]}
      />
    </div>
  );
}
