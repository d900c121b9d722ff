import { type Duck, quoteIdent } from '#platform/analytics/duck'
import type { StagedKind } from '../shapes.ts'

/** Kinds whose rows name an owner. */
export const ownedKinds: ReadonlySet<StagedKind> = new Set(['deal', 'account', 'person', 'lead', 'campaign', 'activity'])

export interface OwnerSaid {
  readonly externalId: string | null
  readonly name: string | null
  /** Whether the files have a user of this id or name. */
  readonly listed: boolean
}

/** Different owners that are looked at; a column with more of them is hardly one of owners. */
const most = 2_000

/** The different owners that the rows of a file name. */
export function ownersOf(duck: Duck, kind: StagedKind, file: number): Promise<OwnerSaid[]> {
  return duck.all<{ externalId: string | null; name: string | null; listed: boolean }>(
    `SELECT owner_external_id AS "externalId", owner_name AS name,
      EXISTS (FROM staged.user u WHERE u.reject IS NULL AND (u.external_id = o.owner_external_id OR norm_key(u.full_name) = norm_key(o.owner_name))) AS listed
    FROM (SELECT DISTINCT owner_external_id, owner_name FROM staged.${quoteIdent(kind)} WHERE file_no = ? AND reject IS NULL
      AND coalesce(owner_external_id, owner_name) IS NOT NULL ORDER BY owner_name, owner_external_id LIMIT ${most}) o`,
    [file],
  )
}
