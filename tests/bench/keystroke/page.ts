// One page of the benchmark: Monaco on a shared text, which travels as CodeMeet's documents do or as y-websocket's.
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { monaco } from '../../../web/src/features/editor/monacoSetup.ts';
import { TextBinding } from '../../../web/src/features/editor/TextBinding.ts';
import { browserEnvironment } from '../../../web/src/realtime/browserEnvironment.ts';
import { enterRoom } from '../../../web/src/realtime/enterRoom.ts';

/** Milliseconds on the clock that all pages of a machine share. */
const now = () => performance.timeOrigin + performance.now();

const query = new URLSearchParams(location.search);
const bench = {
  isReady: () => false,
  focus: () => {},
  pressed: [] as number[],
  arrivals: [] as number[],
  offer: null as null | (() => Promise<RTCSessionDescription | null>),
  answer: null as null | ((offer: RTCSessionDescriptionInit) => Promise<RTCSessionDescription | null>),
  accept: null as null | ((answer: RTCSessionDescriptionInit) => Promise<void>),
};
Object.assign(window, { bench });

async function room(): Promise<Y.Text> {
  const { peer, ...rest } = browserEnvironment();
  const environment = query.get('way') === 'direct' && peer !== undefined ? { ...rest, peer } : rest;
  const link = await enterRoom({ roomId: query.get('room') ?? '', invite: query.get('invite') ?? '', name: 'Bench' }, environment);
  const document = link.document('code');
  await document.whenLoaded;
  const wanted = query.get('way') === 'direct' ? 'direct' : 'relayed';
  bench.isReady = () => link.path.getSnapshot() === wanted;
  return document.doc.getText('file:main');
}

async function peer(): Promise<Y.Text> {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(query.get('server') ?? '', 'bench', doc, { disableBc: true });
  await new Promise<void>((resolve) => provider.on('sync', (isSynced: boolean) => isSynced && resolve()));
  bench.isReady = () => true;
  return doc.getText('text');
}

/** The least that a key can take between two pages' Monacos: a bare channel, no shared text, nothing checked. */
function bare(model: monaco.editor.ITextModel): void {
  const connection = new RTCPeerConnection();
  const channel = connection.createDataChannel('bare', { negotiated: true, id: 0 });
  const gathered = () =>
    new Promise<RTCSessionDescription | null>((done) => {
      connection.onicecandidate = ({ candidate }) => {
        if (candidate === null) done(connection.localDescription);
      };
    });
  bench.offer = async () => {
    await connection.setLocalDescription();
    return gathered();
  };
  bench.answer = async (offer) => {
    await connection.setRemoteDescription(offer);
    await connection.setLocalDescription();
    return gathered();
  };
  bench.accept = (answer) => connection.setRemoteDescription(answer);
  bench.isReady = () => channel.readyState === 'open';
  let applying = false;
  model.onDidChangeContent(({ changes }) => {
    if (!applying) for (const { text } of changes) channel.send(text);
  });
  channel.onmessage = ({ data }) => {
    applying = true;
    const end = model.getFullModelRange();
    model.applyEdits([{ range: { ...end, startLineNumber: end.endLineNumber, startColumn: end.endColumn }, text: String(data) }]);
    applying = false;
  };
}

const model = monaco.editor.createModel('', 'plaintext');
if (query.get('way') === 'bare') bare(model);
else new TextBinding(await (query.get('way') === 'y-websocket' ? peer() : room()), model);
const editor = monaco.editor.create(document.getElementById('editor') ?? document.body, { model, minimap: { enabled: false } });
bench.focus = () => {
  editor.setPosition({ lineNumber: 1, column: 1 });
  editor.focus();
};
window.addEventListener('keydown', () => bench.pressed.push(now()), { capture: true });
// Every key is one insertion, and they arrive in order.
model.onDidChangeContent(({ changes }) => {
  for (const { text: inserted } of changes) if (inserted === 'a') bench.arrivals.push(now());
});
