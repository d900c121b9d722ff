import * as access from '#platform/access/contract'
import type { TestApp, Visitor } from './app.ts'

/** The first account of an app in tests. */
export const owner = { name: 'The owner', email: 'owner@company.example', password: 'a long enough password' }

/** The cookies that an answer sets, as a browser sends them back. */
export function cookiesOf(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

/** Signs in and gives the cookie. */
export async function signIn(app: TestApp, email: string, password: string): Promise<Visitor> {
  const answer = await post(app, access.signIn.path, { email, password })
  if (!answer.ok) throw new Error(`${answer.status}`)
  return { cookie: cookiesOf(answer) }
}

/** Sends JSON and gives the raw answer, for looking at its cookies. */
export function post(app: TestApp, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return app.raw(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } })
}

/** Ends the first run: the owner, signed in. */
export async function ownerOf(app: TestApp): Promise<Visitor> {
  return { cookie: cookiesOf(await post(app, access.createAccount.path, owner)) }
}

/** What stands behind # in the link of an invitation. */
export const tokenOf = ({ link }: { readonly link: string }) => link.split('#')[1] ?? ''

/** Somebody who was invited with a role and came in. */
export async function bring(app: TestApp, by: Visitor, role: access.GivenRole, name: string = role): Promise<Visitor> {
  const invited = await app.call(access.invite, { email: `${name}@company.example`, role }, by)
  const body = { token: tokenOf(invited), name: `The ${name}`, password: `the password of ${name}` }
  const answer = await post(app, access.acceptInvitation.path, body)
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return { cookie: cookiesOf(answer) }
}
