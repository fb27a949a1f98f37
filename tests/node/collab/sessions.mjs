// Real Yjs sessions, as the log of a room would hold them.
// node sessions.mjs SEED SESSIONS EDITS  prints one JSON line per session: {entries: [{by, frames: [base64]}], linked}.
// Pages get each other's entries late and in the log's order; with `linked` they also hear each other directly, and an edit waits until the log has what
// it builds on.
import * as Y from 'yjs'

const [seed, sessions, edits] = process.argv.slice(2).map(Number)

function random(state) {
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

class Page {
  constructor(clientId, next) {
    this.next = next
    this.doc = new Y.Doc({ gc: false })
    this.doc.clientID = clientId
    this.outbox = []
    this.read = 0
    this.doc.on('update', (update, origin) => origin !== 'remote' && this.outbox.push(update))
    this.file = 'file:main'
    this.caret = 0
    this.undo = null
  }

  apply(update) {
    Y.applyUpdate(this.doc, update, 'remote')
  }

  edit() {
    const { doc, next } = this
    const text = doc.getText(this.file)
    this.undo ??= new Y.UndoManager(text, { captureTimeout: 0, trackedOrigins: new Set(['typing']) })
    if (next(4) === 0) this.caret = next(text.length + 1)
    this.caret = Math.min(this.caret, text.length)
    const kind = next(100)
    doc.transact(() => {
      if (kind < 60) {
        const typed = ['x', 'é', '語', '😀', '\n', 'if (a) {\n  b()\n}\n', 'αβγ', '👩‍💻 '][next(kind < 45 ? 3 : 8)]
        text.insert(this.caret, typed)
        this.caret += typed.length
      } else if (kind < 80 && this.caret > 0) {
        const length = Math.min(this.caret, 1 + next(next(5) === 0 ? 40 : 1))
        this.caret -= length
        text.delete(this.caret, length)
      } else if (kind < 84) {
        text.delete(this.caret, Math.min(3, text.length - this.caret))
        text.insert(this.caret, 'replaced')
      } else if (kind === 90) {
        doc.getMap('files').set('f' + next(3), { path: `src/part${next(9)}.py`, language: 'python' })
        doc.getMap('meta').set('language', ['python', 'java', 'cpp'][next(3)])
      } else if (kind === 91) {
        doc.getMap('files').delete('f' + next(3))
      }
    }, 'typing')
    if (kind === 92 || kind === 93) {
      this.file = next(2) === 0 ? 'file:main' : 'file:f' + next(3)
      this.undo = null
    } else if (kind >= 94 && kind < 97) this.undo.undo()
    else if (kind >= 97) this.undo.redo()
  }
}

/** Whether `doc` has all of other pages that an update of page `by` builds on. */
function fits(doc, by, update) {
  const { structs, ds } = Y.decodeUpdate(update)
  const has = (client, end) => client === by || end <= Y.getState(doc.store, client)
  const ids = structs.flatMap(({ origin, rightOrigin }) => [origin, rightOrigin].filter((id) => id))
  return ids.every(({ client, clock }) => has(client, clock + 1)) && [...ds.clients].every(([client, ranges]) => ranges.every(({ clock, len }) => has(client, clock + len)))
}

function session(next, linked) {
  const origin = new Y.Doc({ gc: false })
  origin.clientID = 0
  origin.transact(() => {
    origin.getMap('files').set('main', { path: 'main.py', language: 'python' })
    origin.getMap('meta').set('language', 'python')
    origin.getMap('meta').set('entry', 'main')
    origin.getText('file:main').insert(0, 'print("hello")\n')
  })
  const log = [{ by: 0, updates: [Y.encodeStateAsUpdate(origin)] }]
  const logged = new Y.Doc({ gc: false })
  Y.applyUpdate(logged, log[0].updates[0])
  const pages = []
  const join = () => pages.push(new Page(pages.length + 1, next))
  const send = (page) => {
    const by = page.doc.clientID
    const updates = []
    for (let most = 1 + next(6); most > 0 && page.outbox.length > 0 && fits(logged, by, page.outbox[0]); most--) {
      updates.push(page.outbox.shift())
      Y.applyUpdate(logged, updates.at(-1))
    }
    if (updates.length > 0) log.push({ by, updates })
  }
  const receive = (page, most) => {
    for (; page.read < log.length && most > 0; page.read++, most--) for (const update of log[page.read].updates) page.apply(update)
  }
  join()
  receive(pages[0], 1)
  join()
  for (let i = 0; i < edits; i++) {
    if (next(Math.ceil(edits / 3)) === 0) join()
    const page = pages[next(pages.length)]
    if (page.read === 0) receive(page, Infinity)
    const before = page.outbox.length
    page.edit()
    // Directly linked: the others apply it at once, whenever the log gets it.
    if (linked) for (const update of page.outbox.slice(before)) for (const other of pages) if (other !== page && other.read > 0) other.apply(update)
    if (next(3) === 0) send(pages[next(2) === 0 ? pages.indexOf(page) : next(pages.length)])
    receive(pages[next(pages.length)], next(12))
  }
  while (pages.some((page) => page.outbox.length > 0)) for (const page of pages) send(page)
  return { linked, entries: log.map(({ by, updates }) => ({ by, frames: updates.map((update) => Buffer.from(update).toString('base64')) })) }
}

for (let i = 0; i < sessions; i++) console.log(JSON.stringify(session(random(seed + i), i % 3 === 2)))
