import { describe, expect, test } from 'vitest'
import { testApp } from '#test/kit/app'
import { dataSet, setNames } from '#test/kit/expected'
import { wrongInWorkspace } from '#test/kit/figures'
import { imported } from '#test/kit/importing'

for (const name of setNames) {
  const set = dataSet(name)
  describe.skipIf(set === null)(
    `${name}, imported into a workspace${set === null ? ' (skipped: ../shared/data is not there)' : ''}`,
    () => {
      test('gives every published figure, and each recounts from its own records', { timeout: 300_000 }, async () => {
        const app = await testApp()
        const done = await imported(app, set?.files ?? [])
        expect(done.failure).toBeNull()
        expect(done.state).toBe('done')
        expect(await wrongInWorkspace(app, set?.figures ?? [])).toEqual([])
        expect(set?.figures.length).toBeGreaterThan(100)
      })
    },
  )
}
