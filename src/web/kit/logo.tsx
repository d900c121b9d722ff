/** The mark: two hooks that hold each other, one for marketing and one for sales. Decorative; the word beside it is the name. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="none"
      strokeWidth="4.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M19.5 5H9a4 4 0 0 0-4 4v7a4 4 0 0 0 4 4h8.5" stroke="var(--accent)" />
      <path d="M12.5 27H23a4 4 0 0 0 4-4v-7a4 4 0 0 0-4-4h-8.5" stroke="currentColor" />
    </svg>
  )
}
