import type { Route } from '#platform/http/routes'
import { readDigest, sendDigest, setDigest } from './actions/digests.ts'

export const routes: readonly Route[] = [readDigest, setDigest, sendDigest]
