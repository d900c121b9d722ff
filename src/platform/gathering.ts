/**
 * Answers those together who ask the same. Whoever asks while an answer is on its way gets the next one, which begins after they asked: so nobody gets an
 * answer that is older than their question.
 */
export class Gathering<T> {
  readonly #running = new Map<string, { readonly now: Promise<T>; next: Promise<T> | null }>()

  ask(key: string, work: () => Promise<T>): Promise<T> {
    const there = this.#running.get(key)
    if (!there) return this.#begin(key, work)
    there.next ??= there.now.then(
      () => this.#begin(key, work),
      () => this.#begin(key, work),
    )
    return there.next
  }

  #begin(key: string, work: () => Promise<T>): Promise<T> {
    const one = { now: work(), next: null as Promise<T> | null }
    this.#running.set(key, one)
    const done = () => {
      if (one.next === null && this.#running.get(key) === one) this.#running.delete(key)
    }
    one.now.then(done, done)
    return one.now
  }
}
