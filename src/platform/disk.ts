import { Problem } from '#kernel/problem'
import { t } from '#kernel/text'

const trouble: Record<string, (outcome: string) => string> = {
  ENOSPC: (outcome) =>
    t('The disk with the data folder is full, so {{outcome}}. Nothing was changed. Make room, then try again.', { outcome }),
  EDQUOT: (outcome) =>
    t('The disk quota of the data folder is used up, so {{outcome}}. Nothing was changed. Make room, then try again.', { outcome }),
  EROFS: (outcome) =>
    t('The data folder is read-only at the moment, so {{outcome}}. Nothing was changed. Let the operator look at the disk.', { outcome }),
  EIO: (outcome) => t('The disk with the data folder reports errors, so {{outcome}}. Let the operator look at the disk.', { outcome }),
  EACCES: (outcome) =>
    t('The data folder may not be written by the user that runs Interlock, so {{outcome}}. Let the operator set its owner right.', {
      outcome,
    }),
}

/** What the system calls its errors when a program such as DuckDB only passes on the text. */
const texts: readonly (readonly [RegExp, string])[] = [
  [/No space left on device|not enough space on the disk/i, 'ENOSPC'],
  [/Disk quota exceeded/i, 'EDQUOT'],
  [/Read-only file system/i, 'EROFS'],
  [/Input\/output error/i, 'EIO'],
]

/** Trouble of the disk as a Problem `unavailable` that says what to do; any other error as it is. `outcome` says what did not happen: "the file was not kept". */
export function explainDiskError(error: unknown, outcome: string): unknown {
  if (error instanceof Problem || !(error instanceof Error)) return error
  const code = (error as NodeJS.ErrnoException).code ?? texts.find(([text]) => text.test(error.message))?.[1]
  const sentence = trouble[code ?? '']?.(outcome)
  return sentence ? new Problem('unavailable', sentence, { cause: error, retryAfter: 60 }) : error
}
