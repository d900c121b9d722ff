/** A segment as sentences name it: "Region North". */
export function segmentName({ label, value }: { readonly label: string; readonly value: string }): string {
  return `${label} ${value}`
}
