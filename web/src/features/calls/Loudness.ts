/** How loud a track is, ten times a second, 0 to 1 (root mean square of the samples). */
export function followLoudness(track: MediaStreamTrack, listener: (level: number) => void): () => void {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    // A page that came back by itself may wait for the first click before it may hear.
    if (context.state === 'suspended') void context.resume().catch(() => undefined);
    analyser.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    listener(Math.sqrt(sum / samples.length));
  }, 100);
  return () => {
    clearInterval(timer);
    source.disconnect();
    void context.close();
  };
}

/** Speech, told from a level: begins at once, ends after a pause longer than those between words. */
export class SpeechGate {
  readonly #threshold: number;
  readonly #holdMs: number;
  #until = 0;

  constructor(threshold = 0.02, holdMs = 600) {
    this.#threshold = threshold;
    this.#holdMs = holdMs;
  }

  speaks(level: number, nowMs: number): boolean {
    if (level > this.#threshold) this.#until = nowMs + this.#holdMs;
    return nowMs < this.#until;
  }
}

/** Two soft tones out of the given speaker, so that somebody knows where the others will come from. */
export async function playTestSound(speakerId: string | null): Promise<void> {
  const context = new AudioContext();
  const outlet = context.createMediaStreamDestination();
  for (const [at, pitch] of [
    [0, 523],
    [0.25, 659],
  ] as const) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, context.currentTime + at);
    volume.gain.exponentialRampToValueAtTime(0.25, context.currentTime + at + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + at + 0.35);
    tone.connect(volume).connect(outlet);
    tone.start(context.currentTime + at);
    tone.stop(context.currentTime + at + 0.4);
  }
  const player = new Audio();
  player.srcObject = outlet.stream;
  try {
    await sendTo(player, speakerId);
    await player.play();
    await new Promise((done) => setTimeout(done, 800));
  } finally {
    player.srcObject = null;
    await context.close();
  }
}

/** Safari, and Firefox before 116, leave the choice to the system. */
export const canChooseSpeaker = () => 'setSinkId' in HTMLMediaElement.prototype;

/** A speaker that is gone leaves the sound on the system's own. */
export async function sendTo(player: HTMLMediaElement, speakerId: string | null): Promise<void> {
  if (!canChooseSpeaker() || player.sinkId === (speakerId ?? '')) return;
  try {
    await player.setSinkId(speakerId ?? '');
  } catch {
    await player.setSinkId('').catch(() => undefined);
  }
}
