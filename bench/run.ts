/**
 * `npm run bench [-- NAME…] [--json]`: runs every bench/*.bench.ts, or those whose file name contains NAME, and prints how many times longer ours takes
 * than a reference measured in the same run. Absolute times say something about this machine only.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Bench, type BenchResult, measure } from './kit.ts'

const said = process.argv.slice(2)
const wanted = said.filter((word) => !word.startsWith('--'))
const files = readdirSync(fileURLToPath(new URL('.', import.meta.url)))
  .filter((file) => file.endsWith('.bench.ts') && (wanted.length === 0 || wanted.some((word) => file.includes(word))))
  .sort()

const results: BenchResult[] = []
for (const file of files) {
  const loaded: { bench: Bench } = await import(pathToFileURL(fileURLToPath(new URL(file, import.meta.url))).href)
  const folder = mkdtempSync(join(tmpdir(), 'interlock-bench-'))
  try {
    const result = await measure(loaded.bench, folder, () => performance.now())
    results.push(result)
    if (!said.includes('--json')) console.log(inWords(result))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
if (said.includes('--json'))
  console.log(JSON.stringify({ node: process.version, processor: cpus()[0]?.model, cores: cpus().length, results }, null, 2))

function inWords(result: BenchResult): string {
  const [low, high] = result.spread.map((ratio) => ratio.toFixed(2))
  return [
    result.name,
    `  ours       ${Math.round(result.oursMs)} ms`,
    `  reference  ${Math.round(result.referenceMs)} ms (${result.against})`,
    `  ratio      ${result.ratio.toFixed(2)} (single rounds ${low} to ${high})`,
    ...(Number.isNaN(result.oursCpu) ? [] : [`  processor  ${inSeconds(result)}`]),
  ].join('\n')
}

function inSeconds({ oursCpu, referenceCpu, cpuRatio }: BenchResult): string {
  return `${oursCpu.toFixed(2)} s to ${referenceCpu.toFixed(2)} s, ratio ${cpuRatio.toFixed(2)}; the machine's load is ${loadavg()[0]?.toFixed(1)}`
}
