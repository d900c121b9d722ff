import { saidAgain } from '#kernel/said-again'
import { said, t } from '#kernel/text'
import { no, ok, type Verdict } from '#kernel/verdict'
import type { Import } from '../contract.ts'
import type { Correction } from '../shapes.ts'
import { mustBeAnswered } from './questions.ts'

type Course = Pick<Import, 'state' | 'task' | 'files' | 'guess' | 'name'>

const waiting = (course: Course): Verdict =>
  course.task === null
    ? ok
    : no(
        t('"{{name}}" is still being worked on ({{task}}). Wait until it is done.', { name: course.name, task: said(course.task, 'task') }),
      )
const unwritten = (course: Course, verb: string): Verdict => {
  if (course.state === 'done') return no(t('"{{name}}" is imported already. Undo it before you {{verb}}.', { name: course.name, verb }))
  if (course.state === 'undone') return no(t('"{{name}}" was imported and undone. Begin a new import.', { name: course.name }))
  return ok
}

/** Whether nothing is left open that would make wrong records if it were guessed. */
function answered(course: Course): Verdict {
  const [first] = mustBeAnswered(course.guess)
  return first ? no(`${saidAgain(first.text)} ${t('Nothing is imported before that is answered.')}`) : ok
}

/** Whether files may still come and go, and guesses be corrected. */
export function canChange(course: Course): Verdict {
  const writable = unwritten(course, t('change its files'))
  if (!writable.ok) return writable
  // Reading again is what a change leads to; only a rehearsal or a run must end first.
  return course.task === 'read' ? ok : waiting(course)
}

/** Whether the rehearsal can begin. */
export function canPreview(course: Course): Verdict {
  const writable = unwritten(course, t('preview it again'))
  if (!writable.ok) return writable
  if (course.files.length === 0) return no(t('There is no file in this import yet. Drop one in first.'))
  const free = waiting(course)
  if (!free.ok) return free
  if (!course.guess) return no(t('The files have not been read to the end. Have them read again first.'))
  return answered(course)
}

/** Whether the import can be written. The preview comes first, so that nobody is surprised. */
export function canRun(course: Course, withoutPreview = false): Verdict {
  const writable = unwritten(course, t('run it again'))
  if (!writable.ok) return writable
  const free = waiting(course)
  if (!free.ok) return free
  if (withoutPreview) return canPreview(course)
  const clear = answered(course)
  if (!clear.ok) return clear
  return course.state === 'previewed'
    ? ok
    : no(t('Preview the import first: it shows what would be created, updated, skipped and returned.'))
}

/** Whether there is something to stop. */
export function canCancel(course: Course): Verdict {
  if (course.task !== null) return ok
  return no(
    course.state === 'done'
      ? t('"{{name}}" is imported already. Undo it instead.', { name: course.name })
      : t('"{{name}}" is not being worked on, so there is nothing to stop.', { name: course.name }),
  )
}

export function canUndo(course: Course): Verdict {
  if (course.state === 'done') return waiting(course)
  return no(
    course.state === 'undone'
      ? t('"{{name}}" was already undone.', { name: course.name })
      : t('"{{name}}" has written nothing, so there is nothing to undo.', { name: course.name }),
  )
}

export function canDiscard(course: Course): Verdict {
  if (course.state === 'done') return no(t('"{{name}}" is imported. Undo it instead of discarding it.', { name: course.name }))
  return course.task === 'run' ? waiting(course) : ok
}

/** What to call an import, from its files. */
export function nameOf(files: readonly { readonly name: string }[]): string {
  const [first, ...rest] = files
  if (!first) return t('New import')
  return rest.length === 0 ? first.name : t('{{name}} and {{n}} more', { name: first.name, n: rest.length })
}

type KeptFile = { readonly name: string; readonly sha256: string }

/** What was said, for other files than before: answers stay with their file, whatever number it has now, and go with it. */
export function correctionFor(said: Correction, before: readonly KeptFile[], after: readonly KeptFile[]): Correction {
  if (!said.files) return said
  const files = said.files.flatMap((answer) => {
    const was = before[answer.file]
    const file = was ? after.findIndex((each) => each.name === was.name && each.sha256 === was.sha256) : -1
    return file < 0 ? [] : [{ ...answer, file }]
  })
  return { ...said, files }
}
