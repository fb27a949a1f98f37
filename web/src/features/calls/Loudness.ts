/** Samples that loudness is taken of: 21 ms at the usual 48,000 a second, a short syllable. */
const blockLength = 1024;
const everyMs = 100;

/** How loud a track was at its loudest since the last call, ten times a second, 0 to 1 (root mean square of 21 ms). */
export function followLoudness(track: MediaStreamTrack, listener: (level: number) => void): () => void {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  // The next power of two over what comes between two calls: sound that begins and ends in between is heard too.
  analyser.fftSize = 2 ** Math.ceil(Math.log2((context.sampleRate * everyMs) / 1000));
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    // A page that came back by itself may wait for the first click before it may hear.
    if (context.state === 'suspended') void context.resume().catch(() => undefined);
    analyser.getFloatTimeDomainData(samples);
    listener(loudest(samples));
  }, everyMs);
  return () => {
    clearInterval(timer);
    source.disconnect();
    void context.close();
  };
}

/** Root mean square of the loudest block; the last one may be shorter. */
export function loudest(samples: Float32Array): number {
  let most = 0;
  for (let from = 0; from < samples.length; from += blockLength) {
    const block = samples.subarray(from, from + blockLength);
    let sum = 0;
    for (const sample of block) sum += sample * sample;
    most = Math.max(most, sum / block.length);
  }
  return Math.sqrt(most);
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
