export class FakeTrack extends EventTarget {
  readonly kind: 'audio' | 'video';
  readonly label: string;
  enabled = true;
  contentHint = '';
  readyState: 'live' | 'ended' = 'live';
  constructor(kind: 'audio' | 'video', label: string) {
    super();
    this.kind = kind;
    this.label = label;
  }
  stop() {
    this.readyState = 'ended';
  }
  unplug() {
    this.stop();
    this.dispatchEvent(new Event('ended'));
  }
}

interface Wish {
  audio?: unknown;
  video?: unknown;
}

/** A browser's devices: every question waits until the test answers it. */
export class FakeDevices extends EventTarget {
  readonly questions: { wish: Wish; answer: (error?: Error) => FakeTrack[] }[] = [];
  readonly given: FakeTrack[] = [];

  getUserMedia(wish: Wish): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.questions.push({
        wish,
        answer: (error) => {
          if (error !== undefined) {
            reject(error);
            return [];
          }
          const tracks = [
            ...(wish.audio === false ? [] : [new FakeTrack('audio', 'mic')]),
            ...(wish.video === false ? [] : [new FakeTrack('video', 'cam')]),
          ];
          this.given.push(...tracks);
          resolve({
            getTracks: () => tracks,
            getAudioTracks: () => tracks.filter(({ kind }) => kind === 'audio'),
            getVideoTracks: () => tracks.filter(({ kind }) => kind === 'video'),
          });
          return tracks;
        },
      });
    });
  }

  enumerateDevices() {
    return Promise.resolve([]);
  }
}
