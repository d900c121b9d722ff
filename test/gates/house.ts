/**
 * The house rules as one check, run by `npm run check:doors`: imports, names, text, SQL, packages and languages. Prints each finding with its rule and
 * ends with 1 if there is any. test/gates/*.test.ts proves that each rule can fail.
 */
import { fileURLToPath } from 'node:url'
import { line } from '#line'
import { findDoors } from './doors.ts'
import { findLanguages } from './languages.ts'
import { findSqlOutsideStore, findWritesPastLedger } from './ledger.ts'
import { findNames } from './names.ts'
import { findPackages } from './packages.ts'
import { findSql } from './sql.ts'
import { findText } from './text.ts'
import { type Finding, readTree } from './tree.ts'

/** Everything that breaks a house rule in the checkout at `root`. */
export function findAll(root: string): Finding[] {
  const sources = readTree(root)
  return [
    ...findDoors(root, sources),
    ...findNames(sources, line),
    ...findText(sources),
    ...findSql(sources),
    ...findWritesPastLedger(sources),
    ...findSqlOutsideStore(sources),
    ...findPackages(sources),
    ...findLanguages(sources),
  ]
}

if (import.meta.main) {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const findings = findAll(root)
  for (const { rule, path, line: at, why } of findings) console.error(`${path}:${at}  ${rule}  ${why}`)
  console.log(findings.length === 0 ? 'House rules: no finding.' : `House rules: ${findings.length} findings.`)
  process.exitCode = findings.length === 0 ? 0 : 1
}
