import { useRouter, useRouterState, useSearch } from '@tanstack/react-router'
import type { SavedView } from '#kernel/list-endpoints'

/** How a list is looked at. It stands in the address, so that it can be sent to somebody. */
export interface Look {
  readonly filter: string
  readonly sort: string
  readonly columns: string
  readonly search: string
  /** The saved view that it began with; empty for none. */
  readonly view: string
  /** What a board shows of it, such as one pipeline; empty for what it shows by itself. */
  readonly part: string
}

const nothing: Look = { filter: '', sort: '', columns: '', search: '', view: '', part: '' }
/** In the address in place of a view: the list as it is without any. */
const noView = 'none'

/** The look of the address. One that only names a view is that view's; one that names nothing is the usual view's. */
export function lookOf(said: Readonly<Record<string, string | undefined>>, views: readonly SavedView[]): Look {
  const given = (['filter', 'sort', 'columns', 'changed'] as const).some((name) => said[name] !== undefined)
  const usual = views.find((view) => view.usual && view.own) ?? views.find((view) => view.usual)
  const view = said.view === undefined ? (given ? undefined : usual) : views.find((one) => one.id === said.view)
  const { search = '', part = '' } = said
  if (!given) return { ...nothing, ...view?.view, search, part, view: view?.id ?? '' }
  const { filter = '', sort = '', columns = '' } = said
  return { filter, sort, columns, search, part, view: view?.id ?? '' }
}

/** Whether a look is another than its view has it. */
export function differs(look: Look, view: SavedView | undefined): boolean {
  const kept = view?.view ?? nothing
  return look.filter !== kept.filter || look.sort !== kept.sort || look.columns !== kept.columns
}

/** A look as the end of an address. */
function addressed(look: Look, views: readonly SavedView[]): string {
  const params = new URLSearchParams()
  params.set('view', look.view === '' ? noView : look.view)
  const changed = differs(
    look,
    views.find((view) => view.id === look.view),
  )
  for (const name of ['filter', 'sort', 'columns'] as const) if (changed && look[name] !== '') params.set(name, look[name])
  // A view from which everything was taken away.
  if (changed && look.filter + look.sort + look.columns === '') params.set('changed', '1')
  for (const name of ['search', 'part'] as const) if (look[name] !== '') params.set(name, look[name])
  return params.toString()
}

/** The look that the address says, and a way to another one. */
export function useLook(views: readonly SavedView[]): { look: Look; go: (change: Partial<Look>) => void } {
  const router = useRouter()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const look = lookOf(useSearch({ strict: false }) as Readonly<Record<string, string | undefined>>, views)
  return {
    look,
    go: (change) => {
      const address = `${path}?${addressed({ ...look, ...change }, views)}`
      // Letters that are typed are no steps to go back over.
      if (change.search === undefined) router.history.push(address)
      else router.history.replace(address)
    },
  }
}
