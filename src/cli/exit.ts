import { Problem, problemKinds } from '#kernel/problem'

/** What each exit code of the command line means. Numbers that a problem has come from the kernel's list of problems. */
export const exitCodes: Readonly<Record<number, string>> = {
  0: 'done',
  1: 'something broke on our side; the message says where to look',
  2: 'the input cannot be used: an option, a variable, a file or a value in it',
  3: 'the thing that was named does not exist',
  4: 'not signed in, or not allowed',
  5: 'not possible in this state, for example because something runs already',
  6: 'not available at the moment; try again later, or see what the message says',
  7: 'took too long',
  130: 'ended at once by a second Ctrl-C',
}

/** The exit code for whatever was thrown. */
export function exitCodeOf(error: unknown): number {
  return error instanceof Problem ? problemKinds[error.kind].exit : 1
}
