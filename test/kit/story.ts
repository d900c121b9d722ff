import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { type Look, startBrowser, type Visitor, visit } from './browser.ts'
import { interlock, killAll, type Running } from './interlock.ts'

/** A fresh Interlock with an empty data folder, and people who visit it. */
export interface Story {
  visit(look?: Look): Promise<Visitor>
}

/** Sets the stage for the stories of a file: server (which builds the web part if it is stale) and browser before the first, all gone after the last. */
export function story(): Story {
  const dataDir = mkdtempSync(join(tmpdir(), 'interlock-story-'))
  let running: Running
  let browser: Browser
  beforeAll(async () => {
    const started = await Promise.all([interlock({ dataDir }), startBrowser()])
    running = started[0]
    browser = started[1]
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    running?.child.kill('SIGTERM')
    await Promise.race([running?.ended, new Promise((resolve) => setTimeout(resolve, 15_000))])
    killAll()
    rmSync(dataDir, { recursive: true, force: true })
  }, 120_000)
  return { visit: (look) => visit(browser, running.url, look) }
}
