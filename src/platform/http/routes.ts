import type { Action } from '#platform/action/action'

/** A doorbell: an endpoint and the action behind it. The endpoint comes with the action, so the two cannot disagree. */
export type Route = Action

/** Checks the list of all routes: ids and addresses are unique, access is declared. Throws on the first that is wrong. */
export function checkedRoutes(routes: readonly Route[]): readonly Route[] {
  const seen = new Set<string>()
  for (const { endpoint } of routes) {
    const address = `${endpoint.method} ${endpoint.path.replaceAll(/\{\w+\}/g, '{}')}`
    for (const name of [endpoint.id, address]) {
      if (seen.has(name)) throw new Error(`Two endpoints share "${name}".`)
      seen.add(name)
    }
    if (!endpoint.access?.who) throw new Error(`Endpoint ${endpoint.id} does not declare who may call it.`)
    if (!endpoint.limits?.rate) throw new Error(`Endpoint ${endpoint.id} does not declare its limits.`)
  }
  return routes
}

/** The methods that an address takes. Whoever guesses at addresses asks often. */
export function methodsOf(routes: readonly Route[]): (path: string) => string[] {
  const known = routes.map(({ endpoint: { method, path } }) => ({ method, parts: path.split('/') }))
  return (path) => {
    const given = path.split('/')
    const here = known.filter(
      ({ parts }) => parts.length === given.length && parts.every((part, index) => part.startsWith('{') || part === given[index]),
    )
    return [...new Set(here.map(({ method }) => method))]
  }
}
