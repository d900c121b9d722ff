import { writeSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/** Closes a run with one line, alone and last: `N passed, N failed, N skipped`. A file that does not load and an error outside tests count as failed. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], outside: readonly unknown[]): void {
    const count = { passed: 0, failed: outside.length, skipped: 0 }
    for (const module of modules) {
      const before = count.failed
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'pending') count.skipped++
        else count[state]++
      }
      if (module.state() === 'failed' && count.failed === before) count.failed++
    }
    // Other reporters go on printing after this; nothing prints after the process has begun to exit.
    process.once('exit', () => writeSync(1, `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`))
  }
}
