import type { Route } from '#platform/http/routes'
import * as actions from './actions.ts'

export const routes: readonly Route[] = [actions.getCompany, actions.setCompany]
