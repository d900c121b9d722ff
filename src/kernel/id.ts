import { z } from 'zod'

declare const brand: unique symbol

/** A UUID of one kind of thing; an id of a deal cannot be passed where a person's is wanted. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind }

/** The shape of an id in a contract. */
export function idOf<Kind extends string>(kind: Kind) {
  return z
    .uuid()
    .transform((value) => value as Id<Kind>)
    .meta({ description: `Id of a ${kind}`, type: 'string', format: 'uuid' })
}

export type WorkspaceId = Id<'workspace'>
export type UserId = Id<'user'>
export type EventId = Id<'event'>
