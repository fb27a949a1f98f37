import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react';
import { CallButton } from '../../features/calls/CallButton.tsx';
import { CallNotices } from '../../features/calls/CallNotices.tsx';
import { callShortcuts } from '../../features/calls/callKeys.ts';
import { CallPanel } from '../../features/calls/CallPanel.tsx';
import { useCallChoices } from '../../features/calls/deviceChoices.ts';
import { DeviceDialog } from '../../features/calls/DeviceDialog.tsx';
import { useFloating } from '../../features/calls/FloatingFaces.tsx';
import { PhoneCall, PhoneCallBar } from '../../features/calls/PhoneCall.tsx';
import { ScreenStage } from '../../features/calls/ScreenStage.tsx';
import { Tiles } from '../../features/calls/Tiles.tsx';
import { useCall } from '../../features/calls/useCall.ts';
import { ChatPanel } from '../../features/chat/ChatPanel.tsx';
import { useUnread } from '../../features/chat/useUnread.ts';
import { DiffEditor } from '../../features/editor/DiffEditor.tsx';
import type { EditorDocument } from '../../features/editor/EditorDocument.ts';
import { monacoLanguageOfPath } from '../../features/editor/people.ts';
import { SharedTextArea } from '../../features/editor/SharedTextArea.tsx';
import { FilesPanel } from '../../features/files/FilesPanel.tsx';
import { InviteDialog } from '../../features/people/InviteDialog.tsx';
import { PeoplePanel } from '../../features/people/PeoplePanel.tsx';
import { isTrusted, mayWrite, roleName } from '../../features/people/roles.ts';
import { CompareDialog } from '../../features/runs/CompareDialog.tsx';
import { InputPane } from '../../features/runs/InputPane.tsx';
import { OutputPanel, type OutputTab } from '../../features/runs/OutputPanel.tsx';
import { hiddenCases } from '../../features/runs/tests/HiddenCases.ts';
import { lastResults } from '../../features/runs/tests/results.ts';
import { sharedCases } from '../../features/runs/tests/SharedCases.ts';
import { testsOf, TestsPane } from '../../features/runs/tests/TestsPane.tsx';
import { useRuns } from '../../features/runs/useRuns.ts';
import { isUnderWay, verdictOf } from '../../features/runs/verdicts.ts';
import { SettingsDialog } from '../../features/settings/SettingsDialog.tsx';
import { ConnectionBanner } from '../../features/status/ConnectionBanner.tsx';
import { DocumentNotice } from '../../features/status/DocumentNotice.tsx';
import { useMediaQuery, usePreferences, useShownTheme } from '../../lib/preferences.ts';
import { useStore } from '../../lib/store.ts';
import { useOnline } from '../../lib/useOnline.ts';
import type { Language, Participant, Run } from '../../realtime/protocol.ts';
import { fetchLanguages } from '../../realtime/RoomApi.ts';
import { holdsSeat, type LinkState } from '../../realtime/linkState.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { DeskLayout } from './DeskLayout.tsx';
import { EditorPane } from './EditorPane.tsx';
import { phone } from './phone.ts';
import { PhoneLayout, type PhoneTab } from './PhoneLayout.tsx';
import { TopBar } from './TopBar.tsx';
import { useNames } from './useNames.ts';
import { useOpenFiles } from './useOpenFiles.ts';
import { terminalSizeIn } from './terminalSize.ts';
import { useProblems } from './useProblems.ts';
import { runShortcut, testShortcut, useRunAction } from './useRunAction.ts';

const noLanguages: readonly Language[] = [];
/** A server that has just started is still asking its toolchains for their versions. */
const isUnasked = ({ available, version }: Language) => available && version === undefined;

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
    useQuery({
      queryKey: ['languages'],
      queryFn: () => fetchLanguages(fetch),
      staleTime: Infinity,
      retry: 3,
      refetchInterval: ({ state }) => (state.data?.some(isUnasked) === true ? 3000 : false),
    }).data ?? noLanguages;
  const openFiles = useOpenFiles(code.files, code.entry);
  const nameOf = useNames(link);
  const runs = useRuns(link);
  const gone = phase.name === 'superseded';
  const isOnline = useOnline();
  const offline = !gone && (!isOnline || phase.name === 'offline' || textStatus.save === 'offline');
  const [wasOffline, setWasOffline] = useState(false);
  if (offline && !wasOffline) setWasOffline(true);
  const writes = mayWrite(me) && !gone;
  const theme = useShownTheme();
  const [outputTab, setOutputTab] = useState<OutputTab>('output');
  const [terminalFocus, setTerminalFocus] = useState(0);
  const [compared, setCompared] = useState<Run | null>(null);
  const output = useRef<HTMLDivElement>(null);
  const shared = sharedCases(document.link);
  const hidden = hiddenCases(room.id);
  const runAction = useRunAction({
    document,
    roomId: room.id,
    runs,
    languages,
    mayRun: writes,
    terminalSize: () => terminalSizeIn(output.current),
    onKeys: (keys) => start(keys),
  });
  const problems = useProblems({
    runs,
    languages,
    files: code.files,
    currentId: openFiles.currentId,
    onShowFile: (fileId) => {
      openFiles.show(fileId);
      setTab('code');
    },
  });
  const runningTests = runs.feed.runs.find((run) => run.casesTotal != null && isUnderWay(run.status)) ?? null;

  function start(what: 'run' | 'tests') {
    setTab('output');
    setOutputTab(what === 'tests' ? 'tests' : 'output');
    if (what === 'run') runAction.run();
    else {
      const all = shared.state.getSnapshot().map(({ id }) => ({ id, hidden: false }));
      const own = isTrusted(me) ? hidden.state.getSnapshot().map(({ id }) => ({ id, hidden: true })) : [];
      runAction.runTests(testsOf([...all, ...own], shared, hidden));
    }
  }

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== '`' || !event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (output.current?.contains(window.document.activeElement) === true) problems.focusEditor();
    else {
      setOutputTab('output');
      setTerminalFocus((key) => key + 1);
    }
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
  const unread = useUnread(link, onPhone ? tab === 'chat' : preferences.sideOpen, me.id);
  const taken = participants.filter(holdsSeat).length;

  const loaded = textStatus.phase === 'ready' || code.files.length > 0;
  const readOnly = !writes || textStatus.phase !== 'ready' || textStatus.notice?.kind === 'readOnly';
  const invite = () => setDialog('invite');

  const call = useCall(link);
  const inCall = call.state.phase === 'in';
  const { place } = useCallChoices();
  const callPlace = preferences.sideOpen ? place : 'top';
  const floating = useFloating(inCall);
  const callView = {
    session: call.session,
    call: call.state,
    me,
    roleOf: (person: Participant) => roleName(person.role, room.kind),
    watching: call.watched?.clientId ?? null,
    onWatch: (clientId: number) => {
      call.session.watch(clientId);
      if (onPhone) setTab('call');
    },
    onDevices: () => call.ask(true),
  };
  const callPanel = inCall && !onPhone && (
    <CallPanel
      {...callView}
      place={callPlace}
      mayMoveToSide={preferences.sideOpen}
      onFloat={floating.toggle}
      floating={floating.isOpen}
    />
  );

  const parts: Record<'files' | 'editor' | 'output' | 'call' | 'people' | 'chat', ReactNode> = {
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
      <div className="relative h-full">
        <div className="h-full" inert={call.watched !== null && !onPhone}>
          <EditorPane
            link={link}
            loaded={loaded}
            openFiles={openFiles}
            languages={languages}
            readOnly={readOnly}
            takesFocus={dialog === null}
            plain={onPhone}
            problems={problems.byFile}
            goTo={problems.goTo}
          />
        </div>
        {call.watched !== null && !onPhone && (
          <div className="absolute inset-0 z-20">
            <ScreenStage person={call.watched} onBack={() => call.session.watch(null)} />
          </div>
        )}
      </div>
    ),
    output: (
      <div ref={output} className="h-full">
        <OutputPanel
          runs={runs}
          languages={languages}
          language={runAction.language}
          nameOf={nameOf}
          canRun={writes}
          shortcut={runShortcut}
          tab={outputTab}
          onTab={setOutputTab}
          clockOffsetMs={state.clockOffsetMs}
          plain={onPhone}
          onPlace={(_, place) => problems.show(place)}
          focusKey={terminalFocus}
          hasInput={runAction.input.stdin !== '' || runAction.input.args !== ''}
          onCompare={setCompared}
          input={
            <InputPane
              input={runAction.input}
              onChange={runAction.setInput}
              files={code.files}
              entryId={code.entry}
              onEntry={(fileId) => document.setEntry(fileId)}
            />
          }
          tests={
            <TestsPane
              shared={shared}
              hidden={hidden}
              canWrite={!readOnly}
              mayHide={isTrusted(me)}
              results={lastResults(runs.feed.runs, runs.cases)}
              running={runningTests}
              languages={languages}
              sourceOf={runs.sourceOf}
              barred={runAction.barred}
              starting={runs.starting}
              onRun={runAction.runTests}
              shortcut={testShortcut}
              narrow={onPhone}
              sharedText={(field) => <SharedTextArea {...field} link={document.link} readOnly={readOnly} />}
            />
          }
        />
      </div>
    ),
    call: onPhone ? <PhoneCall {...callView} closed={gone} /> : callPlace === 'side' && callPanel,
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
        call={!gone && <CallButton call={call.state} onJoin={() => call.ask(true)} />}
        onShowFile={openFiles.show}
        onRun={() => {
          start('run');
          // The button had the keyboard and has no more use for it: the program may.
          setTerminalFocus((key) => key + 1);
        }}
        onInvite={invite}
        onSettings={() => setDialog('settings')}
        onLeave={onLeave}
      />
      <ConnectionBanner link={link} phase={phase} offline={offline} room={room} />
      <DocumentNotice document={document.link} />
      <CallNotices
        session={call.session}
        call={call.state}
        unwatched={onPhone && tab !== 'call' ? (call.watched ?? call.unwatched) : call.unwatched}
        onWatch={callView.onWatch}
      />
      {callPlace === 'top' && callPanel}
      {onPhone && inCall && tab !== 'call' && (
        <PhoneCallBar session={call.session} call={call.state} onOpen={() => setTab('call')} />
      )}
      {onPhone ? (
        <PhoneLayout
          parts={parts}
          tab={tab}
          onTab={setTab}
          unread={unread}
          waiting={participants.some((one) => one.status === 'waiting')}
          callWithout={inCall ? 0 : call.state.people.length}
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
      <p role="status" className="sr-only">
        {call.state.announcement}
      </p>
      {floating.show(<Tiles {...callView} shape="page" />)}
      {call.asking && (
        <DeviceDialog session={call.session} call={call.state} me={me} onClose={() => call.ask(false)} />
      )}
      <InviteDialog
        link={link}
        room={room}
        freeSeats={Math.max(0, room.capacity - taken)}
        open={dialog === 'invite'}
        onOpenChange={(open) => setDialog(open ? 'invite' : null)}
      />
      {compared !== null && (
        <CompareDialog
          key={compared.id}
          run={compared}
          runs={runs.feed.runs}
          open
          onOpenChange={(open) => {
            if (!open) setCompared(null);
          }}
          nameOf={nameOf}
          sourceOf={runs.sourceOf}
          currentFiles={() => document.runFiles().files}
          diff={(before, after, path) => (
            <DiffEditor
              before={before}
              after={after}
              language={monacoLanguageOfPath(path, languages)}
              theme={theme}
            />
          )}
        />
      )}
      <SettingsDialog
        open={dialog === 'settings'}
        onOpenChange={(open) => setDialog(open ? 'settings' : null)}
        shortcuts={[
          { keys: runShortcut, does: 'Run' },
          { keys: testShortcut, does: 'Run the tests' },
          { keys: 'Ctrl+`', does: 'Between the editor and the terminal' },
          { keys: 'F8', does: 'To the next problem of the last run; with Shift to the one before' },
          { keys: 'Ctrl+C, Ctrl+D', does: 'In the terminal: stop the program; end its input' },
          { keys: 'Ctrl+Shift+C, Ctrl+F', does: 'In the terminal: copy what is selected; find' },
          { keys: 'Alt+T', does: 'To the latest notice' },
          { keys: 'Ctrl+M', does: 'In the editor: let Tab move on instead of indenting' },
          ...callShortcuts,
        ]}
      />
    </div>
  );
}
