import type { paths } from '../lib/api.gen.d.ts';

/** What may be asked of a room, by its address below `/api/rooms/{roomId}`, out of the server's own document. */
type RoomPaths = {
  [Path in keyof paths as Path extends `/api/rooms/{roomId}${infer Below}` ? Below : never]: paths[Path];
};

/** The addresses that take the method, such as `/runs/{runId}` or, for the room itself, the empty one. */
export type RoomPath<Method extends 'get' | 'post' | 'delete'> = {
  [Path in keyof RoomPaths]: RoomPaths[Path] extends Record<Method, object> ? Path : never;
}[keyof RoomPaths];

/** What belongs between the braces of an address. */
export type PathValues<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Record<Name, string> & PathValues<Rest>
  : unknown;

type Operation<Method, Path> = Path extends keyof RoomPaths
  ? Method extends keyof RoomPaths[Path]
    ? RoomPaths[Path][Method]
    : never
  : never;

type Json<Part> = Part extends { content: { 'application/json': infer Value } } ? Value : never;

export type JsonBody<Method, Path> = Json<
  Operation<Method, Path> extends { requestBody: infer Body } ? Body : never
>;

export type JsonAnswer<Method, Path> =
  Operation<Method, Path> extends { responses: infer Answers } ? Json<Answers[keyof Answers]> : never;

/** The address with its values in place, each escaped. */
export function fillPath<Path extends string>(path: Path, values: PathValues<Path>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent((values as Record<string, string>)[name] ?? ''),
  );
}
