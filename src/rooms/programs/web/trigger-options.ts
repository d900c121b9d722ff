/** Words by their keys as options of a choice. */
export const asOptions = (all: Readonly<Record<string, string>>) => Object.entries(all).map(([value, label]) => ({ value, label }))

/** Records as options of a choice. */
export const namedOptions = (all: readonly { readonly id: string; readonly name: string }[]) =>
  all.map(({ id, name }) => ({ value: id, label: name }))
