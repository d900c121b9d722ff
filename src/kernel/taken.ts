/** What became of one row that came in: made, changed, already so, or returned with its reason. */
export type Taken =
  | { readonly bucket: 'create'; readonly id: string }
  | { readonly bucket: 'update'; readonly id: string; readonly changed: readonly string[] }
  | { readonly bucket: 'skip'; readonly id: string }
  | { readonly bucket: 'reject'; readonly why: string }
