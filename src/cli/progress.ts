import { SingleBar } from 'cli-progress'

/** How far a long piece of work is. */
export interface Progress {
  /** `done` of `total` units, and what is being done in a few words. */
  step(done: number, total: number, doing?: string): void
  /** Takes the bar away; safe to call twice. */
  end(): void
}

const silent: Progress = { step: () => undefined, end: () => undefined }

interface Terminal {
  readonly isTTY?: boolean
}

/** A bar on standard error. Silent where nobody looks: when standard error is no terminal, or with --json. */
export function progress(label: string, options: { json: boolean }, terminal: Terminal & NodeJS.WritableStream = process.stderr): Progress {
  if (options.json || !terminal.isTTY) return silent
  const bar = new SingleBar({
    format: `${label} {bar} {percentage}%  {doing}`,
    hideCursor: true,
    clearOnComplete: true,
    stream: terminal,
    barsize: 24,
  })
  let started = false
  return {
    step: (done, total, doing = '') => {
      if (!started) bar.start(total, done, { doing })
      else {
        bar.setTotal(total)
        bar.update(done, { doing })
      }
      started = true
    },
    end: () => {
      if (started) bar.stop()
      started = false
    },
  }
}
