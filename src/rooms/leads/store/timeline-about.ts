import type { TimelineKind } from '../contract.ts'

/** A record as it is told where something is about it. */
export const aboutRecord = (kind: TimelineKind, id: string, label: string) =>
  `jsonb_build_object('kind', '${kind}', 'id', ${id}, 'label', ${label})`
