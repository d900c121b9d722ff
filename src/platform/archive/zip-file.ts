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
      return t('its list of files cannot be read')
    case 'too many files':
      return t('it lists {{files}} files where {{most}} would be many', { files: flaw.files, most: flaw.most })
    case 'too large':
      return t('it unpacks to more than {{mostBytes}} bytes', { mostBytes: flaw.mostBytes })
    case 'a bomb':
      return t('it unpacks to more than {{ratio}} times its size', { ratio: flaw.ratio })
    case 'overlapping':
      return t('its files would be larger than itself')
    case 'twice':
      return t('it lists the same name twice')
    case 'leads away':
      return t('it lists a name that leads out of its folder')
    case 'encrypted':
      return t('{{name}} is protected by a password', { name: flaw.name })
    case 'wrong checksum':
      return t('{{name}} does not fit its checksum', { name: flaw.name })
    case 'missing':
      return t('{{name}} is missing', { name: flaw.name })
    case 'broken file':
      return t('{{name}} cannot be unpacked', { name: flaw.name })
  }
}
