/** What a rule answers: yes, or no with the sentence that every front door shows. */
export type Verdict = { readonly ok: true } | { readonly ok: false; readonly why: string }

/** The one yes. */
export const ok: Verdict = { ok: true }

/** A no that says what happened, to which thing, and what to do next. */
export function no(why: string): Verdict {
  return { ok: false, why }
}
