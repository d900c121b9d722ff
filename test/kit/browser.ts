import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import chromium from '@sparticuz/chromium'
import { type Browser, type BrowserContext, type Page, chromium as playwright } from 'playwright-core'
import { projectDir } from '#platform/config'

/** Arguments of the packaged Chromium that are made for a cloud function: one process for all, and checks of the web switched off. */
const notOurs = new Set([
  '--single-process',
  '--no-zygote',
  '--disable-web-security',
  '--allow-running-insecure-content',
  '--disable-site-isolation-trials',
  // Pages are drawn by the processor anyway; through a made-up graphics card each frame costs far more.
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--ignore-gpu-blocklist',
  '--in-process-gpu',
])

const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Unpacks the Chromium of the npm package once for this checkout and gives its path. The package itself unpacks to the machine's folder for
 * temporary files, where another user's copy may lie, or one that another worker is still writing.
 */
async function unpacked(): Promise<string> {
  const folder = join(projectDir, 'node_modules/.cache/interlock/chromium')
  const binary = join(folder, 'chromium')
  if (existsSync(binary)) return binary
  const own = `${folder}.${process.pid}`
  mkdirSync(own, { recursive: true })
  const before = process.env.TMPDIR
  try {
    process.env.TMPDIR = own
    await chromium.executablePath()
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
  try {
    renameSync(own, folder)
  } catch (error) {
    // Another worker was quicker.
    rmSync(own, { recursive: true, force: true })
    if (!existsSync(binary)) throw error
  }
  return binary
}

/** Starts the Chromium that came with npm. Tests run as root in containers, where its sandbox cannot. */
export async function startBrowser(): Promise<Browser> {
  const args = [...chromium.args.filter((arg) => !notOurs.has(arg)), '--no-sandbox', ...quiet]
  return await playwright.launch({ executablePath: await unpacked(), args, headless: true })
}

export interface Look {
  readonly width?: number
  readonly dark?: boolean
  /** The page that they open; the first screen unless it is said. */
  readonly at?: string
}

/** A person at a browser of their own: new cookies, no memory, and an eye on everything that goes wrong. */
export interface Visitor {
  readonly page: Page
  /** Errors that the page wrote to its console, refusals of the content security policy among them. */
  readonly errors: readonly string[]
  leave(): Promise<void>
}

/** Opens a browser window on an address. */
export async function visit(browser: Browser, url: string, { width = 1440, dark = false, at = '/' }: Look = {}): Promise<Visitor> {
  const context: BrowserContext = await browser.newContext({
    baseURL: url,
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    locale: 'en-US',
    acceptDownloads: true,
  })
  const page = await context.newPage()
  const errors: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.goto(at)
  return { page, errors, leave: () => context.close() }
}

/** What axe finds against WCAG 2.2 AA and its best practices, one line each; empty when all is well. */
export async function barriers(page: Page): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  // Describing the thousand elements that pass takes longer than looking at them.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const { violations } = await axe.withTags(tags).analyze()
  return violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`)
}

/** By how many pixels the page can be scrolled sideways; 0 when it fits. */
export async function sidewaysScroll(page: Page): Promise<number> {
  return await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}
