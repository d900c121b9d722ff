import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'
import { type Flaw, type OpenZip, readZip, unlimited } from './zip-reader.ts'

/**
 * Opens a zip of ours for reading in any order. Throws Problem `invalid-input` when it is damaged, lists a name twice, more than `mostFiles` files,
 * or more packed bytes than it has: the same bytes can then not be unpacked again and again.
 */
export function openZip(path: string, mostFiles: number): Promise<OpenZip> {
  return readZip(path, { limits: { ...unlimited, entries: mostFiles }, refuse, plainNames: true })
}

function refuse(flaw: Flaw): Problem {
  return new Problem(
    'invalid-input',
    t('This zip cannot be read: {{flaw}}. It was damaged on its way, or is something else. Take it from its source again.', {
      flaw: why(flaw),
    }),
    'cause' in flaw ? { cause: flaw.cause } : {},
  )
}

/** What is wrong with a zip, in words that go behind a colon. */
export function why(flaw: Flaw): string {
  switch (flaw.what) {
    case 'unreadable':
      return 'its list of files cannot be read'
    case 'too many files':
      return `it lists ${flaw.files} files where ${flaw.most} would be many`
    case 'too large':
      return `it unpacks to more than ${flaw.mostBytes} bytes`
    case 'a bomb':
      return `it unpacks to more than ${flaw.ratio} times its size`
    case 'overlapping':
      return 'its files would be larger than itself'
    case 'twice':
      return 'it lists the same name twice'
    case 'leads away':
      return 'it lists a name that leads out of its folder'
    case 'encrypted':
      return `${flaw.name} is protected by a password`
    case 'wrong checksum':
      return `${flaw.name} does not fit its checksum`
    case 'missing':
      return `${flaw.name} is missing`
    case 'broken file':
      return `${flaw.name} cannot be unpacked`
  }
}
