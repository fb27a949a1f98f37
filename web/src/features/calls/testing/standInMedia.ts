import { vi } from 'vitest';

/** jsdom has no media; here a track is whatever says of which kind it is. */
export function standInTrack(kind: 'audio' | 'video'): MediaStreamTrack {
  return { kind } as MediaStreamTrack;
}

export function stubMediaStream(): void {
  vi.stubGlobal(
    'MediaStream',
    class {
      readonly #tracks: MediaStreamTrack[];
      constructor(tracks: MediaStreamTrack[] = []) {
        this.#tracks = tracks;
      }
      getTracks = () => this.#tracks;
      getVideoTracks = () => this.#tracks.filter(({ kind }) => kind === 'video');
    },
  );
}
