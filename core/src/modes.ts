/** What becomes of tests that record, by name; `docs/testing.md` says what each does. */
export const MODES = ['once', 'new', 'none', 'all', 'off'] as const
