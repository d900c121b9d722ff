import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/kit/scratch.setup.ts', 'test/kit/postgres.setup.ts'],
    reporters: ['default', './test/kit/count-reporter.ts'],
    // Two cores and a real database: more workers only wait for each other.
    maxWorkers: 2,
    execArgv: ['--import', new URL('bin/quick-imports.mjs', import.meta.url).href],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
