import type { Language } from '../../realtime/protocol.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import type { PersonOf } from './cursors.ts';
import type { EditorDocument } from './EditorDocument.ts';

/** Names and colours come from the server's list, never from what a page says about itself. */
export function personOf(link: RoomLink): PersonOf {
  return (clientId) => link.state.getSnapshot().participants.find((one) => one.clientId === clientId) ?? null;
}

/** Monaco's id for a file. */
export function monacoLanguage(
  document: EditorDocument,
  fileId: string,
  languages: readonly Language[],
): string {
  const file = document.state.getSnapshot().files.find(({ id }) => id === fileId);
  if (file === undefined) return 'plaintext';
  return (
    languages.find(({ id }) => id === file.language)?.monacoId ?? monacoLanguageOfPath(file.path, languages)
  );
}

/** By the end of a file's name. */
export function monacoLanguageOfPath(path: string, languages: readonly Language[]): string {
  const dot = path.lastIndexOf('.');
  const extension = dot === -1 ? '' : path.slice(dot).toLowerCase();
  const byName = languages.find((language) => withDot(language.extension) === extension);
  return byName?.monacoId ?? otherFiles[extension] ?? 'plaintext';
}

/** Files that rooms hold beside programs. */
const otherFiles: Readonly<Record<string, string>> = {
  '.json': 'json',
  '.md': 'markdown',
  '.sql': 'sql',
  '.html': 'html',
  '.css': 'css',
  '.xml': 'xml',
  '.yaml': 'yaml',
  '.yml': 'yaml',
  '.sh': 'shell',
};

function withDot(extension: string): string {
  return extension.startsWith('.') ? extension : `.${extension}`;
}
