import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** One text file of the project; `path` is relative to its root, with forward slashes. */
export interface Source {
  readonly path: string
  readonly text: string
}

/** One place where a house rule is broken; `line` counts from 1. */
export interface Finding {
  readonly rule: string
  readonly path: string
  readonly line: number
  readonly why: string
}

const skipped = new Set(['node_modules', '.git', 'dist', 'coverage', 'data', '.interlock'])
const textual = /\.(ts|tsx|mjs|js|json|md|css|html|grit|sql|ya?ml|txt|svg)$|(^|\/)(run|LICENSE|NOTICE|\.npmrc|\.gitignore)$/

/** Every text file of a checkout, without what is built, installed or somebody's data. */
export function readTree(root: string): Source[] {
  return walk(root)
    .map((file) => ({ path: relative(root, file).split(sep).join('/'), file }))
    .filter(({ path }) => textual.test(path))
    .sort((a, b) => a.path.localeCompare(b.path))
    .map(({ path, file }) => ({ path, text: readFileSync(file, 'utf8') }))
}

function walk(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !skipped.has(name))
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? walk(path) : [path]))
}

/** The line of a place in a text, counted from 1. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

export const isCode = (path: string): boolean => /\.(ts|tsx|mjs)$/.test(path)
export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || /^(test|bench)\//.test(path)
