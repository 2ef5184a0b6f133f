/** What came of a scan, as far as ears and hands are told. */
export type ScanResult = 'counted' | 'ambiguous' | 'unknown' | 'rejected' | 'undone'

/** `sound` 0 (off) to 10, `vibration` 0 (off) to 5. Each person's own, kept by the app. */
export interface FeedbackLevels {
  readonly sound: number
  readonly vibration: number
}

/** One oscillator: its pitch and, from the start of the signal, when and how long it sounds. */
export interface Beep {
  readonly hertz: number
  readonly startMs: number
  readonly lengthMs: number
}

interface Signal {
  readonly beeps: readonly Beep[]
  /** On and off times in ms, as navigator.vibrate takes them. */
  readonly vibration: readonly number[]
}

/** Told apart without looking: by pitch, by number and by length, each alone. */
export const signalByResult: Readonly<Record<ScanResult, Signal>> = {
  counted: { beeps: [{ hertz: 1_800, startMs: 0, lengthMs: 60 }], vibration: [30] },
  ambiguous: {
    beeps: [
      { hertz: 900, startMs: 0, lengthMs: 80 },
      { hertz: 900, startMs: 140, lengthMs: 80 },
    ],
    vibration: [40, 60, 40],
  },
  unknown: {
    beeps: [
      { hertz: 400, startMs: 0, lengthMs: 160 },
      { hertz: 400, startMs: 240, lengthMs: 160 },
    ],
    vibration: [120, 80, 120],
  },
  rejected: { beeps: [{ hertz: 220, startMs: 0, lengthMs: 400 }], vibration: [400] },
  undone: {
    beeps: [
      { hertz: 1_200, startMs: 0, lengthMs: 60 },
      { hertz: 800, startMs: 80, lengthMs: 60 },
    ],
    vibration: [20],
  },
}

/** The level at which vibrations last as long as the table says. */
const MIDDLE_VIBRATION = 3

/** The on times of a vibration at a level; the pauses stay, for they make the rhythm. Empty at level 0. */
export function vibrationAt(pattern: readonly number[], level: number): number[] {
  if (level <= 0) return []
  return pattern.map((ms, index) => (index % 2 === 0 ? Math.round((ms * level) / MIDDLE_VIBRATION) : ms))
}

/** Loudness as ears take it: level 5 of 10 sounds half as loud, not a quarter softer. */
export function gainAt(level: number): number {
  const share = Math.min(10, Math.max(0, level)) / 10
  return share * share
}

export interface FeedbackDeps {
  /** Called once, in a person's gesture: browsers give sound to nobody else. */
  readonly openAudio: () => AudioContext
  /** Absent on iOS, where sound and the flash must do. */
  readonly vibrate: ((pattern: number[]) => void) | null
}

export interface Feedback {
  /** Starts the sound and the vibration of a result at once and returns; a new signal cuts the old one short. */
  readonly play: (result: ScanResult) => void
  readonly setLevels: (levels: FeedbackLevels) => void
  /** Makes sound possible. Call it in the first tap or key; later calls wake what the system put to sleep. */
  readonly unlock: () => void
  readonly dispose: () => void
}

/** Signals through Web Audio and the vibration motor. Never throws: a phone without sound still counts. */
export function createFeedback(levels: FeedbackLevels, deps: FeedbackDeps = browserFeedback()): Feedback {
  let current = levels
  let audio: AudioContext | null = null
  let silence: (() => void) | null = null

  return {
    play(result) {
      const { beeps, vibration } = signalByResult[result]
      const pattern = vibrationAt(vibration, current.vibration)
      if (pattern.length > 0) deps.vibrate?.(pattern)
      silence?.()
      silence = audio && current.sound > 0 ? sound(audio, beeps, gainAt(current.sound)) : null
    },
    setLevels(next) {
      current = next
    },
    unlock() {
      audio ??= deps.openAudio()
      // A browser that refuses now is asked again at the next tap.
      if (audio.state !== 'running') void audio.resume().catch(() => undefined)
    },
    dispose() {
      silence?.()
      void audio?.close().catch(() => undefined)
      audio = null
    },
  }
}

function browserFeedback(): FeedbackDeps {
  const canVibrate = 'vibrate' in navigator
  return {
    openAudio: () => new AudioContext({ latencyHint: 'interactive' }),
    vibrate: canVibrate ? (pattern) => void navigator.vibrate(pattern) : null,
  }
}

/** A few ms of rise and fall, or the loudspeaker clicks. */
const EDGE = 0.004

function sound(audio: AudioContext, beeps: readonly Beep[], gain: number): () => void {
  const volume = audio.createGain()
  volume.gain.value = 0
  volume.connect(audio.destination)
  const voices = beeps.map(({ hertz, startMs, lengthMs }) => {
    const from = audio.currentTime + startMs / 1_000
    const to = from + lengthMs / 1_000
    const voice = new OscillatorNode(audio, { type: 'triangle', frequency: hertz })
    volume.gain.setValueAtTime(0, from)
    volume.gain.linearRampToValueAtTime(gain, from + EDGE)
    volume.gain.setValueAtTime(gain, to - EDGE)
    volume.gain.linearRampToValueAtTime(0, to)
    voice.connect(volume)
    voice.start(from)
    voice.stop(to)
    return voice
  })
  voices.at(-1)?.addEventListener('ended', () => volume.disconnect())
  return () => {
    for (const voice of voices) voice.disconnect()
  }
}
