// Judges folds with real Yjs. Reads JSON lines {log: [base64], fold: [base64]} and prints one JSON line each: {same, why?, roots}.
// The log is applied update by update; the fold's updates (a fold, then later updates) to another document.
import * as Y from 'yjs'
import { createInterface } from 'node:readline'

function load(updates) {
  const doc = new Y.Doc({ gc: false })
  doc.clientID = 0xffff
  for (const update of updates) Y.applyUpdate(doc, Buffer.from(update, 'base64'))
  return doc
}

// The order of a map's keys is that of their arrival, not part of its content.
const byKey = (object) => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)))

// Every root of a `code` document by its kind. Roots that were only read exist empty in one document and not in the other.
function roots(doc) {
  const found = {}
  for (const name of [...doc.share.keys()].sort()) {
    const value = name === 'files' || name === 'meta' ? byKey(doc.getMap(name).toJSON()) : doc.getText(name).toString()
    if (typeof value === 'string' ? value !== '' : Object.keys(value).length > 0) found[name] = value
  }
  return found
}

const sorted = (map) => JSON.stringify([...map].sort(([a], [b]) => a - b))

function why(left, right) {
  if (JSON.stringify(roots(left)) !== JSON.stringify(roots(right))) return 'content'
  if (sorted(Y.decodeStateVector(Y.encodeStateVector(left))) !== sorted(Y.decodeStateVector(Y.encodeStateVector(right)))) return 'state vector'
  if (!Y.equalSnapshots(Y.snapshot(left), Y.snapshot(right))) return 'deletes'
  if ((left.store.pendingStructs === null) !== (right.store.pendingStructs === null)) return 'pending'
  return undefined
}

for await (const line of createInterface({ input: process.stdin })) {
  const { log, fold } = JSON.parse(line)
  const [left, right] = [load(log), load(fold)]
  const reason = why(left, right)
  console.log(JSON.stringify({ same: reason === undefined, why: reason, roots: roots(right) }))
}
