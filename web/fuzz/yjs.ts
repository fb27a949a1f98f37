/** The copy of Yjs that the pages use: two copies in one process would not know each other's types. */
export * as Y from 'yjs';
